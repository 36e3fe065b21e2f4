import { CloudRunV2Job } from "@cdktf/provider-google/lib/cloud-run-v2-job";
import { CloudRunV2JobIamMember } from "@cdktf/provider-google/lib/cloud-run-v2-job-iam-member";
import { Token } from "cdktf";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Duration } from "../core/duration";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal, IServiceAccount } from "../iam";
import { GoogleNames } from "../project/google-names";
import { GoogleProviderFeature, GoogleProviderVersion } from "../project/google-provider-version";
import type { IJob, JobAttributes } from "./job-interface";
import { ResourceLimits } from "./resource-limits";
import { limitsOf, Workload } from "./workload";
import type { WorkloadProps } from "./workload-props";

/**
 * It runs a job as it is; with other arguments is `run.jobsExecutorWithOverrides`.
 *
 * @see https://cloud.google.com/run/docs/reference/iam/roles
 */
const INVOKER = "roles/run.invoker";
/** Does not change: the service runs a job for each new token. */
const TOKEN = "created";
/** @see https://cloud.google.com/run/docs/configuring/task-timeout */
const TIMEOUT_SECONDS = 600;
const MOST_TIMEOUT_SECONDS = 7 * 86_400;
/** @see https://cloud.google.com/run/docs/configuring/max-retries */
const RETRIES = 3;
const MOST_RETRIES = 10;
/** @see https://cloud.google.com/run/quotas */
const MOST_TASKS = 10_000;
/** For containers to start, when it is waited for. */
const SLACK_SECONDS = 900;

export interface JobProps extends WorkloadProps {
  /**
   * At most 49 lower-case letters, digits and "-", beginning with a letter; 6 to 30 where its account is named after
   * it. Another name is another job.
   */
  readonly jobName: string;
  /** How many tasks one run has, 1 to 10000; each learns its number from CLOUD_RUN_TASK_INDEX. @default 1 */
  readonly tasks?: number;
  /** How many tasks run at a time. @default - as many as there is room for */
  readonly parallelism?: number;
  /** How often a task that fails is begun again, 0 to 10. @default 3 */
  readonly maxRetries?: number;
  /** How long a task may take each time, at most seven days. @default 10 minutes */
  readonly timeout?: Duration;
  /**
   * Whether it runs as soon as it is created, and its creation waits for the run and fails with it: the next deployment
   * creates it anew. It does not run when it is changed, so let its name change with what it is to do. It needs google
   * >= 7.42.
   *
   * @default false
   */
  readonly runsWhenCreated?: boolean;
}

abstract class JobBase extends Construct implements IJob {
  public abstract readonly jobName: string;
  public abstract readonly location: string;
  public abstract readonly project: string;
  public abstract readonly jobResource?: TerraformResource;

  public get resourceName(): string {
    return `projects/${this.project}/locations/${this.location}/jobs/${this.jobName}`;
  }

  public grantRun(principal: IPrincipal): Grant {
    const { project, location, jobName: name } = this;
    const grant = Grant.once(
      this,
      INVOKER,
      principal,
      (scope, id) =>
        new CloudRunV2JobIamMember(scope, id, { project, location, name, role: INVOKER, member: principal.member }),
    );
    if (grant.isNew && this.jobResource !== undefined) {
      Ordering.after(grant.resource, this.jobResource);
      // A job that is replaced under its name takes its grants with it, and Terraform does not notice.
      Ordering.replacedWith(grant.resource, this.jobResource);
    }
    return grant;
  }
}

/**
 * Defines a job of Cloud Run: a program that is run and ends, with an account of its own, which may do just what the
 * props need, an image that is pinned, and secrets by their names only.
 *
 * @see https://cloud.google.com/run/docs/create-jobs
 */
export class Job extends JobBase {
  /** A job that exists already. @throws ValidationError when a name is not valid */
  public static fromJobAttributes(scope: Construct, id: string, attributes: JobAttributes): IJob {
    Given.props(scope, id, attributes);
    class Import extends JobBase {
      public readonly jobName = attributes.jobName;
      public readonly location = attributes.location;
      public readonly project = attributes.project;
      public readonly jobResource = undefined;
    }
    const job = new Import(scope, id);
    const validator = new Validator(job);
    Workload.validateName(validator, "jobName", attributes.jobName);
    GoogleNames.validatePlace(validator, attributes);
    validator.throwIfAny();
    return job;
  }

  public readonly jobName: string;
  public readonly location: string;
  public readonly project: string;
  public readonly jobResource?: TerraformResource;
  /** What it runs as. */
  public readonly serviceAccount: IServiceAccount;

  /** @throws ValidationError when a prop is not valid, a secret stands in clear, or the image is not pinned */
  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id);
    Given.props(scope, id, props, { image: { text: "a ContainerImage", has: "imageUri" } });
    const project = StackProvider.googleProject(this, props.project);
    const validator = new Validator(this);
    Workload.validate(validator, this, "jobName", props.jobName, props);
    validateJob(validator, props);
    const taken = UniqueNames.take(this, `projects/${project ?? ""}/locations/${props.location}/jobs/${props.jobName}`);
    if (taken !== undefined) validator.problem(`jobName ${taken}`);
    validator.throwIfAny();

    const workload = new Workload(this, "job", props.jobName, props, project);
    const resource = new CloudRunV2Job(this, "Resource", {
      name: props.jobName,
      project,
      location: props.location,
      deletionProtection: props.deletionProtection ?? false,
      labels: props.labels === undefined ? undefined : { ...props.labels },
      template: {
        taskCount: props.tasks ?? 1,
        parallelism: props.parallelism,
        template: {
          ...workload.template,
          maxRetries: props.maxRetries ?? RETRIES,
          timeout: `${props.timeout?.toSeconds() ?? TIMEOUT_SECONDS}s`,
          containers: [{ ...workload.container, resources: { limits: ResourceLimits.toTerraform(limitsOf(props)) } }],
        },
      },
      dependsOn: workload.dependables,
    });
    workload.complete(resource, "template.template");
    if (props.runsWhenCreated === true) this.runWhenCreated(resource, props);
    this.jobResource = resource;
    this.serviceAccount = workload.serviceAccount;
    this.jobName = props.jobName;
    this.location = props.location;
    this.project = project ?? resource.project;
  }

  private runWhenCreated(resource: CloudRunV2Job, props: JobProps): void {
    GoogleProviderVersion.requireAtSynth(this, GoogleProviderFeature.AWAITED_EXECUTIONS);
    const { tasks = 1, parallelism = tasks, maxRetries = RETRIES } = props;
    const once = props.timeout?.toSeconds() ?? TIMEOUT_SECONDS;
    const seconds = once * (maxRetries + 1) * Math.ceil(tasks / Math.max(parallelism, 1)) + SLACK_SECONDS;
    resource.addOverride("run_execution_token", TOKEN);
    // The service forgets it when somebody runs the job by hand.
    resource.addOverride("lifecycle.ignore_changes", ["run_execution_token"]);
    resource.addOverride("timeouts.create", `${Math.ceil(seconds / 60)}m`);
  }
}

function validateJob(validator: Validator, { tasks, parallelism, maxRetries, timeout }: JobProps): void {
  validator.inRange("tasks", tasks, 1, MOST_TASKS);
  validator.inRange("parallelism", parallelism, 1, tasks === undefined || Token.isUnresolved(tasks) ? 1 : tasks);
  validator.inRange("maxRetries", maxRetries, 0, MOST_RETRIES);
  validator.inRange("timeout in seconds", timeout?.toSeconds(), 1, MOST_TIMEOUT_SECONDS);
  for (const count of [tasks, parallelism, maxRetries]) {
    if (Token.isUnresolved(count)) validator.problem("tasks, parallelism and maxRetries: must be literals");
  }
}
