import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import type { IResolvable, IResolveContext, TerraformElement } from "cdktf";
import { StackElements } from "./stack-elements";

type Fields = Record<string, unknown>;

/**
 * Lets what names a resource of another stack lead to a copy of it, as a data source of the stack: cdktf would make an
 * output of it, whose value only the apply shows.
 */
export class StackReferences extends DefaultTokenResolver {
  private readonly stacks = new Map<TerraformStack, StackElements>();
  private readonly copied = new Map<TerraformElement, string>();

  public constructor(private home: TerraformStack | undefined) {
    super(new StringConcat());
  }

  public override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: Parameters<DefaultTokenResolver["resolveToken"]>[2],
  ): unknown {
    // The fields of cdktf's references have had these names in every version.
    const origin: unknown = Reflect.get(token, "originStack");
    const identifier: unknown = Reflect.get(token, "identifier");
    if (!TerraformStack.isStack(origin) || origin === this.home || typeof identifier !== "string") {
      return super.resolveToken(token, context, postProcessor);
    }
    const expression = this.copyOf(origin, identifier);
    return context.suppressBraces ? expression : `\${${expression}}`;
  }

  /**
   * The copies of all that was named so far, and of what these name; and their providers, with the path of the stack as
   * `//`.
   */
  public copies(): Fields[] {
    const fragments: Fields[] = [];
    const { home } = this;
    // A copy names copies, of its own stack too.
    this.home = undefined;
    for (const [element, id] of this.copied) {
      // A map that grows while it is walked is walked to its end.
      fragments.push(this.copy(element, id));
    }
    this.home = home;
    return [...fragments, ...this.providers([...this.stacks.keys()])];
  }

  private copyOf(origin: TerraformStack, identifier: string): string {
    const [, address = "", rest = ""] = /^((?:data\.)?[a-z0-9_]+\.[\w-]+)([^]*)$/.exec(identifier) ?? [];
    const elements = this.stacks.get(origin) ?? new StackElements(origin);
    this.stacks.set(origin, elements);
    const element = elements.at(address);
    if (element === undefined) return `another_stack.${identifier}`;
    const id = `${aliasOf(origin)}--${element.friendlyUniqueId}`;
    this.copied.set(element, id);
    return `data.${StackElements.typeOf(element) ?? ""}.${id}${rest}`;
  }

  private copy(element: TerraformElement, id: string): Fields {
    const stack = TerraformStack.of(element);
    const type = StackElements.typeOf(element) ?? "";
    const { resource, data } = this.resolve(stack, element.toTerraform()) as Record<
      "resource" | "data",
      Record<string, Record<string, Fields>> | undefined
    >;
    const body = (resource ?? data)?.[type]?.[element.friendlyUniqueId] ?? {};
    // https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider
    const [name = "", alias] = (typeof body.provider === "string" ? body.provider : (type.split("_")[0] ?? "")).split(
      ".",
    );
    return { data: { [type]: { [id]: { ...body, provider: `${name}.${aliasOf(stack, alias)}` } } } };
  }

  private providers(stacks: readonly TerraformStack[]): Fields[] {
    return stacks.flatMap((stack) =>
      (this.stacks.get(stack)?.providers ?? []).map((provider) => {
        const { provider: byName } = this.resolve(stack, provider.toTerraform()) as {
          provider: Record<string, Fields[]>;
        };
        const renamed = Object.entries(byName).map(([name, all]) => [
          name,
          all.map((one) => ({ ...one, alias: aliasOf(stack, provider.alias), "//": stack.node.path })),
        ]);
        return { provider: Object.fromEntries(renamed) as Fields };
      }),
    );
  }

  private resolve(scope: TerraformStack, value: unknown): unknown {
    return Tokenization.resolve(value, { scope, resolver: this, preparing: false });
  }
}

function aliasOf(stack: TerraformStack, alias?: string): string {
  const path = stack.node.path.replace(/[^A-Za-z0-9-]/g, (other) => `_${other.charCodeAt(0)}_`);
  return alias === undefined ? path : `${path}.${alias}`;
}
