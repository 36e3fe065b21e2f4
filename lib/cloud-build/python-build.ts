import { readFileSync } from "node:fs";
import { CloudbuildTrigger } from "@cdktf/provider-google/lib/cloudbuild-trigger";
import type {
  CloudbuildTriggerBuildArtifacts,
  CloudbuildTriggerBuildOptions,
  CloudbuildTriggerBuildStep,
} from "@cdktf/provider-google/lib/cloudbuild-trigger";
import { Annotations } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IDockerRepository, IRepository, IWritableRepository } from "../artifact-registry";
import { Duration } from "../core/duration";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { ServiceAccount } from "../iam/service-account";
import type { IServiceAccount } from "../iam/service-account";
import { BuildAccount } from "./build-account";
import type { BuildContext } from "./build-context";
import { BuildApprovers } from "./build-approvers";
import { buildHash } from "./build-hash";
import { BuildPlace } from "./build-place";
import type { BuildSource } from "./build-source";
import type { BuildStart } from "./build-start";
import { validateCommonBuildProps } from "./common-build-props";
import { ContextObject } from "./context-object";
import type { GitRef } from "./git-ref";
import type { IGitRepository } from "./git-repository";
import type { IBucket } from "../storage";
import type { PythonBuildProps } from "./python-build-interface";
import { quote } from "../text/quoting";
import { RepositoryAccess } from "./repository-access";
import { StartJob } from "./start-job";
import { unsubstituted } from "./unsubstituted-text";

const TIMEOUT = Duration.seconds(1800);
const PINNED = /@sha256:[0-9a-f]{64}$/;

/** A folder that is built. */
export interface BuiltFolder {
  readonly context: BuildContext;
  /** Where its archive goes. */
  readonly bucket: IBucket;
}

/** What pushes are built. */
export interface BuiltPush {
  readonly repository: IGitRepository;
  readonly ref: GitRef;
}

/** What differs between builds: one of `folder` and `push` is there. */
export interface PythonBuildParts {
  /** Where what it makes goes. */
  readonly repository: IWritableRepository;
  /** What its account may read besides. */
  readonly reads: readonly IRepository[];
  readonly folder?: BuiltFolder;
  readonly push?: BuiltPush;
  readonly steps: readonly CloudbuildTriggerBuildStep[];
  readonly artifacts?: CloudbuildTriggerBuildArtifacts;
  readonly description: string;
  /** See `StartJobProps`. */
  readonly isOnce: boolean;
  /** Further rights that must be there before it begins. */
  readonly rights?: (account: IServiceAccount) => readonly TerraformResource[];
}

/** What is common to builds that run Python and fill a repository. @jsii ignore */
export abstract class PythonBuildBase extends Construct {
  /** What it runs as. */
  public readonly serviceAccount: IServiceAccount;
  /**
   * For `dependsOn` of what needs what it makes: the job that has run it, or the trigger where somebody else starts it.
   */
  public readonly ready: ITerraformDependable;
  /** What is different where another thing is built. */
  public readonly hash: string;

  protected constructor(
    scope: Construct,
    id: string,
    props: PythonBuildProps,
    make: (self: Construct) => PythonBuildParts,
  ) {
    super(scope, id);
    const parts = make(this);
    const { folder, push } = parts;
    const location = props.location ?? push?.repository.location ?? parts.repository.location;
    const project =
      props.project ?? StackProvider.literalInput(this, "google", "projectInput") ?? parts.repository.project;
    this.checkPlace(props, project, location);
    this.hash = buildHash([folder?.context.hash, props.image, parts.steps, parts.artifacts, props.revision]);
    this.serviceAccount =
      props.serviceAccount ??
      new ServiceAccount(this, "ServiceAccount", {
        accountId: `${props.buildName}-build`,
        project,
        displayName: parts.description,
        dependsOn: props.dependsOn,
      });
    const object = folder && new ContextObject(this, "Context", folder.bucket, props.buildName, folder.context);
    const trigger = new CloudbuildTrigger(this, "Resource", {
      name: props.buildName,
      project,
      location,
      description: parts.description,
      serviceAccount: BuildAccount.nameOf(this.serviceAccount, project),
      repositoryEventConfig: push && {
        repository: push.repository.resourceName,
        push: { branch: push.ref.branch, tag: push.ref.tag },
      },
      approvalConfig: props.start.push?.approvers === undefined ? undefined : { approvalRequired: true },
      buildAttribute: {
        source: folder && {
          storageSource: { bucket: folder.bucket.bucketName, object: object?.resource.name ?? "" },
        },
        step: [...parts.steps],
        artifacts: parts.artifacts,
        // By it the start tells this build from an earlier one of the same trigger.
        tags: [this.hash],
        timeout: (props.timeout ?? TIMEOUT).toSecondsString(),
        queueTtl: (props.queueTimeout ?? Duration.hours(1)).toSecondsString(),
        options: optionsOf(props, parts),
      },
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    BuildAccount.order(trigger, this.serviceAccount);
    if (props.pool?.poolResource !== undefined) Ordering.after(trigger, props.pool.poolResource);
    const read = [...new Set([...props.baseRepositories, ...parts.reads])];
    const rights = [
      ...(folder === undefined ? [] : [BuildAccount.readContexts(this, folder.bucket, this.serviceAccount)]),
      BuildAccount.writeLogs(this, project, this.serviceAccount),
      RepositoryAccess.write(this, parts.repository, this.serviceAccount),
      ...read.map((one) => RepositoryAccess.read(this, one, this.serviceAccount)),
      ...(parts.rights?.(this.serviceAccount) ?? []),
    ];
    for (const one of [parts.repository, ...read]) one.downloadGate.followWithoutReplacement(trigger);
    this.ready = trigger;
    if (push !== undefined) {
      this.orderPush(trigger, push, rights);
      if (props.start.push?.approvers === undefined) this.warnOfPushes(props.buildName, push);
    }
    BuildApprovers.grant(this, project, props.start.push?.approvers ?? []);
    if (props.start.deploy === undefined || object === undefined) return;
    const { resource: job } = new StartJob(this, "Start", {
      buildName: props.buildName,
      hash: this.hash,
      startImage: props.start.deploy.image,
      project,
      location,
      triggerId: trigger.id,
      buildAccount: this.serviceAccount,
      isOnce: parts.isOnce,
      timeout: props.timeout ?? TIMEOUT,
      queueTimeout: props.queueTimeout ?? Duration.hours(1),
      dependsOn: props.dependsOn,
    });
    for (const leader of [object.resource, ...rights]) Ordering.after(job, leader);
    // A repository that is made anew is empty.
    parts.repository.downloadGate.follow(job);
    for (const one of read) one.downloadGate.followWithoutReplacement(job);
    this.ready = job;
  }

  private checkPlace({ buildName, pool, machine }: PythonBuildProps, project: string, location: string): void {
    const validator = new Validator(this);
    const taken = UniqueNames.take(this, `projects/${project}/locations/${location}/triggers/${buildName}`);
    if (taken !== undefined) validator.problem(`buildName ${taken}`);
    BuildPlace.validate(validator, { pool, machine }, project, location);
    validator.throwIfAny();
  }

  /** Whoever may push decides what is released, and nothing in a plan shows who that is. */
  private warnOfPushes(buildName: string, { ref }: BuiltPush): void {
    const which = ref._isAny ? "any push" : `a push of ${quote(ref.tag ?? ref.branch ?? "")}`;
    Annotations.of(this).addWarning(
      `build ${JSON.stringify(buildName)}: ${which} starts it, and nobody is asked; ` +
        "name approvers in BuildStart.onPush, or protect what starts it in the repository",
    );
  }

  /** From when it is there a push starts it, so that all it needs must be there before. */
  private orderPush(trigger: CloudbuildTrigger, { repository }: BuiltPush, rights: readonly TerraformResource[]): void {
    for (const right of rights) Ordering.after(trigger, right);
    const { repositoryResource } = repository;
    if (repositoryResource === undefined) return;
    Ordering.after(trigger, repositoryResource);
    Ordering.replacedWith(trigger, repositoryResource);
  }
}

function optionsOf(
  { machine, pool }: PythonBuildProps,
  { artifacts }: PythonBuildParts,
): CloudbuildTriggerBuildOptions {
  return {
    logging: "CLOUD_LOGGING_ONLY",
    machineType: machine,
    workerPool: pool?.resourceName,
    ...(artifacts === undefined ? {} : { requestedVerifyOption: "VERIFIED" }),
    sourceProvenanceHash: ["SHA256"],
  };
}

/** The pushes of a source that are built; undefined of a folder. */
export function pushOf({ gitRepository, gitRef }: BuildSource): BuiltPush | undefined {
  return gitRepository && gitRef && { repository: gitRepository, ref: gitRef };
}

/**
 * What a step runs: a program of ours, with what it is told. No module of the sources takes the place of Python's own.
 */
export function pythonStep(program: string, told: object): Pick<CloudbuildTriggerBuildStep, "entrypoint" | "args"> {
  const args = ["-I", "-c", readFileSync(program, "utf8"), JSON.stringify(told)];
  return { entrypoint: "python3", args: args.map(unsubstituted) };
}

/** Notes what is wrong with a path of a file or folder in what is built. */
export function validateSourcePath(validator: Validator, prop: string, path: string | undefined): void {
  validator.matches(
    prop,
    path,
    /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9._/-]+$/,
    'must be a path within the source, with "/"',
  );
}

/** A folder is built when it is deployed. */
export function validateFolderStart(validator: Validator, start: BuildStart): void {
  if (start.push !== undefined)
    validator.problem("start: a folder is pushed nowhere; say BuildStart.onDeploy or manual, or BuildSource.git");
}

export function validateContexts(validator: Validator, contexts: IBucket | undefined): void {
  if (contexts === undefined) validator.problem("contexts: is missing; the archive of a folder needs a bucket");
}

/** What is wrong with the props that all have. */
export function validatePythonBuild(validator: Validator, props: PythonBuildProps, location: string): void {
  validateCommonBuildProps(validator, props, location);
  validatePinned(validator, "image", props.image, props.baseRepositories);
}

/** Notes what is wrong with an image that a step runs in. */
export function validatePinned(
  validator: Validator,
  prop: string,
  value: string,
  repositories: readonly IDockerRepository[],
): void {
  const prefixes = repositories.map(({ imagePrefix }) => imagePrefix);
  const image = `${prop} ${JSON.stringify(value)}`;
  if (typeof value !== "string") {
    validator.problem(`${image}: must be the address of an image with Python`);
    return;
  }
  if (!prefixes.some((prefix) => value.startsWith(`${prefix}/`)))
    validator.problem(
      `${image}: is not from one of baseRepositories ` +
        `(${prefixes.length === 0 ? "none is given" : prefixes.join(", ")}); pull it through a DockerRemoteRepository`,
    );
  if (!PINNED.test(value))
    validator.problem(`${image}: floats; pin it by its digest, as in "${value.split("@")[0]}@sha256:DIGEST"`);
}
