import { itemsOf } from "../text/json-document";
import { fieldsOf, type TerraformFields } from "./terraform-resources";
import { type ConfiguredModule, type PlanConfiguration, withoutKeys, withoutLeading } from "./plan-configuration";

/** A reference, the module that it stands in, and what `each` and `count` are taken from there. */
interface Lead {
  readonly module: ConfiguredModule;
  readonly reference: string;
  readonly repetitions: readonly unknown[];
}

/** What an expression may be made from. */
interface Origins {
  /** Attributes of resources, by their addresses without instance keys. */
  readonly attributes: ReadonlySet<string>;

  /** Modules of which a local is used: a plan does not show what locals are made from. */
  readonly withLocals: ReadonlySet<ConfiguredModule>;
}

/**
 * Whether an expression can be made from anything that is not known yet. Where it cannot, a value that is not known
 * comes from the provider: the expression is null there, and leaves the value to Google, as modules write it.
 */
export class ExpressionOrigins {
  // Each is asked for by many attributes, and read from the file of a large plan.
  private planned: ReadonlyMap<string, readonly TerraformFields[]> | undefined;
  private relevant: readonly string[] | undefined;
  private defers: boolean | undefined;

  public constructor(
    private readonly configuration: PlanConfiguration,
    private readonly plan: TerraformFields,
  ) {}

  /** @param path the attribute, within blocks with their places */
  public areKnown(address: string, path: readonly string[]): boolean {
    const origins = this.originsOf(address, path);
    if (origins === undefined || this.hasDeferred()) return false;
    if (![...origins.attributes].every((one) => this.isKnown(one))) return false;
    if (origins.withLocals.size === 0) return true;
    const relevant = this.relevantAttributes();
    if (relevant.length === 0) return false;
    const prefixes = [...origins.withLocals].map(({ prefix }) => prefix);
    const reached = relevant.filter((one) => prefixes.some((prefix) => one.startsWith(prefix)));
    return reached.every((one) => this.isKnown(one) || this.comesAfter(one, address));
  }

  /** What is made from a resource is never what that is made from. */
  private comesAfter(attribute: string, address: string): boolean {
    const { address: other } = placeOf(attribute);
    return other === withoutKeys(address) || this.configuration.dependsOn(other, address);
  }

  /** Undefined where the plan does not show what it is made from. */
  private originsOf(address: string, path: readonly string[]): Origins | undefined {
    const start = this.configuration.expressionAt(address, path);
    if (start === undefined) return undefined;
    const { module, expression, repetitions } = start;
    const [attributes, withLocals, seen] = [new Set<string>(), new Set<ConfiguredModule>(), new Set<string>()];
    // Of a `dynamic` block a plan shows as little as of a local.
    const hidden = [{ module, reference: "local.of a dynamic block", repetitions }];
    const queue = expression === undefined ? hidden : leadsOf(module, expression, repetitions);
    // Without a reference it is made by a function, such as `timestamp`.
    if (queue.length === 0) return undefined;
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { reference } = next;
      const id = `${next.module.prefix}|${reference}`;
      const [kind = ""] = reference.split(/[.[]/);
      // What `each` stands for differs from one resource or call of a module to the next.
      if (kind !== "each" && kind !== "count" && seen.has(id)) continue;
      seen.add(id);
      if (kind === "local") withLocals.add(next.module);
      const found = this.behind(kind, next);
      if (found === undefined) return undefined;
      if (typeof found === "string") attributes.add(found);
      else queue.push(...found);
    }
    return { attributes, withLocals };
  }

  /** The attribute that a reference stands for, or what else it leads to. */
  private behind(kind: string, lead: Lead): string | readonly Lead[] | undefined {
    const { module, reference, repetitions } = lead;
    if (KNOWN_WHEN_PLANNED.has(kind)) return [];
    if (kind === "each" || kind === "count") return behindEach(module, repetitions);
    if (kind === "var") return behindVariable(module, withoutKeys(reference).split(".")[1] ?? "");
    if (kind === "local") return this.behindLocal(module);
    if (kind === "module") return this.behindOutput(module, withoutKeys(reference));
    const attribute = `${module.prefix}${withoutKeys(reference)}`;
    return this.configuration.isResource(placeOf(attribute).address) ? attribute : undefined;
  }

  /**
   * What a local may be made from beside resources: all that its module is given. Terraform does not say what is handed
   * on through `each` of a module's call, nor through a local that it is made from.
   */
  private behindLocal(module: ConfiguredModule): readonly Lead[] | undefined {
    const calls = [module, ...this.configuration.modulesIn(module)];
    const given = calls.flatMap((one) => {
      const { parent, call } = one;
      return parent === undefined ? [] : leadsOf(parent, fieldsOf(call).expressions, [fieldsOf(call).repetition]);
    });
    const isHidden = given.some(({ reference, repetitions, module: parent }) => {
      const isEach = /^(?:each|count)\./.test(reference);
      return isEach && leadsOf(parent, repetitions, []).some((one) => one.reference.startsWith("local."));
    });
    return isHidden ? undefined : given;
  }

  private behindOutput(module: ConfiguredModule, reference: string): readonly Lead[] | undefined {
    const [, name = "", output = ""] = reference.split(".");
    const called = this.configuration.moduleAt(`${module.prefix}module.${name}.`);
    if (called === undefined) return undefined;
    const outputs = output in called.outputs ? [called.outputs[output]] : Object.values(called.outputs);
    return outputs.flatMap((one) => leadsOf(called, fieldsOf(one).expression, []));
  }

  private isKnown(attribute: string): boolean {
    const { address, name } = placeOf(attribute);
    this.planned ??= plannedChanges(this.plan);
    const changes = this.planned.get(address) ?? [];
    return changes.every(({ after, after_unknown: mask }) => {
      if (name === "" || after === null) return !holdsTrue(mask);
      return name in fieldsOf(after) && !holdsTrue(fieldsOf(mask)[name]);
    });
  }

  private hasDeferred(): boolean {
    this.defers ??= [...(itemsOf(this.plan.deferred_changes) ?? [])].length > 0;
    return this.defers;
  }

  /**
   * What Terraform says that the changes are made from, through locals too; none where a plan says nothing of it.
   *
   * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
   */
  private relevantAttributes(): readonly string[] {
    this.relevant ??= [...(itemsOf(this.plan.relevant_attributes) ?? [])].map((item) => {
      const { resource, attribute } = fieldsOf(item);
      const [name] = Array.isArray(attribute) ? (attribute as readonly unknown[]) : [];
      return `${withoutKeys(String(resource))}${typeof name === "string" ? `.${name}` : ""}`;
    });
    return this.relevant;
  }
}

/** Of a root variable the value is known, and so is what is said of the place of a configuration. */
const KNOWN_WHEN_PLANNED: ReadonlySet<string> = new Set(["path", "terraform"]);

function behindEach(module: ConfiguredModule, repetitions: readonly unknown[]): readonly Lead[] | undefined {
  const given = repetitions.filter((one) => one !== undefined);
  return given.length === 0 ? undefined : given.flatMap((one) => leadsOf(module, one, []));
}

function behindVariable(module: ConfiguredModule, name: string): readonly Lead[] {
  const { parent, call } = module;
  if (parent === undefined) return [];
  const { expressions, repetition } = fieldsOf(call);
  return leadsOf(parent, fieldsOf(expressions)[name], [repetition]);
}

/** All references in an expression, in a block of expressions or in a list of these. */
function leadsOf(module: ConfiguredModule, expression: unknown, repetitions: readonly unknown[]): Lead[] {
  if (typeof expression !== "object" || expression === null) return [];
  const { references } = fieldsOf(expression);
  const own = Array.isArray(references) ? references.filter((one) => typeof one === "string") : [];
  const within = Object.values(expression).flatMap((one) => leadsOf(module, one, repetitions));
  return [...withoutLeading(own).map((reference) => ({ module, reference, repetitions })), ...within];
}

/** The changes of each resource, by its address without instance keys. */
function plannedChanges(plan: TerraformFields): ReadonlyMap<string, readonly TerraformFields[]> {
  const found = new Map<string, TerraformFields[]>();
  for (const item of itemsOf(plan.resource_changes) ?? []) {
    const { address, change } = fieldsOf(item);
    const key = withoutKeys(String(address));
    const same = found.get(key);
    if (same === undefined) found.set(key, [fieldsOf(change)]);
    else same.push(fieldsOf(change));
  }
  return found;
}

/** The resource that a reference begins with, and the attribute of it, if any. */
function placeOf(reference: string): { readonly address: string; readonly name: string } {
  const [, address = "", name = ""] = ATTRIBUTE.exec(reference) ?? [];
  return { address, name };
}

const ATTRIBUTE = /^((?:module\.[\w-]+\.)*(?:data\.)?[\w-]+\.[\w-]+)(?:\.([\w-]+))?/;

function holdsTrue(mask: unknown): boolean {
  if (mask === true) return true;
  return typeof mask === "object" && mask !== null && Object.values(mask).some(holdsTrue);
}
