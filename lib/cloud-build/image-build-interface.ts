import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** An image that a deployment builds. */
export interface IImageBuild extends IConstruct {
  /** The image with its tag, for example `us-central1-docker.pkg.dev/my-project/images/base:1f0c…`. */
  readonly imageUri: string;
  /**
   * For `dependsOn` of what needs the image: the job that has built it, or the trigger where somebody else starts it.
   */
  readonly ready: ITerraformDependable;
  /**
   * Whether the tag may be put on another image, by somebody else, since the repository has mutable tags. What runs an
   * image refuses it then, unless it is said why not.
   *
   * @default - it stays where it is
   */
  readonly mayMove?: boolean;
}
