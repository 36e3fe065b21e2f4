import type { IDockerRepository } from "../artifact-registry";

/** How the pipeline is compiled when it is deployed. */
export interface PipelineCompilation {
  /** The folder that holds the pipeline's source, and beside it what it compiles to: `template`. */
  readonly folder: string;
  /** The source, by its path there; `intro.json` is what `intro.py` compiles to. */
  readonly pipeline: string;
  /** The lock of kfp and all that it needs, with hashes. */
  readonly lockfile: string;
  /** What of the lock is published as source only. @default - none */
  readonly sourceDistributions?: string[];
  /** The image with Python that it is compiled in, by its digest. */
  readonly image: string;
  /** Where the image comes from. */
  readonly baseRepositories: IDockerRepository[];
}
