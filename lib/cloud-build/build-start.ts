import type { Validator } from "../core/validator";

/** How a build is started when the stack is deployed. */
export interface DeployStartOptions {
  /**
   * An image with Python 3, pinned by its digest, in which a program of 200 lines starts the build and waits for it, for example
   * `us-central1-docker.pkg.dev/my-project/docker-hub/library/python:3.11-slim@sha256:…`. Cloud Run takes it from Artifact Registry.
   */
  readonly image: string;
}

/** What starts a build. */
export class BuildStart {
  /**
   * The deployment itself: it waits for the build, and fails when the build fails; the next one builds again. What is there already is not built.
   * It needs google >= 7.42.
   */
  public static onDeploy(options: DeployStartOptions): BuildStart {
    return new BuildStart(options);
  }

  /** Somebody: `gcloud builds triggers run NAME --region REGION`. The deployment does not notice what comes of it. */
  public static manual(): BuildStart {
    return new BuildStart();
  }

  private constructor(
    /** Undefined where the deployment starts nothing. */
    public readonly deploy?: DeployStartOptions,
  ) {}

  /** @internal */
  public _validate(validator: Validator): void {
    validator.matches(
      "start image",
      this.deploy?.image,
      /^[a-z0-9-]+-docker\.pkg\.dev\/[^\s@]+@sha256:[0-9a-f]{64}$/,
      "must be an image of Artifact Registry with Python, pinned by @sha256:DIGEST, for example that of a DockerRemoteRepository",
    );
  }
}
