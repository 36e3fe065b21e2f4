/** A resource or data source of a Terraform configuration in JSON. */
export interface TerraformBlock {
  readonly type: string;

  /** `google_compute_network.Vpc_Resource_1234`, with `data.` before it where it is data. */
  readonly address: string;
  readonly isData: boolean;
  readonly body: TerraformFields;

  /** The configuration it stands in: references do not lead out of it. */
  readonly configuration: TerraformResources;
}

export type TerraformFields = Readonly<Record<string, unknown>>;

/** What names a resource: itself where a reference leads to it, or a text that Google understands. */
export type Named = TerraformBlock | string | undefined;

/**
 * The resources of one configuration in Terraform's JSON syntax, and what their attributes hold: literals, and
 * references that lead to literals. All else is undefined: it is not known before the apply.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export class TerraformResources {
  public readonly blocks: readonly TerraformBlock[];

  /** The names of the modules, whose resources are not seen. */
  public readonly modules: readonly string[];
  private readonly byAddress: ReadonlyMap<string, TerraformBlock>;

  /** @default - no provider of the configuration says it */
  public readonly defaultProject?: string;

  /** @param configuration what `cdktf synth` writes to cdk.tf.json, parsed */
  public constructor(configuration: unknown) {
    const root = fieldsOf(configuration);
    this.blocks = [...this.read(root.resource, false), ...this.read(root.data, true)];
    this.modules = Object.keys(fieldsOf(root.module));
    this.byAddress = new Map(this.blocks.map((block) => [block.address, block]));
    const project = fieldBlocks(fieldsOf(root.provider), "google")
      .filter((provider) => provider.alias === undefined)
      .map((provider) => this.text(provider.project))[0];
    if (project !== undefined) this.defaultProject = project;
  }

  /** A text without anything unknown in it. */
  public text(value: unknown, depth = 0): string | undefined {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (typeof value !== "string" || depth > MOST_REFERENCES) return undefined;
    const held: (string | undefined)[] = [];
    // Two dollar signs stand for one, https://developer.hashicorp.com/terraform/language/expressions/strings
    const text = value.replace(/\$?\$\{([^}]*)\}|%\{/g, (whole, expression: string | undefined) => {
      if (whole.startsWith("$${")) return whole.slice(1);
      const target = expression === undefined ? undefined : this.reference(expression);
      held.push(target === undefined ? undefined : this.text(target.block.body[target.attribute], depth + 1));
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
    return text === "true" ? true : text === "false" ? false : undefined;
  }

  /** The texts of a list; empty where none is written, undefined where any is not known. */
  public texts(value: unknown): readonly string[] | undefined {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return undefined;
    const texts = value.map((one) => this.text(one));
    return texts.every((one) => one !== undefined) ? texts : undefined;
  }

  /** What an attribute that names a resource leads to, through attributes that lead on. */
  public named(value: unknown, depth = 0): Named {
    const expression = typeof value === "string" ? /^\$\{([^}]*)\}$/.exec(value)?.[1] : undefined;
    const target = expression === undefined ? undefined : this.reference(expression);
    if (target === undefined || depth > MOST_REFERENCES) return this.text(value);
    const held = target.block.body[target.attribute];
    return typeof held === "string" && held.includes("${") ? this.named(held, depth + 1) : target.block;
  }

  /** The project of a resource: its own, else that of the provider. */
  public project(fields: TerraformFields): string | undefined {
    return fields.project === undefined || fields.project === null ? this.defaultProject : this.text(fields.project);
  }

  private reference(expression: string): { readonly block: TerraformBlock; readonly attribute: string } | undefined {
    const [, address = "", attribute] = /^((?:data\.)?[a-z][\w-]*\.[\w-]+)\.([a-z_0-9]+)$/i.exec(expression.trim()) ?? [];
    const block = this.byAddress.get(address);
    return block === undefined || attribute === undefined ? undefined : { block, attribute };
  }

  private read(types: unknown, isData: boolean): readonly TerraformBlock[] {
    return Object.entries(fieldsOf(types)).flatMap(([type, byId]) =>
      Object.entries(fieldsOf(byId)).map(([id, body]) => ({
        type,
        address: `${isData ? "data." : ""}${type}.${id}`,
        isData,
        body: fieldsOf(Array.isArray(body) ? body[0] : body),
        configuration: this,
      })),
    );
  }
}

/** A chain of references longer than this is taken for a circle. */
const MOST_REFERENCES = 16;

/** The blocks of a name within a body: Terraform's JSON takes one as an object, or several as a list. */
export function fieldBlocks(body: TerraformFields, name: string): readonly TerraformFields[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(fieldsOf) : [fieldsOf(value)];
}

function fieldsOf(value: unknown): TerraformFields {
  return typeof value === "object" && value !== null ? (value as TerraformFields) : {};
}
