import { TerraformProvider, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "./errors";

/** What a construct can learn of the provider that its stack configures, without touching it. */
export class StackProvider {
  /**
   * The project of what a construct defines: the one given, else that of the stack's google provider.
   *
   * @throws ValidationError when each google provider of the stack has an alias
   */
  public static googleProject(construct: IConstruct, given: string | undefined): string | undefined {
    const ofProvider = StackProvider.literalInput(construct, "google", "projectInput");
    return given ?? ofProvider;
  }

  /**
   * A setting of the stack's default (not aliased) provider, where it is a literal and stands before the construct.
   *
   * @throws ValidationError when each provider of that name has an alias
   * @param construct any construct of the stack
   * @param provider the provider's local name, for example `google`
   * @param input the name under which the binding keeps the setting as it was given, for example `projectInput`
   */
  public static literalInput(construct: IConstruct, provider: string, input: string): string | undefined {
    const all = providersOf(TerraformStack.of(construct), provider);
    if (all.length > 0 && all.every(({ alias }) => alias !== undefined)) {
      throw new ValidationError(
        [
          `provider ${JSON.stringify(provider)}: each one of the stack has an alias, ` +
            "and the constructs of this library use the one without; leave the alias out for one of them, " +
            "or put what is for another project into a stack of its own",
        ],
        construct.node.path,
      );
    }
    for (const found of all) {
      if (found.alias !== undefined) continue;
      const value: unknown = Reflect.get(found, input);
      if (typeof value === "string" && !Token.isUnresolved(value)) return value;
    }
    return undefined;
  }

  /** Whether a setting of the stack's default (not aliased) provider is given, known at synth or not. */
  public static hasInput(construct: IConstruct, provider: string, input: string): boolean {
    const ofDefault = providersOf(TerraformStack.of(construct), provider).filter(({ alias }) => alias === undefined);
    return ofDefault.some((found) => Reflect.get(found, input) !== undefined);
  }

  /**
   * The version constraint that the construct's stack will require of a provider: the override of the stack, the
   * binding's own pin otherwise.
   */
  public static versionConstraint(construct: IConstruct, provider: string): string | undefined {
    const stack = TerraformStack.of(construct);
    // The whole stack would have to be rendered once more to read its overrides by a public way, which doubles the time
    // of synth. The field has had this name and shape in every version of cdktf.
    const overrides: unknown = Reflect.get(stack, "rawOverrides");
    const overridden = dig(overrides, ["terraform", "required_providers", provider, "version"]);
    if (typeof overridden === "string") return overridden;
    const pinned = providersOf(stack, provider).map((found) =>
      dig(found.toTerraform(), ["terraform", "required_providers", provider, "version"]),
    );
    return pinned.find((version) => typeof version === "string");
  }
}

function providersOf(stack: TerraformStack, provider: string): TerraformProvider[] {
  return stack.node
    .findAll()
    .filter(
      (node): node is TerraformProvider =>
        TerraformProvider.isTerraformProvider(node) && node.terraformResourceType === provider,
    );
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (Reflect.get(at, key) as unknown) : undefined),
    value,
  );
}
