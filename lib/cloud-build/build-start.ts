import type { Validator } from "../core/validator";
import type { IPrincipal } from "../iam/principal";

/** How a build is started when the stack is deployed. */
export interface DeployStartOptions {
  /**
   * An image with Python 3, pinned by its digest, in which a program of 200 lines starts the build and waits for it,
   * for example `us-central1-docker.pkg.dev/my-project/docker-hub/library/python:3.11-slim@sha256:…`. Cloud Run takes
   * it from Artifact Registry.
   */
  readonly image: string;
}

/** How a push to a Git repository starts a build. */
export interface PushStartOptions {
  /**
   * Who may let a build run: each waits until one of these approves it, for which they get
   * `roles/cloudbuild.builds.approver` on the project. Owners of the project may approve too, whoever is named.
   *
   * @default - nobody is asked: whoever may push what the source says builds
   */
  readonly approvers?: IPrincipal[];
}

/** What starts a build. */
export class BuildStart {
  /**
   * The deployment itself: it waits for the build, and fails when the build fails; the next one builds again. What is
   * there already is not built. It needs google >= 7.42.
   */
  public static onDeploy(options: DeployStartOptions): BuildStart {
    return new BuildStart(options);
  }

  /** Somebody: `gcloud builds triggers run NAME --region REGION`. The deployment does not notice what comes of it. */
  public static manual(): BuildStart {
    return new BuildStart();
  }

  /**
   * A push of what `BuildSource.git` says: a branch or a tag. The deployment does not wait for it. Without approvers
   * synth warns.
   */
  public static onPush(options: PushStartOptions = {}): BuildStart {
    return new BuildStart(undefined, options);
  }

  private constructor(
    /** Undefined where the deployment starts nothing. */
    public readonly deploy?: DeployStartOptions,
    /** Undefined where no push starts anything. */
    public readonly push?: PushStartOptions,
  ) {}

  /** @internal */
  public _validate(validator: Validator): void {
    if (this.push?.approvers?.length === 0)
      validator.problem("start approvers: are none, so that no build would ever run; name somebody, or leave them out");
    validator.matches(
      "start image",
      this.deploy?.image,
      /^[a-z0-9-]+-docker\.pkg\.dev\/[^\s@]+@sha256:[0-9a-f]{64}$/,
      "must be an image of Artifact Registry with Python, pinned by @sha256:DIGEST, " +
        "for example that of a DockerRemoteRepository",
    );
  }
}
