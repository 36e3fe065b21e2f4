import { TerraformStack, Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { IDockerRepository } from "../artifact-registry";
import type { IImageBuild } from "../cloud-build";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";

const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** An image with its tag or digest, or both. @see https://github.com/distribution/reference/blob/main/regexp.go */
const COMPONENT = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*";
const TAG = "[\\w][\\w.-]{0,127}";
const IMAGE = new RegExp(`^${COMPONENT}(?::\\d+)?(?:/${COMPONENT})*(?::${TAG})?(?:@sha256:[0-9a-f]{64})?$`);
/** @see https://cloud.google.com/artifact-registry/docs/docker/names */
const ARTIFACT_REGISTRY = /^[a-z0-9-]+-docker\.pkg\.dev\/[^/]+\/[^/]+\/./;

/**
 * The image that a service or a job runs: always the same one, from Artifact Registry, unless it is said why not.
 *
 * @see https://cloud.google.com/run/docs/deploying#images
 */
export class ContainerImage {
  /**
   * What an `ImageBuild` builds, into a repository with immutable tags. What runs it waits for the build, where the
   * deployment starts it.
   */
  public static fromBuild(build: IImageBuild): ContainerImage {
    Given.object("build", build, { text: "an image that is built, for example an ImageBuild", has: "imageUri" });
    return new ContainerImage(build.imageUri, { build });
  }

  /**
   * An image of a repository: by its digest, or by a tag where tags are immutable.
   *
   * @param imageName without the repository, for example `library/nginx@sha256:…`
   */
  public static fromRepository(repository: IDockerRepository, imageName: string): ContainerImage {
    Given.object("repository", repository, {
      text: "a repository of images, for example a DockerRemoteRepository",
      has: "imagePrefix",
    });
    return new ContainerImage(`${repository.imagePrefix}/${Given.text("imageName", imageName)}`, { repository });
  }

  /** An image of Artifact Registry by its digest, `LOCATION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE@sha256:DIGEST`. */
  public static fromUri(imageUri: string): ContainerImage {
    return new ContainerImage(Given.text("imageUri", imageUri), {});
  }

  /**
   * An image that is not pinned, or comes from another registry.
   *
   * @param reason why it is all right, for those who read the code
   */
  public static exception(imageUri: string, reason: string): ContainerImage {
    return new ContainerImage(Given.text("imageUri", imageUri), { reason: Given.text("reason", reason) });
  }

  private constructor(
    /** The image as Cloud Run is told it. */
    public readonly imageUri: string,
    private readonly origin: {
      readonly build?: IImageBuild;
      readonly repository?: IDockerRepository;
      readonly reason?: string;
    },
  ) {}

  /** @internal */
  public _validate(validator: Validator): void {
    const { imageUri } = this;
    const { build, reason } = this.origin;
    const name = `image ${JSON.stringify(imageUri)}`;
    if (reason?.trim() === "") validator.problem(`${name}: needs a reason`);
    if (build !== undefined) {
      if (build.mayMove === true)
        validator.problem(
          `${name}: is in a repository with mutable tags, so that somebody may put another image under this tag; ` +
            "set immutableTags: true there and drop readableTag, or say ContainerImage.exception(build.imageUri, " +
            "reason) " +
            "with dependsOn: [build.ready]",
        );
      return;
    }
    if (Token.isUnresolved(imageUri)) {
      if (reason === undefined) {
        validator.problem(
          "image: is known to Terraform only, so that nobody can see here what will run; " +
            "give a literal, ContainerImage.fromBuild(...), or ContainerImage.exception(...) with a reason",
        );
      }
      return;
    }
    if (!IMAGE.test(imageUri)) {
      validator.problem(`${name}: must be an image such as ${EXAMPLE}`);
      return;
    }
    if (reason !== undefined) return;
    if (!ARTIFACT_REGISTRY.test(imageUri)) {
      validator.problem(
        `${name}: is not of Artifact Registry, so that no repository of yours has it; ` +
          "pull it through a DockerRemoteRepository, or say ContainerImage.exception(...) with a reason",
      );
    }
    if (!DIGEST.test(imageUri) && !this.hasLastingTag()) {
      validator.problem(
        `${name}: floats, so that the same deployment runs something else tomorrow; pin it with @sha256:DIGEST, ` +
          "or say ContainerImage.exception(...) with a reason",
      );
    }
  }

  /**
   * What must be there first, for a resource of the given construct.
   *
   * @internal
   */
  public _dependables(workload: IConstruct): readonly ITerraformDependable[] {
    const { build } = this.origin;
    if (build === undefined) return [];
    if (TerraformStack.of(build) === TerraformStack.of(workload)) return [build.ready];
    TerraformStack.of(workload).addDependency(TerraformStack.of(build));
    return [];
  }

  /** Makes a resource wait for the repository and its rules. @internal */
  public _order(resource: TerraformResource): void {
    this.origin.repository?.downloadGate.followWithoutReplacement(resource);
  }

  private hasLastingTag(): boolean {
    const { repository } = this.origin;
    const isImmutable = repository !== undefined && Reflect.get(repository, "immutableTags") === true;
    return isImmutable && /:[^/:]+$/.test(this.imageUri);
  }
}

const EXAMPLE = "us-central1-docker.pkg.dev/my-project/docker-hub/library/nginx@sha256:DIGEST";
