import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { KfpRepository } from "../artifact-registry";
import { BuildSource, BuildStart, PipelineBuild } from "../cloud-build";
import type { PipelineBuildProps } from "../cloud-build";
import { TextFile } from "../text/text-file";
import type { PipelineCompilation } from "./pipeline-compilation";

interface Place {
  readonly project: string;
  readonly region: string;
  readonly dependsOn: ITerraformDependable[];
}

/**
 * The reference pipeline, compiled by the deployment, and the repository that it is published in.
 *
 * @internal
 * @jsii ignore
 */
export class CompiledPipeline {
  /** The APIs that it needs. */
  public static readonly SERVICES: readonly string[] = ["artifactregistry", "cloudbuild", "run"];

  public readonly templates: KfpRepository;

  constructor(
    private readonly stack: Construct,
    private readonly compilation: PipelineCompilation,
    private readonly place: Place,
  ) {
    const { project, region: location, dependsOn } = place;
    this.templates = new KfpRepository(stack, "Templates", {
      repositoryName: "pipelines",
      location,
      project,
      // What it holds can be compiled again.
      deletionProtection: false,
      dependsOn,
    });
  }

  public build(parts: Pick<PipelineBuildProps, "settings" | "template" | "index" | "contexts">): PipelineBuild {
    const { folder, lockfile, pipeline, sourceDistributions, image, baseRepositories } = this.compilation;
    const { project, region: location, dependsOn } = this.place;
    return new PipelineBuild(this.stack, "Build", {
      ...parts,
      buildName: "pipeline",
      repository: this.templates,
      source: BuildSource.folder(folder, { extraFiles: { "kfp.lock": TextFile.read(lockfile).text } }),
      pipeline,
      sourceDistributions,
      image,
      baseRepositories,
      start: BuildStart.onDeploy({ image }),
      location,
      project,
      dependsOn,
    });
  }
}
