import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { StackProvider } from "../core/stack-provider";
import { VersionConstraint } from "../core/version-constraint";

/** Versions from here on were not compared with what is written here. */
const BELOW = "8.0.0";

// Which features were asked for already, so that a stack is told once of each. Weak, so that a stack goes with them.
const checked = new WeakMap<TerraformStack, Set<GoogleProviderFeature>>();

/**
 * What the google provider has not always had.
 *
 * @internal
 * @jsii ignore
 * @see https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/CHANGELOG.md
 */
export class GoogleProviderFeature {
  /** The rule is there since 7.30.0, its `deletion_policy` since 7.33.0. */
  public static readonly DOWNLOAD_RULES = new GoogleProviderFeature(
    "download rules (google_artifact_registry_rule)",
    "7.33.0",
    "do without download rules: keep the provider and serve a curated PythonStandardRepository",
  );

  /** An apply that waits until a job has run. */
  public static readonly AWAITED_EXECUTIONS = new GoogleProviderFeature(
    "builds that an apply waits for (run_execution_token of google_cloud_run_v2_job)",
    "7.42.0",
    "start builds by hand or on a push",
  );

  public static readonly MOUNT_OPTIONS = new GoogleProviderFeature(
    "options of mounted buckets (mount_options of google_cloud_run_v2_service and google_cloud_run_v2_job)",
    "7.5.0",
    "leave mountOptions out",
  );

  public static readonly PIPELINE_SCHEDULES = new GoogleProviderFeature(
    "schedules of pipelines (create_pipeline_job_request of google_colab_schedule)",
    "7.42.0",
    "submit pipelines from elsewhere",
  );

  private constructor(
    /** What it is called in messages. */
    public readonly label: string,
    /** The first version that has it. */
    public readonly least: string,
    /** What to do where the provider must stay as it is. */
    public readonly otherwise: string,
  ) {}

  /** The versions that have it, as a constraint. */
  public get needed(): string {
    return `>= ${this.least}, < ${BELOW}`;
  }
}

/**
 * Which google provider a stack needs. The typed bindings pin 6.50.0, which lacks what is newer; a construct must not
 * move somebody's stack to another major version behind their back, so it asks.
 */
export class GoogleProviderVersion {
  /** The version that everything here is tried with; the reference stacks set it. */
  public static readonly TESTED = "7.45.0";

  /**
   * Makes synth fail, once for each stack and feature, where the stack's constraint admits a provider without it.
   *
   * @internal @jsii ignore
   */
  public static requireAtSynth(scope: IConstruct, feature: GoogleProviderFeature): void {
    const stack = TerraformStack.of(scope);
    const features = checked.get(stack) ?? new Set();
    checked.set(stack, features);
    if (features.has(feature)) return;
    features.add(feature);
    scope.node.addValidation({ validate: () => problems(scope, feature) });
  }
}

function problems(scope: IConstruct, { label, least, needed, otherwise }: GoogleProviderFeature): string[] {
  const found = StackProvider.versionConstraint(scope, "google");
  // A stack without any google provider is told so by cdktf itself.
  if (found === undefined || VersionConstraint.isWithin(found, least, BELOW)) return [];
  const set = `stack.addOverride("terraform.required_providers.google.version", "${GoogleProviderVersion.TESTED}")`;
  // Whoever is beyond is not told to raise it.
  const mend = VersionConstraint.admitsBelow(found, least)
    ? `either raise it for this stack with ${set}`
    : `versions from ${BELOW} on were not compared with it; either set one for this stack with ${set}`;
  return [`provider google "${found}": ${label} need ${needed}; ${mend}, or ${otherwise}`];
}
