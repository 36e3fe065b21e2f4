import { HiddenValue } from "./hidden-value";

/** A resource or data source of a Terraform configuration, state or plan. */
export interface TerraformBlock {
  readonly type: string;

  /**
   * `google_compute_network.Vpc_Resource_1234`, with `data.` before it where it is data, and the modules that it is in.
   */
  readonly address: string;
  readonly isData: boolean;
  readonly body: TerraformFields;

  /** What it stands in: references do not lead out of it. */
  readonly configuration: TerraformResources;
}

export type TerraformFields = Readonly<Record<string, unknown>>;

/** What names a resource: itself where a reference leads to it, or a text that Google understands. */
export type Named = TerraformBlock | string | undefined;

/**
 * One resource as a plan or a state holds it: its values are what they say, and what they do not say is a
 * `HiddenValue`.
 */
export interface TerraformInstance {
  readonly type: string;
  readonly address: string;
  readonly isData: boolean;
  readonly body: TerraformFields;
}

/**
 * The resources of one configuration, state or side of a plan, and what their attributes hold: literals, and references
 * that lead to literals. All else is undefined: it is not known before the apply.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export class TerraformResources {
  /**
   * Reads what `cdktf synth` writes to cdk.tf.json.
   *
   * @param configuration the parsed JSON; whatever is not as Terraform has it is left out
   */
  public static fromConfiguration(configuration: unknown): TerraformResources {
    const root = fieldsOf(configuration);
    const instances = [...readTypes(root.resource, false), ...readTypes(root.data, true)];
    return new TerraformResources(instances, Object.keys(fieldsOf(root.module)), true, providerProjects(root.provider));
  }

  /**
   * Takes resources as a plan or a state holds them.
   *
   * @param project that of the provider, for resources that say none
   */
  public static fromInstances(instances: readonly TerraformInstance[], project?: string): TerraformResources {
    return new TerraformResources(instances, [], false, new Map([[DEFAULT_PROVIDER, project]]));
  }

  public readonly blocks: readonly TerraformBlock[];

  /** @default - no provider of the configuration says it */
  public readonly defaultProject?: string;

  private readonly byAddress: ReadonlyMap<string, TerraformBlock>;
  private byType?: ReadonlyMap<string, readonly TerraformBlock[]>;

  /**
   * @param modules the names of the modules, whose resources are not seen
   * @param hasTemplates whether texts are Terraform's templates, as `${google_compute_network.Vpc.id}`
   * @param projects those that providers are set to, by the text by which resources name a provider
   */
  private constructor(
    instances: readonly TerraformInstance[],
    public readonly modules: readonly string[],
    private readonly hasTemplates: boolean,
    private readonly projects: ReadonlyMap<string, unknown>,
  ) {
    // Each field by its name: an object that is put together by spreading takes three times the memory.
    this.blocks = instances.map(({ address, type, isData, body }) => {
      return { address, type, isData, body, configuration: this };
    });
    this.byAddress = new Map(this.blocks.map((block) => [block.address, block]));
    const text = this.text(projects.get(DEFAULT_PROVIDER));
    if (text !== undefined) this.defaultProject = text;
  }

  /**
   * The same without some of the resources; references to these lead nowhere.
   *
   * @param instead resources that are there as well
   */
  public without(
    isLeftOut: (block: TerraformBlock) => boolean,
    instead: readonly TerraformInstance[] = [],
  ): TerraformResources {
    const kept = this.blocks.filter((block) => !isLeftOut(block));
    return kept.length === this.blocks.length && instead.length === 0
      ? this
      : new TerraformResources([...kept, ...instead], this.modules, this.hasTemplates, this.projects);
  }

  /** The resource or data source of an address. */
  public at(address: string): TerraformBlock | undefined {
    return this.byAddress.get(address);
  }

  /** The resources of a type, without data sources, in their order. */
  public ofType(type: string): readonly TerraformBlock[] {
    this.byType ??= byTypeOf(this.blocks);
    return this.byType.get(type) ?? [];
  }

  /** A text without anything unknown in it. */
  public text(value: unknown, depth = 0): string | undefined {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (typeof value !== "string" || depth > MOST_REFERENCES) return undefined;
    if (!this.hasTemplates) return value;
    const held: (string | undefined)[] = [];
    // Two dollar or percent signs stand for one, https://developer.hashicorp.com/terraform/language/expressions/strings
    const text = value.replace(/\$?\$\{([^}]*)\}|%?%\{/g, (whole, expression: string | undefined) => {
      if (whole.startsWith("$${") || whole.startsWith("%%{")) return whole.slice(1);
      const target = expression === undefined ? undefined : this.reference(expression);
      held.push(target === undefined ? undefined : this.text(this.held(target), depth + 1));
      return held.at(-1) ?? "";
    });
    return held.includes(undefined) ? undefined : text;
  }

  /** A text, or what Google takes where none is written. */
  public textOr(value: unknown, otherwise: string): string | undefined {
    return value === undefined || value === null ? otherwise : this.text(value);
  }

  /** Undefined where the number is not known or none is written; `otherwise` is what Google takes then. */
  public number(value: unknown, otherwise?: number): number | undefined {
    if (value === undefined || value === null) return otherwise;
    const text = this.text(value);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  }

  public boolean(value: unknown, otherwise: boolean): boolean | undefined {
    if (value === undefined || value === null) return otherwise;
    const text = this.text(value);
    return text === "true" || text === "false" ? text === "true" : undefined;
  }

  /** The texts of a list; empty where none is written, undefined where any is not known. */
  public texts(value: unknown): readonly string[] | undefined {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return undefined;
    const texts = value.map((one) => this.text(one));
    return texts.every((one) => one !== undefined) ? texts : undefined;
  }

  /**
   * What an attribute that names a resource leads to, through attributes that lead on.
   *
   * @param type where to stop: at the first resource of this type
   */
  public named(value: unknown, type?: string, depth = 0): Named {
    const expression = this.expressionOf(value);
    const target = expression === undefined ? undefined : this.reference(expression);
    if (target === undefined || depth > MOST_REFERENCES) return this.text(value);
    const held = this.held(target);
    return target.block.type === type || this.expressionOf(held) === undefined
      ? target.block
      : this.named(held, type, depth + 1);
  }

  /** The project of a resource: its own, else that of the provider that it names, else that of the default one. */
  public project(fields: TerraformFields): string | undefined {
    if (fields.project !== undefined && fields.project !== null) return this.text(fields.project);
    const provider = fields.provider ?? DEFAULT_PROVIDER;
    return typeof provider === "string" ? this.text(this.projects.get(provider)) : undefined;
  }

  /** What an attribute that a reference leads to holds; where no project is written, that of the provider. */
  private held({ block, attribute }: Reference): unknown {
    const written = block.body[attribute];
    return attribute === "project" ? (written ?? this.project(block.body)) : written;
  }

  /** The one reference that a value consists of. */
  private expressionOf(value: unknown): string | undefined {
    if (value instanceof HiddenValue) return value.references.length === 1 ? value.references[0] : undefined;
    return this.hasTemplates && typeof value === "string" ? /^\$\{([^}]*)\}$/.exec(value)?.[1] : undefined;
  }

  private reference(expression: string): Reference | undefined {
    const [, address = "", attribute] = /^(.+)\.([a-z_0-9]+)$/i.exec(expression.trim()) ?? [];
    const block = this.byAddress.get(address);
    return block === undefined || attribute === undefined ? undefined : { block, attribute };
  }
}

function byTypeOf(blocks: readonly TerraformBlock[]): ReadonlyMap<string, readonly TerraformBlock[]> {
  const found = new Map<string, TerraformBlock[]>();
  for (const block of blocks) {
    if (block.isData) continue;
    const same = found.get(block.type);
    if (same === undefined) found.set(block.type, [block]);
    else same.push(block);
  }
  return found;
}

interface Reference {
  readonly block: TerraformBlock;
  readonly attribute: string;
}

const DEFAULT_PROVIDER = "google";

/** The project of each provider of Google's, by `google`, `google-beta` or, where it has an alias, `google.ALIAS`. */
function providerProjects(providers: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    ["google", "google-beta"].flatMap((name) =>
      fieldBlocks(fieldsOf(providers), name).map(({ alias, project }): [string, unknown] => [
        typeof alias === "string" ? `${name}.${alias}` : name,
        project,
      ]),
    ),
  );
}

/** A chain of references longer than this is taken for a circle. */
const MOST_REFERENCES = 16;

/** The blocks of a name within a body: Terraform's JSON takes one as an object, or several as a list. */
export function fieldBlocks(body: TerraformFields, name: string): readonly TerraformFields[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(fieldsOf) : [fieldsOf(value)];
}

/** Whether a configuration makes a resource, or blocks of it, several times over: what they hold is not seen. */
export function isRepeated(body: TerraformFields): boolean {
  return ["count", "for_each", "dynamic"].some((key) => body[key] !== undefined);
}

/** The fields of what should be an object; none of what is not. */
export function fieldsOf(value: unknown): TerraformFields {
  return typeof value === "object" && value !== null && !(value instanceof HiddenValue)
    ? (value as TerraformFields)
    : {};
}

function readTypes(types: unknown, isData: boolean): readonly TerraformInstance[] {
  return Object.entries(fieldsOf(types)).flatMap(([type, byId]) =>
    Object.entries(fieldsOf(byId)).map(([id, body]) => ({
      type,
      address: `${isData ? "data." : ""}${type}.${id}`,
      isData,
      body: fieldsOf(Array.isArray(body) ? body[0] : body),
    })),
  );
}
