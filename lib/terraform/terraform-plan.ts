import { ValidationError } from "../core/errors";
import { quote } from "../packages/quoting";
import { HiddenValue } from "./hidden-value";
import { maskedValues } from "./masked-values";
import { PlanConfiguration } from "./plan-configuration";
import { stateInstances } from "./state-values";
import { fieldsOf, type TerraformFields, type TerraformInstance, TerraformResources } from "./terraform-resources";

/** What a plan does to one resource, or what happened to it outside of Terraform. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly isData: boolean;

  /** Such as `create`, `delete` and `create` for a replacement, `no-op`, `forget`. */
  readonly actions: readonly string[];

  /** The values until now; undefined when it does not exist. A secret is a `HiddenValue`. */
  readonly before: TerraformFields | undefined;

  /** The values from then on; undefined when it exists no more. A secret, or what is not known yet, is a `HiddenValue`. */
  readonly after: TerraformFields | undefined;

  /** The address it had, when it moves. */
  readonly previousAddress?: string;

  /** The id of the object that is taken into the state, when it is not created but imported. */
  readonly importId?: string;

  /** Why the plan puts the change off to a later one. */
  readonly deferredReason?: string;

  /** What Terraform calls an object that a replacement has left behind. */
  readonly deposedKey?: string;

  /** Why Terraform does this, in its own word. */
  readonly reason?: string;
}

/** Whether a change deletes the object that was there and creates another one. */
export function isReplacement({ actions }: ResourceChange): boolean {
  return actions.includes("create") && (actions.includes("delete") || actions.includes("forget"));
}

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
      throw new ValidationError(["is no Terraform plan: it has neither \"resource_changes\" nor \"planned_values\"; give what `terraform show -json PLAN` prints"]);
    }
    checkFormat(fields, "plan");
    return new TerraformPlan(fields);
  }

  /** What the plan does, the resources that stay as they are among it. */
  public readonly changes: readonly ResourceChange[];

  /** What happened since the last apply without Terraform. */
  public readonly drift: readonly ResourceChange[];

  public readonly configuration: PlanConfiguration;

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

  private readonly dependenciesInState = new Map<string, readonly string[]>();

  private constructor(fields: TerraformFields) {
    this.configuration = new PlanConfiguration(fields.configuration);
    this.isErrored = fields.errored === true;
    this.isComplete = fields.complete !== false;
    this.outputs = plannedOutputs(fields);

    const prior = stateInstances(fieldsOf(fieldsOf(fields.prior_state).values).root_module);
    const planned = stateInstances(fieldsOf(fields.planned_values).root_module, (mode) => mode === "data");
    for (const { address, dependsOn } of prior) this.dependenciesInState.set(address, dependsOn);
    const changes = entries(fields, "resource_changes").map((entry) => this.changeOf(entry));
    const deferred = entries(fields, "deferred_changes").map((entry) => ({
      ...this.changeOf(fieldsOf(entry.resource_change)),
      deferredReason: typeof entry.reason === "string" ? entry.reason : "not said",
    }));
    // A plan for some targets, or one that failed, does not list what it leaves alone.
    const listed = new Set([...changes, ...deferred].flatMap(({ address, previousAddress = address }) => [address, previousAddress]));
    const untouched = prior
      .filter(({ address, isData }) => !isData && !listed.has(address))
      .map(({ address, type, body }): ResourceChange => {
        return { address, type, isData: false, actions: ["no-op"], before: body, after: body };
      });
    this.changes = [...changes, ...deferred, ...untouched];
    this.drift = entries(fields, "resource_drift").map((entry) => this.changeOf(entry));

    const project = providerProject(fields);
    const dataBefore = prior.filter(({ isData }) => isData);
    const read = new Set(this.changes.filter(({ isData }) => isData).map(({ address }) => address));
    const data = new Map([...dataBefore, ...planned].map((one) => [one.address, one]));
    const dataAfter = [...data.values()].filter(({ address }) => !read.has(address));
    this.before = TerraformResources.fromInstances([...dataBefore, ...instancesOf(this.changes, "before")], project);
    this.after = TerraformResources.fromInstances([...dataAfter, ...instancesOf(this.changes, "after")], project);
    const drifted = new Set(this.drift.map(({ address }) => address));
    const stayed = this.before.blocks.filter(({ address }) => !drifted.has(address));
    this.beforeDrift =
      drifted.size === 0 ? this.before : TerraformResources.fromInstances([...stayed, ...instancesOf(this.drift, "before")], project);
  }

  /** The addresses, without instance keys, that the state says a resource depends on; what decides the order of deletions. */
  public stateDependencies(address: string): readonly string[] {
    return this.dependenciesInState.get(address) ?? [];
  }

  private changeOf(entry: TerraformFields): ResourceChange {
    const { address, type } = entry;
    const change = fieldsOf(entry.change);
    const { actions } = change;
    if (typeof address !== "string" || typeof type !== "string" || !isTexts(actions)) {
      throw new ValidationError([
        `a resource change ${typeof address === "string" ? `of ${quote(address)} ` : ""}has no address, type or actions, as every plan has them; make the plan again`,
      ]);
    }
    const unknownAt = (path: readonly string[]): HiddenValue =>
      HiddenValue.unknown(this.configuration.reference(address, path), this.configuration.says(address, path[0] ?? ""));
    const isKept = actions.includes("forget") && !actions.includes("create");
    const before = isObject(change.before) ? maskedValues(change.before, false, change.before_sensitive, unknownAt) : undefined;
    const after = isObject(change.after)
      ? maskedValues(change.after, change.after_unknown, change.after_sensitive, unknownAt)
      : undefined;
    const importing = fieldsOf(change.importing);
    return {
      address,
      type,
      isData: entry.mode === "data",
      actions,
      before,
      // What Terraform forgets stays as it is.
      after: isKept ? before : after,
      ...(typeof entry.previous_address === "string" ? { previousAddress: entry.previous_address } : {}),
      ...("importing" in change && change.importing !== null
        ? { importId: typeof importing.id === "string" ? importing.id : "not known yet" }
        : {}),
      ...(typeof entry.deposed === "string" ? { deposedKey: entry.deposed } : {}),
      ...(typeof entry.action_reason === "string" ? { reason: entry.action_reason } : {}),
    };
  }
}

function instancesOf(changes: readonly ResourceChange[], side: "before" | "after"): readonly TerraformInstance[] {
  return changes.flatMap(({ address, type, isData, [side]: body }) => (body === undefined ? [] : [{ address, type, isData, body }]));
}

/** @throws ValidationError when a plan or state is of a format that is not known */
export function checkFormat({ format_version: version }: TerraformFields, what: string): void {
  if (typeof version === "string" && /^1\.\d+$/.test(version)) return;
  const found = typeof version === "string" ? `format ${quote(version)}` : "no format_version";
  throw new ValidationError([`is a ${what} of ${found}, and format 1 is read; use the Terraform that this project uses, or update it`]);
}

function entries(fields: TerraformFields, name: string): readonly TerraformFields[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ValidationError([`"${name}" is no list, as in every plan; make the plan again`]);
  return value.map(fieldsOf);
}

function plannedOutputs(fields: TerraformFields): TerraformFields {
  const outputs = Object.entries(fieldsOf(fieldsOf(fields.planned_values).outputs)).map(([name, output]) => [name, fieldsOf(output)] as const);
  return Object.fromEntries(outputs.filter(([, { sensitive }]) => sensitive !== true).map(([name, { value }]) => [name, value]));
}

function providerProject(fields: TerraformFields): string | undefined {
  const google = fieldsOf(fieldsOf(fieldsOf(fields.configuration).provider_config).google);
  const project = fieldsOf(fieldsOf(google.expressions).project);
  if (typeof project.constant_value === "string") return project.constant_value;
  const [reference] = isTexts(project.references) ? project.references : [];
  const variable = reference?.startsWith("var.") ? fieldsOf(fieldsOf(fields.variables)[reference.slice(4)]).value : undefined;
  return typeof variable === "string" ? variable : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
