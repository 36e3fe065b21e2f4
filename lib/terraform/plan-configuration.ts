import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** Where a module's expressions stand: its own path and blocks, and the call that passes values to it. */
interface Module {
  /** `module.network.` with a dot at the end, or nothing for the root. */
  readonly prefix: string;
  readonly fields: TerraformFields;
  readonly parent?: Module;
  readonly call?: TerraformFields;
}

/** A reference, and the module that it is written in. */
interface Lead {
  readonly module: Module;
  readonly reference: string;
}

/** The configuration that a plan was made from, as far as it says which resource refers to which. */
export class PlanConfiguration {
  private readonly resources = new Map<string, { readonly module: Module; readonly fields: TerraformFields }>();
  private readonly modules = new Map<string, Module>();
  private readonly leads = new Map<string, readonly Lead[]>();

  /** @param configuration the `configuration` of a plan */
  public constructor(configuration: unknown) {
    this.enter({ prefix: "", fields: fieldsOf(fieldsOf(configuration).root_module) });
  }

  /** Whether the configuration says anything of an attribute or block of a resource; so it is taken where that cannot be seen. */
  public says(address: string, attribute: string): boolean {
    const resource = this.resources.get(withoutKeys(address));
    return resource === undefined || attribute in fieldsOf(resource.fields.expressions);
  }

  /**
   * The address of the one attribute that an expression consists of, or none: neither when it is made of several, nor when it
   * does something with it, as far as the plan shows that.
   *
   * @param address of the resource, with or without its instance keys
   * @param path the attribute, within blocks that occur once
   */
  public reference(address: string, path: readonly string[]): readonly string[] {
    const resource = this.resources.get(withoutKeys(address));
    const expression = path.reduce<unknown>((at, key) => {
      if (Array.isArray(at)) return at.length === 1 ? (/^\d+$/.test(key) ? at[0] : undefined) : undefined;
      return fieldsOf(at)[key];
    }, resource?.fields.expressions);
    const references = referencesIn(expression, false);
    const [attribute = "", whole] = references;
    const constant = fieldsOf(expression).constant_value;
    const isWhole = constant === undefined || constant === `\${${attribute}}`;
    if (resource === undefined || references.length !== 2 || whole === undefined || !attribute.startsWith(`${whole}.`) || !isWhole) return [];
    return [`${resource.module.prefix}${attribute}`];
  }

  /** The addresses, without instance keys, of all resources that must be there before this one, through whatever lies between. */
  public dependencies(address: string): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<string>();
    const start = withoutKeys(address);
    const queue: Lead[] = [...this.leadingOn(start)];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { module, reference } = next;
      const id = `${module.prefix}|${reference}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const target = this.resourceIn(module, reference);
      if (target !== undefined) {
        if (target !== start) found.add(target);
        queue.push(...this.leadingOn(target));
      } else {
        queue.push(...this.throughModules(module, reference));
      }
    }
    return found;
  }

  private enter(module: Module): void {
    this.modules.set(module.prefix, module);
    for (const resource of listOf(module.fields.resources)) {
      const address = typeof resource.address === "string" ? resource.address : "";
      this.resources.set(`${module.prefix}${address}`, { module, fields: resource });
    }
    for (const [name, call] of Object.entries(fieldsOf(module.fields.module_calls))) {
      const fields = fieldsOf(call);
      this.enter({ prefix: `${module.prefix}module.${name}.`, fields: fieldsOf(fields.module), parent: module, call: fields });
    }
  }

  private leadingOn(address: string): readonly Lead[] {
    const known = this.leads.get(address);
    if (known !== undefined) return known;
    const leads = this.readLeads(address);
    this.leads.set(address, leads);
    return leads;
  }

  private readLeads(address: string): readonly Lead[] {
    const resource = this.resources.get(address);
    if (resource === undefined) return [];
    const { module, fields } = resource;
    const references = [
      ...referencesIn(fields.expressions, true),
      ...referencesIn(fields.count_expression, true),
      ...referencesIn(fields.for_each_expression, true),
      ...textsOf(fields.depends_on),
    ];
    const calls = callsAround(module).flatMap(({ parent, call }) =>
      textsOf(call.depends_on).map((reference) => ({ module: parent, reference })),
    );
    return [...references.map((reference) => ({ module, reference })), ...calls];
  }

  /** The resource that a reference starts with: `google_x.y.id` and `google_x.y["a"].id` both start with `google_x.y`. */
  private resourceIn(module: Module, reference: string): string | undefined {
    const [address] = /^(?:data\.)?[a-zA-Z][\w-]*\.[\w-]+/.exec(reference) ?? [];
    const whole = address === undefined ? undefined : `${module.prefix}${address}`;
    return whole !== undefined && this.resources.has(whole) ? whole : undefined;
  }

  /** What a module's variable is given, or what its output holds. */
  private throughModules(module: Module, reference: string): readonly Lead[] {
    const [kind = "", name = "", output] = reference.split(/[.[]/);
    if (kind === "var" && module.parent !== undefined) {
      const { parent } = module;
      const given = fieldsOf(fieldsOf(module.call).expressions)[name];
      return referencesIn(given, true).map((one) => ({ module: parent, reference: one }));
    }
    if (kind === "local") return [];
    const called = kind === "module" ? this.modules.get(`${module.prefix}module.${name}.`) : undefined;
    if (called === undefined) return [];
    const outputs = fieldsOf(called.fields.outputs);
    const read = output !== undefined && output in outputs ? [outputs[output]] : Object.values(outputs);
    const held = read.flatMap((one) => [...referencesIn(fieldsOf(one).expression, true), ...textsOf(fieldsOf(one).depends_on)]);
    // `depends_on = [module.x]` waits for every resource in it.
    const all = output === undefined ? listOf(called.fields.resources).flatMap(({ address }) => textsOf([address])) : [];
    return [...held, ...all].map((one) => ({ module: called, reference: one }));
  }
}

/** The address of a resource in the configuration, which is that of all its instances. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

function callsAround(module: Module): readonly { readonly parent: Module; readonly call: TerraformFields }[] {
  const { parent, call } = module;
  return parent === undefined || call === undefined ? [] : [{ parent, call }, ...callsAround(parent)];
}

/** The references of an expression, and those of the blocks in it. */
function referencesIn(expression: unknown, isDeep: boolean): readonly string[] {
  if (typeof expression !== "object" || expression === null) return [];
  const own = Array.isArray(expression) ? [] : textsOf(fieldsOf(expression).references);
  return isDeep ? [...own, ...Object.values(expression).flatMap((one) => referencesIn(one, true))] : own;
}

function listOf(value: unknown): readonly TerraformFields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
