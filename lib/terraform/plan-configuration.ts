import { itemsOf } from "../text/json-document";
import { fieldsOf, type TerraformFields } from "./terraform-resources";
import { expressionIn, isShown, isValueWritten, isWritten, withoutLiterals } from "./written-expressions";

/** Where a module's expressions stand: its own path and blocks, and the call that passes values to it. */
export interface ConfiguredModule {
  /** `module.network.` with a dot at the end, or nothing for the root. */
  readonly prefix: string;
  readonly outputs: TerraformFields;

  readonly secretVariables: ReadonlySet<string>;

  /** Of the resources in it, without its path. */
  readonly addresses: readonly string[];
  readonly parent?: ConfiguredModule;
  readonly call?: TerraformFields;
}

/** What is kept of a resource: what it refers to, for there are many. */
interface Configured {
  readonly module: ConfiguredModule;
  readonly type: string;

  /** With `LITERAL` in the place of every literal. */
  readonly expressions: TerraformFields;
  readonly repetitions: readonly unknown[];
  readonly dependsOn: readonly string[];

  readonly provisioners: readonly Provisioner[];

  /** Which provider makes it, such as `google.other`. */
  readonly provider: unknown;
}

/** What runs beside what Terraform does to a resource. */
export interface Provisioner {
  /** Such as `local-exec`. */
  readonly type: string;

  /** What it is given, as far as a plan shows it: of what is put together from parts, only what it refers to. */
  readonly expressions: TerraformFields;
}

/** What an output is made from. */
export interface OutputOrigin {
  /** Such as `module.m.google_x.y["a"].b` or `var.x`, as it is written. */
  readonly reference: string;

  /** The resource that it is an attribute of, without instance keys. */
  readonly address?: string;

  /** Whether the configuration itself calls it a secret. */
  readonly isSecret: boolean;
}

/** A reference, and the module that it is written in. */
interface Lead {
  readonly module: ConfiguredModule;
  readonly reference: string;
}

/** The configuration that a plan was made from, as far as it says which resource refers to which. */
export class PlanConfiguration {
  private readonly resources = new Map<string, Configured>();
  private readonly modules = new Map<string, ConfiguredModule>();
  /** Which resources depend on another one, by that one. */
  private readonly answers = new Map<string, Map<string, boolean>>();
  private holdsData = false;

  /** @param configuration the `configuration` of a plan */
  public constructor(configuration: unknown) {
    this.enter(fieldsOf(fieldsOf(configuration).root_module), { prefix: "" });
  }

  /** Whether there may be data sources: where there are no resources, the configuration is not shown. */
  public get hasData(): boolean {
    return this.holdsData || this.resources.size === 0;
  }

  /**
   * Whether the configuration says anything of an attribute or block of a resource; so it is taken where that cannot be
   * seen, as of blocks that Google never fills in by itself: a plan does not show what a `dynamic` block says.
   *
   * @param path the attribute, within blocks, with the place of a block among those of its name or for any of them
   */
  public says(address: string, path: readonly string[]): boolean {
    const resource = this.resources.get(withoutKeys(address));
    return resource === undefined || isWritten(resource.expressions, path, { type: resource.type });
  }

  /**
   * Whether the configuration says anything of an attribute that is no block: of a block that it shows it shows all
   * attributes that are written.
   */
  public saysValue(address: string, path: readonly string[]): boolean {
    const resource = this.resources.get(withoutKeys(address));
    return resource === undefined || isValueWritten(resource.expressions, path);
  }

  /**
   * Whether the configuration shows a block: not where it shows fewer of its name than there are, of which any may be a
   * `dynamic` one.
   *
   * @param path the block, with its place and those of the blocks that it is in
   * @param count how many of its name there are
   */
  public shows(address: string, path: readonly string[], count: number): boolean {
    const resource = this.resources.get(withoutKeys(address));
    return resource === undefined || isShown(resource.expressions, path, count);
  }

  /** Whether the configuration says anything of an attribute at the top, or would if it were not empty. */
  public mentions(address: string, name: string): boolean {
    const resource = this.resources.get(withoutKeys(address));
    return resource === undefined || name in resource.expressions || SAID_BY_ABSENCE.has(name);
  }

  /** Which provider makes a resource: its key among those of the configuration. */
  public providerOf(address: string): string | undefined {
    const key = this.resources.get(withoutKeys(address))?.provider;
    return typeof key === "string" ? key : undefined;
  }

  /** What a resource refers to, without what it says itself: a plan does not show what is made of it. */
  public sourcesOf(address: string): unknown {
    const { expressions, repetitions, provider } = this.resources.get(withoutKeys(address)) ?? {};
    return [expressions, repetitions, provider];
  }

  /** What all modules are given, and give. */
  public get moduleSources(): readonly unknown[] {
    return [...this.modules.values()].map(({ prefix, call, outputs }) => [prefix, call, outputs]);
  }

  /** What is written of an attribute, by which resource, and what its `each` and `count` are taken from. */
  public expressionAt(
    address: string,
    path: readonly string[],
  ):
    | { readonly module: ConfiguredModule; readonly expression: unknown; readonly repetitions: readonly unknown[] }
    | undefined {
    const resource = this.resources.get(withoutKeys(address));
    if (resource === undefined) return undefined;
    const { module, repetitions } = resource;
    return { module, expression: expressionIn(resource.expressions, path), repetitions };
  }

  /** @param prefix `module.network.`, without instance keys */
  public moduleAt(prefix: string): ConfiguredModule | undefined {
    return this.modules.get(prefix);
  }

  /** The modules that a module calls, and those that these call. */
  public modulesIn({ prefix }: ConfiguredModule): readonly ConfiguredModule[] {
    return [...this.modules.values()].filter((one) => one.prefix !== prefix && one.prefix.startsWith(prefix));
  }

  /** @param address without instance keys */
  public isResource(address: string): boolean {
    return this.resources.has(address);
  }

  /** The provisioners of a resource. */
  public provisioners(address: string): readonly Provisioner[] {
    return this.resources.get(withoutKeys(address))?.provisioners ?? [];
  }

  /** Whether an output of the root module is a secret from the apply on; undefined when there is none of the name. */
  public isSecretOutput(name: string): boolean | undefined {
    const output = this.modules.get("")?.outputs[name];
    return output === undefined ? undefined : isSecret(output);
  }

  /** What an output of the root module is made from, through modules, but for what a module gives as a whole. */
  public outputOrigins(name: string): readonly OutputOrigin[] {
    const root = this.modules.get("");
    if (root === undefined) return [];
    const found = new Map<string, OutputOrigin>();
    const queue: Lead[] = leadsIn(fieldsOf(root.outputs[name]).expression).map((one) => ({
      module: root,
      reference: one,
    }));
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { module, reference } = next;
      const whole = `${module.prefix}${reference}`;
      if (found.has(whole)) continue;
      const address = this.resourceIn(module, reference);
      const origin = { reference: whole, isSecret: this.isSecretIn(module, reference) };
      found.set(whole, address === undefined ? origin : { ...origin, address });
      if (address === undefined && !origin.isSecret && !/^module\.[^.]+$/.test(withoutKeys(reference)))
        queue.push(...this.throughModules(module, reference));
    }
    return [...found.values()];
  }

  private isSecretIn(module: ConfiguredModule, reference: string): boolean {
    const [kind = "", name = "", output = ""] = withoutKeys(reference).split(".");
    if (kind === "var") return module.secretVariables.has(name);
    return kind === "module" && isSecret(this.modules.get(`${module.prefix}module.${name}.`)?.outputs[output]);
  }

  /**
   * The address of the one attribute that an expression consists of, or none: neither when it is made of several, nor
   * when it does something with it, as far as the plan shows that.
   *
   * @param address of the resource, with or without its instance keys
   * @param path the attribute, within blocks that occur once
   */
  public reference(address: string, path: readonly string[]): readonly string[] {
    const resource = this.resources.get(withoutKeys(address));
    const expression = path.reduce<unknown>((at, key) => {
      if (!Array.isArray(at)) return fieldsOf(at)[key];
      return at.length === 1 && /^\d+$/.test(key) ? at[0] : undefined;
    }, resource?.expressions);
    const [prefix = ""] = MODULE_PATH.exec(address) ?? [];
    return resource === undefined ? [] : this.followed(expression, resource.module, prefix, 0);
  }

  /**
   * Follows the reference that an expression consists of into modules and out of them.
   *
   * @param prefix of the module's instance, with its keys
   * @param rest what is taken of the value that it leads to, such as `.name` of a whole resource that is given to a
   *   module
   */
  private followed(
    expression: unknown,
    module: ConfiguredModule,
    prefix: string,
    depth: number,
    rest = "",
  ): readonly string[] {
    const references = referencesIn(expression, false);
    const [attribute = ""] = references;
    const constant = fieldsOf(expression).constant_value;
    const isWhole = constant === undefined || constant === `\${${attribute}}`;
    if (
      !isWhole ||
      depth > DEEPEST_MODULE ||
      references.some((one, at) => at > 0 && !isWithin(references[at - 1] ?? "", one))
    )
      return [];
    const [, variable, ofVariable = ""] = /^var\.([\w-]+)(.*)$/.exec(attribute) ?? [];
    if (variable !== undefined) {
      if (module.parent === undefined) return [];
      const given = fieldsOf(fieldsOf(module.call).expressions)[variable];
      return this.followed(given, module.parent, prefix.replace(LAST_MODULE, ""), depth + 1, `${ofVariable}${rest}`);
    }
    const [, call, output = "", ofOutput = ""] = MODULE_OUTPUT.exec(attribute) ?? [];
    if (call !== undefined) {
      const called = this.modules.get(`${module.prefix}${withoutKeys(call)}.`);
      if (called === undefined) return [];
      return this.followed(
        fieldsOf(called.outputs[output]).expression,
        called,
        `${prefix}${call}.`,
        depth + 1,
        `${ofOutput}${rest}`,
      );
    }
    return ATTRIBUTE.test(`${attribute}${rest}`) ? [`${prefix}${attribute}${rest}`] : [];
  }

  /**
   * Whether a resource must be there before another one. Many ask it of the same one, so that what is found on the way
   * is kept: a chain of resources is walked once.
   */
  public dependsOn(address: string, other: string): boolean {
    const target = withoutKeys(other);
    const answers = this.answers.get(target) ?? new Map<string, boolean>();
    this.answers.set(target, answers);
    const start = withoutKeys(address);
    return answers.get(start) ?? (this.waitsFor(start, target) || this.findDependency(start, target, answers));
  }

  /** Whether its `depends_on` names the other one: the usual case, for which no expression is looked at. */
  private waitsFor(address: string, target: string): boolean {
    const { module, dependsOn = [] } = this.resources.get(address) ?? {};
    return (
      module !== undefined &&
      target !== address &&
      dependsOn.some((reference) => this.resourceIn(module, reference) === target)
    );
  }

  /** Notes of each resource on the way whether it depends on the target. */
  private findDependency(start: string, target: string, answers: Map<string, boolean>): boolean {
    const origins = new Map<string, string | undefined>([[start, undefined]]);
    const seen = new Set<string>();
    const queue = this.leadsFrom(start, start);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { module, reference, origin } = next;
      const id = `${module.prefix}|${reference}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const found = this.resourceIn(module, reference);
      if (found === target ? target !== start : found !== undefined && answers.get(found) === true) {
        for (let at: string | undefined = origin; at !== undefined; at = origins.get(at)) answers.set(at, true);
        return true;
      }
      if (found === undefined) {
        queue.push(...this.throughModules(module, reference).map((lead) => ({ ...lead, origin })));
      } else if (!origins.has(found) && answers.get(found) === undefined) {
        origins.set(found, origin);
        queue.push(...this.leadsFrom(found, found));
      }
    }
    // All that they lead to has been looked at.
    for (const one of origins.keys()) answers.set(one, false);
    return false;
  }

  private leadsFrom(address: string, origin: string): (Lead & { readonly origin: string })[] {
    return this.readLeads(address).map((lead) => ({ ...lead, origin }));
  }

  private enter(fields: TerraformFields, place: Pick<ConfiguredModule, "prefix" | "parent" | "call">): void {
    const addresses: string[] = [];
    const variables = Object.entries(fieldsOf(fields.variables));
    const secretVariables = new Set(variables.filter(([, one]) => isSecret(one)).map(([name]) => name));
    const module: ConfiguredModule = { ...place, outputs: { ...fieldsOf(fields.outputs) }, secretVariables, addresses };
    this.modules.set(module.prefix, module);
    for (const item of itemsOf(fields.resources) ?? []) {
      const resource = fieldsOf(item);
      if (resource.mode === "data") this.holdsData = true;
      const address = typeof resource.address === "string" ? resource.address : "";
      addresses.push(address);
      this.resources.set(`${module.prefix}${address}`, {
        module,
        type: address.slice(0, address.indexOf(".")),
        expressions: fieldsOf(withoutLiterals(resource.expressions)),
        repetitions: [resource.count_expression, resource.for_each_expression].filter((one) => one !== undefined),
        dependsOn: textsOf(resource.depends_on),
        provisioners: [...(itemsOf(resource.provisioners) ?? [])].map(fieldsOf).map(({ type, expressions }) => {
          return { type: String(type), expressions: fieldsOf(expressions) };
        }),
        provider: resource.provider_config_key,
      });
    }
    for (const [name, item] of Object.entries(fieldsOf(fields.module_calls))) {
      const { module: called, expressions, depends_on, count_expression, for_each_expression } = fieldsOf(item);
      // Not the call itself, which holds all that is in the module.
      const call = { expressions, depends_on, repetition: for_each_expression ?? count_expression };
      this.enter(fieldsOf(called), { prefix: `${module.prefix}module.${name}.`, parent: module, call });
    }
  }

  private readLeads(address: string): readonly Lead[] {
    const resource = this.resources.get(address);
    if (resource === undefined) return [];
    const { module, expressions, repetitions, dependsOn } = resource;
    const references = [...leadsIn(expressions), ...repetitions.flatMap(leadsIn), ...dependsOn];
    const calls = callsAround(module).flatMap(({ parent, call }) =>
      textsOf(call.depends_on).map((reference) => ({ module: parent, reference })),
    );
    return [...references.map((reference) => ({ module, reference })), ...calls];
  }

  /**
   * The resource that a reference starts with: `google_x.y.id` and `google_x.y["a"].id` both start with `google_x.y`.
   */
  private resourceIn(module: ConfiguredModule, reference: string): string | undefined {
    const [address] = /^(?:data\.)?[a-zA-Z][\w-]*\.[\w-]+/.exec(reference) ?? [];
    const whole = address === undefined ? undefined : `${module.prefix}${address}`;
    return whole !== undefined && this.resources.has(whole) ? whole : undefined;
  }

  /** What a module's variable is given, or what its output holds. */
  private throughModules(module: ConfiguredModule, reference: string): readonly Lead[] {
    const [kind = "", name = "", output] = withoutKeys(reference).split(/[.[]/);
    if (kind === "var" && module.parent !== undefined) {
      const { parent } = module;
      const given = fieldsOf(fieldsOf(module.call).expressions)[name];
      return leadsIn(given).map((one) => ({ module: parent, reference: one }));
    }
    if (kind === "local") return [];
    const called = kind === "module" ? this.modules.get(`${module.prefix}module.${name}.`) : undefined;
    if (called === undefined) return [];
    const { outputs } = called;
    const read = output !== undefined && output in outputs ? [outputs[output]] : Object.values(outputs);
    const held = read.flatMap((one) => [...leadsIn(fieldsOf(one).expression), ...textsOf(fieldsOf(one).depends_on)]);
    // `depends_on = [module.x]` waits for every resource in it.
    const all = output === undefined ? called.addresses : [];
    return [...held, ...all].map((one) => ({ module: called, reference: one }));
  }
}

/** The address of a resource in the configuration, which is that of all its instances. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

/** Whether the configuration calls a variable or an output a secret. */
function isSecret(declared: unknown): boolean {
  return fieldsOf(declared).sensitive === true;
}

function callsAround(
  module: ConfiguredModule,
): readonly { readonly parent: ConfiguredModule; readonly call: TerraformFields }[] {
  const { parent, call } = module;
  return parent === undefined || call === undefined ? [] : [{ parent, call }, ...callsAround(parent)];
}

/** `module.a["x"].module.b.` */
const MODULE_PATH = /^(?:module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/;
const LAST_MODULE = /module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.$/;

/** `module.a["x"].out`, and what is taken of the output. */
const MODULE_OUTPUT = /^(module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?)\.([\w-]+)(.*)$/;

/** `google_x.y["a"].id` or `data.google_x.y.id`: one attribute of one resource. */
const ATTRIBUTE = /^(?:data\.)?[\w-]+\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\..+$/;

/** A reference that leads through more modules is not followed. */
const DEEPEST_MODULE = 32;

/** Blocks whose absence is as much a part of what is agreed to as they are. */
const SAID_BY_ABSENCE: ReadonlySet<string> = new Set([
  "access_config",
  "alias_ip_range",
  "allow",
  "audit_log_config",
  "cleanup_policies",
  "condition",
  "deny",
  "ipv6_access_config",
  "remote_repository_config",
  "virtual_repository_config",
]);

/** The references of an expression, and those of the blocks in it. */
function referencesIn(expression: unknown, isDeep: boolean): readonly string[] {
  if (typeof expression !== "object" || expression === null) return [];
  const own = Array.isArray(expression) ? [] : textsOf(fieldsOf(expression).references);
  return isDeep ? [...own, ...Object.values(expression).flatMap((one) => referencesIn(one, true))] : own;
}

function leadsIn(expression: unknown): readonly string[] {
  return withoutLeading(referencesIn(expression, true));
}

/**
 * References without what leads to them: beside `module.a.id` Terraform lists `module.a`, which would stand for all
 * that is in it.
 */
export function withoutLeading(references: readonly string[]): readonly string[] {
  return references.filter((one, at) => at === 0 || !isWithin(references[at - 1] ?? "", one));
}

function isWithin(reference: string, whole: string): boolean {
  return reference.startsWith(whole) && (reference[whole.length] === "." || reference[whole.length] === "[");
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
