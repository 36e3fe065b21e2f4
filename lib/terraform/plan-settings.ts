import { picked } from "./resource-values";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** What of a provider's settings is a secret, though nothing says so. */
const SECRETS: ReadonlySet<string> = new Set(["credentials", "access_token"]);

/** What the configuration of a plan is given from outside: its providers, and variables. What is secret is left out. */
export class PlanSettings {
  /** By name. */
  public readonly variables: TerraformFields;

  /** The expressions of providers, by the key by which resources name them. */
  public readonly providers: Readonly<Record<string, TerraformFields>>;

  /**
   * @param configuration that of a plan
   * @param variables those of a plan, which shows the values of secret ones too
   */
  public constructor(configuration: TerraformFields, variables: TerraformFields) {
    const declared = fieldsOf(fieldsOf(configuration.root_module).variables);
    const isSecret = (name: string): boolean => fieldsOf(declared[name]).sensitive === true;
    this.variables = picked(variables, (name) => !isSecret(name));
    const providers = Object.entries(fieldsOf(configuration.provider_config));
    this.providers = Object.fromEntries(
      providers.map(([key, one]) => [key, picked(fieldsOf(fieldsOf(one).expressions), (name) => !SECRETS.has(name))]),
    );
  }

  /** What a provider takes where a resource says none, where that is a literal or a variable. */
  public placeOf(provider: string, name: "project" | "region" | "zone"): string | undefined {
    const known = this.valueOf(this.providers[provider]?.[name]);
    return typeof known === "string" ? known : undefined;
  }

  /** A literal, or what a variable is given; undefined for all else. */
  public valueOf(expression: unknown): unknown {
    const { constant_value: literal, references } = fieldsOf(expression);
    const found: readonly unknown[] = Array.isArray(references) ? references : [];
    const [, name = ""] = /^var\.([\w-]+)$/.exec(found.join()) ?? [];
    return literal === undefined ? fieldsOf(this.variables[name]).value : literal;
  }
}
