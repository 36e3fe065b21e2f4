import { CloudbuildTrigger } from "@cdktf/provider-google/lib/cloudbuild-trigger";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import type { IDockerRepository, IPythonRepository, IWritableDockerRepository } from "../artifact-registry";
import { Duration } from "../core/duration";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { ServiceAccount } from "../iam/service-account";
import type { IServiceAccount } from "../iam/service-account";
import type { IBucket } from "../storage";
import { BuildAccount } from "./build-account";
import type { BuildException } from "./build-exception";
import { BuildPlace } from "./build-place";
import { BuildSecrets } from "./build-secret";
import type { BuildSecret } from "./build-secret";
import type { BuildSource } from "./build-source";
import type { BuildStart } from "./build-start";
import { buildHash } from "./build-hash";
import { collectedProblems } from "../core/collected-problems";
import { validateCommonBuildProps } from "./common-build-props";
import { ContextObject } from "./context-object";
import type { IImageBuild } from "./image-build-interface";
import { checkedArguments } from "./image-dockerfile";
import { DOCKER_BUILDER, imageSteps } from "./image-steps";
import type { IPrivatePool } from "./private-pool-interface";
import { RepositoryAccess } from "./repository-access";
import { StartJob } from "./start-job";
import type { StartJobProps } from "./start-job";

/**
 * How strong the machine of a build is.
 *
 * @see https://cloud.google.com/build/docs/optimize-builds/increase-vcpu-for-builds
 */
export enum BuildMachine {
  E2_MEDIUM = "E2_MEDIUM",
  E2_HIGHCPU_8 = "E2_HIGHCPU_8",
  E2_HIGHCPU_32 = "E2_HIGHCPU_32",
  N1_HIGHCPU_8 = "N1_HIGHCPU_8",
  N1_HIGHCPU_32 = "N1_HIGHCPU_32",
}

/** As long as the build of the guide that this replaces. */
const TIMEOUT = Duration.seconds(1800);
/**
 * An image's name, without its tag: parts between "/".
 *
 * @see https://cloud.google.com/artifact-registry/docs/docker/names
 */
const IMAGE_NAME = /^(?=.{1,128}$)[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** By app: which images are built already. */
const built = new WeakMap<IConstruct, Set<string>>();

export interface ImageBuildProps {
  /**
   * Names the build, its accounts and its job: at most 24 lower-case letters, digits and "-", beginning with a letter.
   */
  readonly buildName: string;
  /** Where the image goes. Its tags have to be immutable, or a `readableTag` asked for. */
  readonly repository: IWritableDockerRepository;
  /** The image's name in the repository, for example `python-3.11-slim`. */
  readonly imageName: string;
  /** What it is built from. */
  readonly source: BuildSource;
  /** Where the archive of the folder goes; nothing that is secret is in it, but all of the code is. */
  readonly contexts: IBucket;
  /** Where its base images may come from: a remote repository of Docker Hub, and those with own images. */
  readonly baseRepositories: IDockerRepository[];
  /** What starts it. */
  readonly start: BuildStart;
  /** The Dockerfile's path in the folder. @default "Dockerfile" */
  readonly dockerfile?: string;
  /** The stage to build. @default - the last one */
  readonly target?: string;
  /** Values of the Dockerfile's ARG; never secrets, which would stay in the image. @default - none */
  readonly buildArguments?: Readonly<Record<string, string>>;
  /**
   * The index that pip and uv in the Dockerfile install from. They log in by `RUN
   * --mount=type=secret,id=netrc,target=/root/.netrc`, and an `ARG PIP_INDEX_URL` (or `UV_DEFAULT_INDEX`) is given its
   * address.
   *
   * @default - the build installs no packages
   */
  readonly index?: IPythonRepository;
  /**
   * Secrets of Secret Manager that the Dockerfile mounts, each by the version of its secret: a deploy key of a private
   * Git repository. What is mounted is in no layer, argument or log, unless the Dockerfile puts it there.
   *
   * @default - none
   */
  readonly secrets?: BuildSecret[];
  /** Images that are not pinned or come from elsewhere, and addresses, each with the reason. @default - none */
  readonly exceptions?: BuildException[];
  /**
   * A second tag for people, for example `3.11`, that moves to the newest image. Only where tags are mutable.
   *
   * @default - none
   */
  readonly readableTag?: string;
  /**
   * Anything that is different where the same is to be built anew, for example since somebody has deleted the image.
   * @default - none
   */
  readonly revision?: string;
  /** At most a day. @default 30 minutes */
  readonly timeout?: Duration;
  /** How long it may wait for its turn. @default 1 hour */
  readonly queueTimeout?: Duration;
  /** @default - Cloud Build's own: e2-medium, or what the region has */
  readonly machine?: BuildMachine;
  /**
   * The image with docker (20.10 or newer) and curl that the steps run in, by its digest.
   *
   * @default - Google's `gcr.io/cloud-builders/docker`, by a digest of docker 20.10.24
   */
  readonly builderImage?: string;
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

/**
 * Defines an image that is built from a folder, from pinned bases and the packages of one index, by an account that can
 * do just that.
 *
 * Its tag is a hash of all that goes into it, so that its address is known before it is built, and an unchanged folder
 * is never built again.
 *
 * @see https://cloud.google.com/build/docs/build-push-docker-image
 */
export class ImageBuild extends Construct implements IImageBuild {
  public readonly imageUri: string;
  /** What it runs as. */
  public readonly serviceAccount: IServiceAccount;
  public readonly ready: ITerraformDependable;
  public readonly mayMove?: boolean;
  /** What the tag is. */
  public readonly hash: string;

  /**
   * @throws ValidationError when a prop is not valid, or something in the folder or its Dockerfile must not be built
   */
  constructor(scope: Construct, id: string, props: ImageBuildProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      repository: { text: "a repository of images, for example a DockerStandardRepository", has: "imagePrefix" },
      source: { text: "a BuildSource", has: "context" },
      contexts: { text: "a bucket, for example a Bucket", has: "bucketName" },
      baseRepositories: [{ text: "a repository of images, for example a DockerRemoteRepository", has: "imagePrefix" }],
      start: { text: "a BuildStart", has: "_validate" },
    });
    const validator = new Validator(this);
    const project =
      props.project ?? StackProvider.literalInput(this, "google", "projectInput") ?? props.repository.project;
    const location = props.location ?? props.repository.location;
    validateCommonBuildProps(validator, props, location);
    this.validateImage(validator, props);
    BuildPlace.validate(validator, props, project, location);
    const taken = UniqueNames.take(this, `projects/${project}/locations/${location}/triggers/${props.buildName}`);
    if (taken !== undefined) validator.problem(`buildName ${taken}`);
    const secrets = BuildSecrets.of(validator, props.secrets ?? []);
    const dockerfile = props.dockerfile ?? "Dockerfile";
    if (props.start.push !== undefined)
      validator.problem(
        "start: an image is built from a folder, which is pushed nowhere; say BuildStart.onDeploy or manual",
      );
    const context = collectedProblems(validator, () => props.source.context(dockerfile));
    const buildArguments = collectedProblems(validator, () => checkedArguments(validator, props, dockerfile)) ?? {};
    validator.throwIfAny();
    if (context === undefined) throw new ValidationError(["the folder was not read"], this.node.path);

    const image = `${props.repository.imagePrefix}/${props.imageName}`;
    const inputs = {
      dockerfile,
      target: props.target,
      buildArguments,
      indexHost: hostOf(props.index),
      builderImage: props.builderImage ?? DOCKER_BUILDER,
      secretIds: secrets.ids,
    };
    const steps = imageSteps({ ...inputs, images: [] });
    // Of a build without secrets it is what it always was.
    this.hash = buildHash([context.hash, image, steps, props.revision, ...secrets.versions]);
    this.imageUri = `${image}:${this.hash}`;
    this.mayMove = props.repository.immutableTags !== true;
    const images = [this.imageUri, ...(props.readableTag === undefined ? [] : [`${image}:${props.readableTag}`])];

    this.serviceAccount =
      props.serviceAccount ??
      new ServiceAccount(this, "ServiceAccount", {
        accountId: `${props.buildName}-build`,
        project,
        displayName: `Builds the image ${props.imageName}`,
        dependsOn: props.dependsOn,
      });
    const object = new ContextObject(this, "Context", props.contexts, props.buildName, context);
    const trigger = new CloudbuildTrigger(this, "Resource", {
      name: props.buildName,
      project,
      location,
      description: `Builds ${image}`,
      serviceAccount: BuildAccount.nameOf(this.serviceAccount, project),
      buildAttribute: {
        source: { storageSource: { bucket: props.contexts.bucketName, object: object.resource.name } },
        step: imageSteps({ ...inputs, images }),
        availableSecrets: secrets.toTerraform(),
        images,
        timeout: (props.timeout ?? TIMEOUT).toSecondsString(),
        queueTtl: (props.queueTimeout ?? Duration.hours(1)).toSecondsString(),
        options: {
          logging: "CLOUD_LOGGING_ONLY",
          machineType: props.machine,
          workerPool: props.pool?.resourceName,
          requestedVerifyOption: "VERIFIED",
          sourceProvenanceHash: ["SHA256"],
        },
      },
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    BuildAccount.order(trigger, this.serviceAccount);
    const rights = [...this.rights(props, project), ...secrets.grantAccess(this, this.serviceAccount)];
    this.orderAfter(trigger, props, []);
    this.ready = trigger;
    if (props.pool?.poolResource !== undefined) Ordering.after(trigger, props.pool.poolResource);
    if (props.start.deploy === undefined) return;
    const job = this.startJob(trigger, props, { project, location, startImage: props.start.deploy.image });
    this.orderAfter(job, props, [object.resource, ...rights]);
    this.ready = job;
  }

  private startJob(
    trigger: CloudbuildTrigger,
    props: ImageBuildProps,
    place: Pick<StartJobProps, "project" | "location" | "startImage">,
  ): TerraformResource {
    return new StartJob(this, "Start", {
      ...place,
      buildName: props.buildName,
      hash: this.hash,
      triggerId: trigger.id,
      buildAccount: this.serviceAccount,
      image: {
        repository: props.repository,
        imageUri: this.imageUri,
        tagResource:
          `${props.repository.resourceName}/packages/${encodeURIComponent(props.imageName)}` + `/tags/${this.hash}`,
      },
      timeout: props.timeout ?? TIMEOUT,
      queueTimeout: props.queueTimeout ?? Duration.hours(1),
      dependsOn: props.dependsOn,
    }).resource;
  }

  /** What the build's account needs, and nothing else. */
  private rights(props: ImageBuildProps, project: string): readonly TerraformResource[] {
    const account = this.serviceAccount;
    return [
      BuildAccount.readContexts(this, props.contexts, account),
      BuildAccount.writeLogs(this, project, account),
      RepositoryAccess.write(this, props.repository, account),
      ...(props.index === undefined ? [] : [RepositoryAccess.read(this, props.index, account)]),
      ...[...new Set(props.baseRepositories)].map((repository) => RepositoryAccess.read(this, repository, account)),
    ];
  }

  /** Nothing begins before the rules of what it installs stand and all that it needs is there. */
  private orderAfter(
    resource: TerraformResource,
    { index, baseRepositories, repository }: ImageBuildProps,
    leaders: readonly TerraformResource[],
  ): void {
    for (const leader of leaders) Ordering.after(resource, leader);
    for (const one of new Set([repository, ...(index === undefined ? [] : [index]), ...baseRepositories])) {
      one.downloadGate.followWithoutReplacement(resource);
    }
  }

  private validateImage(validator: Validator, props: ImageBuildProps): void {
    const { repository, imageName, readableTag } = props;
    validator.matches(
      "builderImage",
      props.builderImage,
      /^[a-z0-9.-]+\/[^\s@]+@sha256:[0-9a-f]{64}$/,
      "must be an image with docker and curl, pinned by @sha256:DIGEST",
    );
    validator.matches(
      "dockerfile",
      props.dockerfile,
      /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!.*\/\/)[^\0\\]+(?<!\/)$/,
      'must be the path of a file in the folder, with "/"',
    );
    const name = `repository ${JSON.stringify(repository.repositoryName)}`;
    validator.requires(
      "imageName",
      imageName,
      IMAGE_NAME,
      'must be lower-case letters and digits, with single ".", "_", "-" between and "/" between parts, without a tag',
    );
    validator.matches(
      "readableTag",
      readableTag,
      /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/,
      'must be at most 128 letters, digits, "_", "." and "-"',
    );
    if (readableTag !== undefined && repository.immutableTags === true) {
      validator.problem(
        `readableTag ${JSON.stringify(readableTag)}: the ${name} has immutable tags, so that it could never move; ` +
          "drop it, or set immutableTags: false",
      );
    }
    if (readableTag === undefined && repository.immutableTags !== true) {
      const what = repository.immutableTags === false ? "has mutable tags" : "may have mutable tags";
      validator.problem(
        `${name}: ${what}, so that somebody else may put another image under this one's; set immutableTags: true, ` +
          "of one that exists already in its attributes, or ask for a readableTag if they are meant to move",
      );
    }
    const { root } = this.node;
    const images = built.get(root) ?? new Set<string>();
    built.set(root, images);
    const image = `${repository.imagePrefix}/${imageName}`;
    if (images.has(image))
      validator.problem(
        `imageName ${JSON.stringify(imageName)}: is built by another ImageBuild too; give one another name`,
      );
    images.add(image);
  }
}

function hostOf(index: IPythonRepository | undefined): string | undefined {
  return index?.registryUri.split("/")[0];
}
