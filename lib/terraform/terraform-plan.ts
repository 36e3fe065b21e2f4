import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";
import { isFromDynamic, isVolatile } from "./dynamic-blocks";
import { ExpressionOrigins } from "./expression-origins";
import { isLeftByNull } from "./filled-in";
import { HiddenValue } from "./hidden-value";
import { eitherMask, maskedValues } from "./masked-values";
import { PlanConfiguration } from "./plan-configuration";
import { OutputChanges, type RevealedOutput } from "./output-changes";
import { type FailedCheck, failedChecks, type InvokedAction, invokedActions } from "./plan-features";
import { ProjectNumbers } from "./project-numbers";
import { PlanSettings } from "./plan-settings";
import { isKnownSource, ProviderSettings } from "./provider-settings";
import { itemsOf } from "../text/json-document";
import { withKeptPaths } from "./kept-paths";
import type { ResourceChange } from "./resource-change";
import { respelled } from "./same-names";
import { sharedValues } from "./shared-values";
import { objectAddress, stateInstances } from "./state-values";
import { fieldsOf, type TerraformFields, type TerraformInstance, TerraformResources } from "./terraform-resources";
import { isNeverDeleted, keptBy } from "./undeleted-types";
import { type UnknownPart, UnknownParts } from "./unknown-parts";
import { withoutUnwrittenZeros } from "./unwritten-zeros";

/**
 * A plan as `terraform show -json` prints it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export class TerraformPlan {
  /** Whether the document is a plan rather than a state or something else. */
  public static isPlan(document: unknown): boolean {
    const fields = fieldsOf(document);
    return "resource_changes" in fields || "planned_values" in fields;
  }

  /**
   * @param document the parsed JSON
   * @throws ValidationError when it is no plan, or one of a format that is not known
   */
  public static read(document: unknown): TerraformPlan {
    const fields = fieldsOf(document);
    if (!TerraformPlan.isPlan(document)) {
      throw new ValidationError([`is ${whatElse(fields)}, not a plan; give what \`terraform show -json PLAN\` prints`]);
    }
    checkFormat(fields, "plan");
    return new TerraformPlan(fields);
  }

  /** What the plan does, the resources that stay as they are among it. */
  public readonly changes: readonly ResourceChange[];

  /** What happened since the last apply without Terraform. */
  public readonly drift: readonly ResourceChange[];

  public readonly configuration: PlanConfiguration;

  /** How the providers are set for the apply. */
  public readonly providers: ProviderSettings;

  /** What the plan says and this version does not know. */
  public readonly unknownParts: readonly UnknownPart[];

  /** Whether making the plan failed, so that it does not show everything. */
  public readonly isErrored: boolean;

  /** Whether applying it leaves nothing to do, as far as it says. */
  public readonly isComplete: boolean;

  /** All that existed before what happened without Terraform. */
  public readonly beforeDrift: TerraformResources;

  /** All that exists before the apply. */
  public readonly before: TerraformResources;

  /** All that exists after the apply, as far as Terraform sees it. */
  public readonly after: TerraformResources;

  /** The outputs after the apply; what is a secret or not known yet is not among them. */
  public readonly outputs: TerraformFields;

  /** What the apply runs beside what it does to resources. */
  public readonly invokedActions: readonly InvokedAction[];

  /** What the configuration itself says must hold, and does not. */
  public readonly failedChecks: readonly FailedCheck[];

  /** The outputs that are new, that change or that go. */
  public readonly changedOutputs: readonly string[];

  /** The outputs that show from the apply on what was, or is, a secret. */
  public readonly revealedOutputs: readonly RevealedOutput[];

  /** What the configuration is given: providers, and variables that are no secret. */
  public readonly settings: PlanSettings;

  private readonly defaultProject: string | undefined;
  private readonly numbers: ProjectNumbers;

  /** Only while the plan is read: it holds the document. */
  private origins: ExpressionOrigins | undefined;
  private readonly dependenciesInState = new Map<string, readonly string[]>();

  private constructor(fields: TerraformFields) {
    this.isErrored = fields.errored === true;
    this.isComplete = fields.complete !== false;
    // Each field is asked for once, and let go of before the next one: see `JsonDocument`.
    const unknownParts = new UnknownParts();
    unknownParts.notePlan(fields);
    const configured = fieldsOf(fields.configuration);
    const configuration = new PlanConfiguration(configured);
    this.settings = new PlanSettings(configured, fieldsOf(fields.variables));
    const project = this.settings.placeOf(DEFAULT_PROVIDER, "project");
    this.providers = new ProviderSettings(configured.provider_config, this.settings);
    const plannedFields = fieldsOf(fields.planned_values);
    const { outputs, data: planned } = plannedValues(plannedFields, configuration);
    const priorValues = fieldsOf(fieldsOf(fields.prior_state).values);
    const prior = stateInstances(priorValues.root_module);
    this.invokedActions = invokedActions(fields.action_invocations, fields.deferred_action_invocations);
    this.failedChecks = failedChecks(fields.checks);
    const outputChanges = new OutputChanges(fields.output_changes, configuration);
    this.changedOutputs = outputChanges.names;
    for (const { address, body } of prior.filter(({ isData }) => isData)) outputChanges.noteKnown(address, body);
    this.configuration = configuration;
    this.origins = new ExpressionOrigins(configuration, fields);
    this.defaultProject = project;
    this.numbers = ProjectNumbers.fromState(prior);
    this.outputs = outputs;
    for (const { address, dependsOn } of prior) this.dependenciesInState.set(address, dependsOn);
    if (fields.resource_changes === undefined || fields.resource_changes === null) checkEmpty(fields);
    const { changes, deferred } = this.readChanges(fields, outputChanges, unknownParts);
    this.revealedOutputs = outputChanges.revealed;
    const told = [...changes, ...deferred];
    this.changes = withKeptPaths([...told, ...leftAlone(prior, told)]);
    this.drift = this.readDrift(fields, unknownParts);
    this.unknownParts = unknownParts.all;

    const dataBefore = prior.filter(({ isData }) => isData);
    const read = new Set(this.changes.filter(({ isData }) => isData).map(({ address }) => address));
    const data = new Map([...dataBefore, ...planned].map((one) => [one.address, one]));
    const dataAfter = [...data.values()].filter(({ address }) => !read.has(address));
    this.before = TerraformResources.fromInstances([...dataBefore, ...instancesOf(this.changes, "before")], project);
    this.after = TerraformResources.fromInstances([...dataAfter, ...instancesOf(this.changes, "after")], project);
    const drifted = new Set(this.drift.map(({ address }) => address));
    const stayed = this.before.blocks.filter(({ address }) => !drifted.has(address));
    this.beforeDrift =
      drifted.size === 0
        ? this.before
        : TerraformResources.fromInstances([...stayed, ...instancesOf(this.drift, "before")], project);
    this.origins = undefined;
  }

  /**
   * The addresses, without instance keys, that the state says a resource depends on; what decides the order of
   * deletions.
   */
  public stateDependencies(address: string): readonly string[] {
    return this.dependenciesInState.get(address) ?? [];
  }

  private readChanges(
    fields: TerraformFields,
    outputs: OutputChanges,
    unknown: UnknownParts,
  ): { readonly changes: readonly ResourceChange[]; readonly deferred: readonly ResourceChange[] } {
    const changesOf = (list: string, entry: TerraformFields): readonly ResourceChange[] => {
      unknown.noteChange(list, entry);
      noteSecrets(entry, outputs);
      return this.changesOf(entry);
    };
    const changes = entries(fields, "resource_changes", (entry) => changesOf("resource_changes", entry));
    const deferred = entries(fields, "deferred_changes", (entry) => {
      const deferredReason = typeof entry.reason === "string" ? entry.reason : "not said";
      const planned = changesOf("deferred_changes", fieldsOf(entry.resource_change));
      return planned.map((change) => ({ ...change, deferredReason }));
    });
    return { changes, deferred };
  }

  private readDrift(fields: TerraformFields, unknown: UnknownParts): readonly ResourceChange[] {
    return entries(fields, "resource_drift", (entry) => {
      unknown.noteChange("resource_drift", entry);
      return [this.changeOf(entry)];
    });
  }

  /**
   * What Terraform lets go of stays as it is: what it forgets, what it would delete but for a deletion policy, and
   * what the provider never deletes. Where it makes another object in its place, there are two, but for settings,
   * which what takes their place overwrites.
   */
  private changesOf(entry: TerraformFields): readonly ResourceChange[] {
    const change = this.changeOf(entry);
    const { actions, address, type, before } = change;
    const isKept = keptBy(before) !== undefined || (isNeverDeleted(type) && !actions.includes("create"));
    const isLeft = actions.includes("forget") || (actions.includes("delete") && isKept);
    if (!isLeft || before === undefined) return [change];
    const left = { ...change, actions: ["forget"], after: before };
    if (!actions.includes("create")) return [left];
    return [
      { ...change, actions: ["create"], before: undefined },
      { ...left, address: `${address} (left behind)` },
    ];
  }

  /** The project that a resource is in where nothing else says one: that of its provider. */
  public providerProject(address: string): string | undefined {
    return this.providerPlace(address, "project");
  }

  /** The project, region or zone that a resource is in where nothing else says one: those of its provider. */
  public providerPlace(address: string, name: "project" | "region" | "zone"): string | undefined {
    return this.settings.placeOf(this.configuration.providerOf(address) ?? DEFAULT_PROVIDER, name);
  }

  /** The values of a resource after a change, written as those of before wherever they say the same. */
  public asBefore(address: string, before: TerraformFields, after: TerraformFields): TerraformFields {
    const says = (path: readonly string[]): boolean => this.configuration.saysValue(address, path);
    return withoutUnwrittenZeros(before, respelled(before, after, this.defaultProject, this.numbers), says);
  }

  /** Whether Google fills in what is not known yet, as it alone does, or the expression that may say it is null. */
  private isLeft(address: string, type: string, path: readonly string[]): boolean {
    const written = this.configuration.expressionAt(address, path);
    if (written !== undefined && written.expression === undefined && isVolatile(path)) return true;
    return isLeftByNull(type, path) && this.origins?.areKnown(address, path) === true;
  }

  private changeOf(entry: TerraformFields): ResourceChange {
    const { address, type } = entry;
    const change = fieldsOf(entry.change);
    const { actions } = change;
    if (typeof address !== "string" || typeof type !== "string" || !isTexts(actions)) {
      throw new ValidationError([
        `a resource change ${typeof address === "string" ? `of ${quote(address)} ` : ""}has no address, ` +
          "type or actions, as every plan has them; make the plan again",
      ]);
    }
    const values = { before: change.before, after: change.after, isInPlace: isInPlace(actions) };
    const shows = (path: readonly string[], count: number): boolean => this.configuration.shows(address, path, count);
    const unknownAt = (path: readonly string[]): HiddenValue =>
      HiddenValue.unknown(
        this.configuration.reference(address, path),
        (this.configuration.says(address, path) || isFromDynamic(path, values, shows)) &&
          !this.isLeft(address, type, path),
      );
    const sensitive = eitherMask(change.before_sensitive, change.after_sensitive);
    const before = isObject(change.before) ? maskedValues(change.before, false, sensitive, unknownAt) : undefined;
    const planned = isObject(change.after)
      ? maskedValues(change.after, change.after_unknown, sensitive, unknownAt)
      : undefined;
    const after =
      before === undefined || planned === undefined
        ? planned
        : sharedValues(before, this.asBefore(address, before, planned));
    const importing = fieldsOf(change.importing);
    const isData = entry.mode === "data";
    // Plans have many: an object with spreads in it takes several times the time and memory.
    const read: { -readonly [Field in keyof ResourceChange]: ResourceChange[Field] } = {
      address: objectAddress(address, entry.deposed),
      type,
      isData,
      actions,
      before,
      after,
    };
    if (typeof entry.previous_address === "string") read.previousAddress = entry.previous_address;
    if ("importing" in change && change.importing !== null) read.importId = importedId(importing);
    if (typeof entry.deposed === "string") read.deposedKey = entry.deposed;
    if (typeof entry.action_reason === "string") read.reason = entry.action_reason;
    if (typeof entry.provider_name === "string" && !isKnownSource(entry.provider_name))
      read.strangeProvider = entry.provider_name;
    return read;
  }
}

const DEFAULT_PROVIDER = "google";

function noteSecrets({ address, change }: TerraformFields, outputs: OutputChanges): void {
  if (typeof address !== "string" || !outputs.concerns(address)) return;
  const { after, after_sensitive: mask } = fieldsOf(change);
  outputs.note(address, mask, fieldsOf(after));
}

/** Since Terraform 1.12 what is imported may be named by its identity: the fields that tell it from all others. */
function importedId({ id, identity }: TerraformFields): string {
  if (typeof id === "string") return id;
  return isObject(identity) ? JSON.stringify(identity) : "not known yet";
}

function isInPlace(actions: readonly string[]): boolean {
  return actions.length === 1 && actions[0] === "update";
}

/** A plan for some targets, or one that failed, does not list what it leaves alone. */
function leftAlone(prior: readonly TerraformInstance[], told: readonly ResourceChange[]): readonly ResourceChange[] {
  const listed = new Set(told.flatMap(({ address, previousAddress = address }) => [address, previousAddress]));
  return prior
    .filter(({ address, isData }) => !isData && !listed.has(address))
    .map(({ address, type, body }) => {
      return { address, type, isData: false, actions: ["no-op"], before: body, after: body };
    });
}

function instancesOf(changes: readonly ResourceChange[], side: "before" | "after"): readonly TerraformInstance[] {
  return changes.flatMap(({ address, type, isData, [side]: body }) =>
    body === undefined ? [] : [{ address, type, isData, body }],
  );
}

/** @throws ValidationError when a plan or state is of a format that is not known */
export function checkFormat({ format_version: version }: TerraformFields, what: string): void {
  if (typeof version === "string" && /^1\.\d+$/.test(version)) return;
  if (typeof version === "string" && /^0\.\d+$/.test(version))
    throw new ValidationError([
      `is a ${what} of format ${quote(version)}, which Terraform before 1.1 writes; ` +
        "make it with Terraform 1.1 or newer, or any OpenTofu, which write format 1",
    ]);
  const found = typeof version === "string" ? `format ${quote(version)}` : "no format_version";
  throw new ValidationError([
    `is a ${what} of ${found}, and format 1 is read; use the Terraform that this project uses, or update it`,
  ]);
}

/** Terraform leaves out the list of changes when it plans no resource at all: else somebody has taken it out. */
function checkEmpty({ planned_values: values, errored }: TerraformFields): void {
  const isPlanned = stateInstances(fieldsOf(values).root_module, (mode) => mode !== "data").length > 0;
  if (isPlanned && errored !== true) {
    throw new ValidationError([
      'has planned resources and no "resource_changes", as no whole plan has; ' +
        "give all that `terraform show -json PLAN` prints",
    ]);
  }
}

/** What a person may have taken for a plan. */
function whatElse(fields: TerraformFields): string {
  if ("@level" in fields) return "the stream of lines that `terraform plan -json` prints";
  if ("values" in fields || "serial" in fields) return "a Terraform state";
  if (Object.keys(fields).join() === "format_version") return "a Terraform state with nothing in it";
  if ("resource" in fields || "terraform" in fields) return "a synthesised stack";
  return 'without "resource_changes" and "planned_values"';
}

function entries<T>(
  fields: TerraformFields,
  name: string,
  read: (entry: TerraformFields) => readonly T[],
): readonly T[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  const items = itemsOf(value);
  if (items === undefined) throw new ValidationError([`"${name}" is no list, as in every plan; make the plan again`]);
  const found: T[] = [];
  for (const item of items) found.push(...read(fieldsOf(item)));
  return found;
}

/** The outputs that are no secret, and the data sources, with what is known of them. */
function plannedValues(
  values: TerraformFields,
  { hasData }: PlanConfiguration,
): { readonly outputs: TerraformFields; readonly data: readonly TerraformInstance[] } {
  const outputs = Object.entries(fieldsOf(values.outputs)).map(([name, output]) => [name, fieldsOf(output)] as const);
  return {
    outputs: Object.fromEntries(
      outputs.filter(([, { sensitive }]) => sensitive !== true).map(([name, { value }]) => [name, value]),
    ),
    data: hasData ? stateInstances(values.root_module, (mode) => mode === "data") : [],
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
