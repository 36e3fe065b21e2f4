import type { ITerraformDependable } from "cdktf";
import type { IDockerRepository } from "../artifact-registry";
import type { Duration } from "../core/duration";
import type { IServiceAccount } from "../iam/service-account";
import type { BuildStart } from "./build-start";
import type { BuildMachine } from "./image-build";
import type { IPrivatePool } from "./private-pool-interface";

/** What builds have that run Python. */
export interface PythonBuildProps {
  /**
   * Names the build, its accounts and its job: at most 24 lower-case letters, digits and "-", beginning with a letter.
   */
  readonly buildName: string;
  /** The image that it runs in: Python 3, from one of `baseRepositories`, pinned by `@sha256:DIGEST`. */
  readonly image: string;
  /** Where its image may come from: a remote repository of Docker Hub, and those with own images. */
  readonly baseRepositories: IDockerRepository[];
  /** What starts it. */
  readonly start: BuildStart;
  /** Anything that is different where the same is to be built anew. @default - none */
  readonly revision?: string;
  /** At most a day. @default 30 minutes */
  readonly timeout?: Duration;
  /** How long it may wait for its turn. @default 1 hour */
  readonly queueTimeout?: Duration;
  /** @default - Cloud Build's own: e2-medium, or what the region has */
  readonly machine?: BuildMachine;
  /**
   * What runs the build, inside a network of yours; its machines are the pool's.
   *
   * @default - Cloud Build's own machines, on the internet
   */
  readonly pool?: IPrivatePool;
  /** The region in which it is built. @default - that of the repository, which must then be in a region */
  readonly location?: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** What it runs as. @default - a new account, which may do just this */
  readonly serviceAccount?: IServiceAccount;
  /** What must exist first, for example the enabled APIs. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}
