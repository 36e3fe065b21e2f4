import { TerraformResource, TerraformStack, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Duration } from "../core";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { Validator } from "../core/validator";
import { GoogleProviderFeature, GoogleProviderVersion } from "../project/google-provider-version";
import { ColabSchedule } from "./colab-schedule";
import { Cron } from "./cron";
import { NetworkMode } from "./network-mode";
import type { PipelineParameter } from "./pipeline-parameter";
import type { IPipelineRuntime } from "./pipeline-runtime";
import type { PipelineTemplate } from "./pipeline-template";
import { PublishedTemplate } from "./published-template";

const NETWORK = { text: "a NetworkMode, for example NetworkMode.googleManaged()", has: "jobFields" };
const KINDS = {
  runtime: { text: "a PipelineRuntime", has: "pipelineRoot" },
  template: { text: "a PipelineTemplate, for example PipelineTemplate.fromFile(path)", has: "pipelineName" },
};

/** In minutes: what starts more often has to say how long a run takes, which no one can take for granted. */
const SHORTEST_UNSAID = 60;

/** What becomes of the other tasks when one has failed. */
export enum PipelineFailurePolicy {
  /** Those that need nothing of it go on. */
  FAIL_SLOW = "PIPELINE_FAILURE_POLICY_FAIL_SLOW",
  /** No further one is started. */
  FAIL_FAST = "PIPELINE_FAILURE_POLICY_FAIL_FAST",
}

export interface PipelineScheduleProps {
  /** What the schedule and its runs are called, at most 128 characters. */
  readonly displayName: string;
  readonly runtime: IPipelineRuntime;
  /** The compiled pipeline, which the schedule then holds. */
  readonly template: PipelineTemplate;
  /**
   * Where the same pipeline is published: `repository.templateUri(template.pipelineName, template.digest)`, or
   * `PipelineBuild.templateUri`, of one of the runtime's `templates`. The schedule then holds that address in the place
   * of the pipeline. It names the content by its digest, so that what runs is what was checked here.
   *
   * @default - the schedule holds the pipeline
   */
  readonly templateUri?: string;
  /** @default - the defaults of the pipeline */
  readonly parameters?: PipelineParameter[];
  /** Five fields, for example `0 3 * * *`. */
  readonly cron: string;
  /** A name of the IANA database, for example `Europe/Berlin`. @default "UTC" */
  readonly timeZone?: string;
  /** How many runs may be under way at once. @default 1 */
  readonly maxConcurrentRuns?: number;
  /**
   * How long a run takes at the longest: synth fails where the schedule starts more than can run at once. A schedule
   * that starts more often than each hour has to say it.
   *
   * @default - not checked, where there is an hour at least between two starts
   */
  readonly longestRun?: Duration;
  /** @default PipelineFailurePolicy.FAIL_FAST */
  readonly failurePolicy?: PipelineFailurePolicy;
  /** @default NetworkMode.googleManaged() */
  readonly network?: NetworkMode;
  /** Whether it stands still until somebody resumes it here. @default false */
  readonly paused?: boolean;
  /** What must exist first, for example the build of the image. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A pipeline that runs at fixed times as the account of its runtime. Images, indexes and trusted hosts that are not the
 * runtime's are refused at synth.
 *
 * @see https://cloud.google.com/vertex-ai/docs/pipelines/schedule-pipeline-run
 */
export class PipelineSchedule extends Construct {
  /** Where its runs are, as the network sees it. */
  public readonly network: NetworkMode;

  /** @throws ValidationError with everything that is wrong with the props and the pipeline */
  constructor(scope: Construct, id: string, props: PipelineScheduleProps) {
    super(scope, id);
    Given.props(scope, id, props, KINDS);
    Given.text("cron", props.cron);
    if (props.templateUri !== undefined) Given.text("templateUri", props.templateUri);
    if (props.network !== undefined) Given.object("network", props.network, NETWORK, this);
    const { runtime, network = NetworkMode.googleManaged() } = props;
    const { timeZone = "UTC", maxConcurrentRuns = 1, failurePolicy = PipelineFailurePolicy.FAIL_FAST } = props;
    validate(new Validator(this), props, network);
    GoogleProviderVersion.requireAtSynth(this, GoogleProviderFeature.PIPELINE_SCHEDULES);
    this.node.addValidation({ validate: () => providerProblems(this, runtime.location) });
    this.network = network;
    const { project, location } = runtime;
    const resource = new ColabSchedule(this, "Resource", {
      attributes: {
        display_name: props.displayName,
        project,
        location,
        cron: `TZ=${timeZone} ${props.cron.trim().split(/\s+/).join(" ")}`,
        max_concurrent_run_count: String(maxConcurrentRuns),
        max_concurrent_active_run_count: String(maxConcurrentRuns),
        desired_state: props.paused === true ? "PAUSED" : "ACTIVE",
        create_pipeline_job_request: {
          parent: `projects/${project}/locations/${location}`,
          pipeline_job: {
            display_name: props.displayName,
            ...PublishedTemplate.pipelineOf(props),
            preflight_validations: true,
            service_account: runtime.serviceAccount.serviceAccountEmail,
            ...network._toTerraform(),
            runtime_config: {
              gcs_output_directory: runtime.pipelineRoot,
              failure_policy: failurePolicy,
              ...PublishedTemplate.valuesOf(props),
            },
          },
        },
      },
      dependsOn: Ordering.dependsOn([...afterRuntime(this, runtime), ...(props.dependsOn ?? [])]),
    });
    const account = runtime.serviceAccount.principalResource;
    if (account !== undefined) Ordering.after(resource, account);
    Ordering.replacedWith(resource, placeOf(this, location));
  }
}

/**
 * The provider would change a schedule in place that goes to another region, where there is none.
 *
 * @see
 *   https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/google/services/colab/resource_colab_schedule.go
 */
function placeOf(scope: Construct, location: string): TerraformResource {
  const place = new TerraformResource(scope, "Location", { terraformResourceType: "terraform_data" });
  place.addOverride("triggers_replace", [location]);
  return place;
}

/**
 * The provider asks itself for a region before it looks at the schedule's own, and fails while it is applied.
 *
 * @see
 *   https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/google/services/colab/resource_colab_schedule.go
 */
function providerProblems(scope: Construct, location: string): string[] {
  if (["regionInput", "zoneInput"].some((input) => StackProvider.hasInput(scope, "google", input))) return [];
  return [
    "provider google: has no region, without which it makes no schedules, whatever their own location; say " +
      `new GoogleProvider(stack, "Google", { project, region: ${JSON.stringify(location)} })`,
  ];
}

/** What to wait for of a runtime. Terraform knows no `depends_on` on another state, so there the whole stack waits. */
function afterRuntime(scope: Construct, runtime: IPipelineRuntime): ITerraformDependable[] {
  const [own, other] = [TerraformStack.of(scope), TerraformStack.of(runtime)];
  if (own === other) return runtime.dependables;
  own.addDependency(other);
  return [];
}

function validate(validator: Validator, props: PipelineScheduleProps, network: NetworkMode): void {
  const { runtime, template, parameters = [], maxConcurrentRuns = 1 } = props;
  validator.requires(
    "displayName",
    props.displayName,
    /^[^$%{}]{1,128}$/,
    'must be 1 to 128 characters, without "$", "%" and braces',
  );
  validator.matches(
    "timeZone",
    props.timeZone,
    /^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){0,2}$/,
    "must be a name such as UTC or Europe/Berlin",
  );
  validateTimeZone(validator, props.timeZone);
  validator.inRange("maxConcurrentRuns", maxConcurrentRuns, 1, 1000);
  validateTimes(validator, props, maxConcurrentRuns);
  network._validate(validator, runtime);
  for (const problem of template.problemsWithRuntime(runtime)) validator.problem(problem);
  for (const problem of template.problemsWithParameters(parameters)) validator.problem(problem);
  PublishedTemplate.validate(validator, props);
  validator.throwIfAny();
}

/** The names are those of the machine, which has all that the service has. */
function validateTimeZone(validator: Validator, timeZone: string | undefined): void {
  if (timeZone === undefined || Token.isUnresolved(timeZone)) return;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    validator.problem(
      `timeZone ${JSON.stringify(timeZone)}: there is none of that name; take one of the IANA database`,
    );
  }
}

function validateTimes(validator: Validator, { cron, longestRun }: PipelineScheduleProps, runs: number): void {
  const parsed = Cron.read(cron);
  if (parsed === undefined) {
    validator.problem(
      `cron ${JSON.stringify(cron)}: must be five fields (minute, hour, day of month, month, day of week) ` +
        'of numbers, "*", lists, ranges and steps',
    );
    return;
  }
  if (!parsed.fires) {
    validator.problem(`cron ${JSON.stringify(cron)}: never fires, since no month has such a day; correct the date`);
    return;
  }
  const interval = parsed.shortestInterval();
  if (interval === undefined) return;
  if (longestRun === undefined) {
    if (interval >= SHORTEST_UNSAID) return;
    validator.problem(
      `cron ${JSON.stringify(cron)}: starts a run each ${interval} minutes, and nobody says how long one takes; ` +
        "say longestRun, so that it is seen whether they keep up",
    );
    return;
  }
  if (longestRun.toSeconds() > interval * 60 * runs) {
    validator.problem(
      `cron ${JSON.stringify(cron)}: starts a run each ${interval} minutes, and with ${runs} at once ` +
        `of up to ${longestRun.toSeconds() / 60} minutes they do not keep up; ` +
        "start less often, or raise maxConcurrentRuns",
    );
  }
}
