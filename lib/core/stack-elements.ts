import { TerraformDataSource, TerraformElement, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** The elements of one stack, by their addresses. */
export class StackElements {
  /** The type of a resource or data source; undefined of all else. */
  public static typeOf(element: TerraformElement): string | undefined {
    return TerraformResource.isTerraformResource(element) || TerraformDataSource.isTerraformDataSource(element)
      ? element.terraformResourceType
      : undefined;
  }

  public readonly all: readonly TerraformElement[];
  private byAddress?: ReadonlyMap<string, TerraformElement>;

  public constructor(public readonly stack: TerraformStack) {
    this.all = elementsBelow(stack);
  }

  /** @param address `google_compute_network.Vpc_Resource_1234`, with `data.` before it where it is a data source */
  public at(address: string): TerraformElement | undefined {
    this.byAddress ??= new Map(
      this.all.flatMap((element) => {
        const type = StackElements.typeOf(element);
        if (type === undefined) return [];
        const kind = TerraformDataSource.isTerraformDataSource(element) ? "data." : "";
        return [[`${kind}${type}.${element.friendlyUniqueId}`, element]];
      }),
    );
    return this.byAddress.get(address);
  }

  public get providers(): readonly TerraformProvider[] {
    return this.all.filter((one): one is TerraformProvider => TerraformProvider.isTerraformProvider(one));
  }
}

/** Without those of stacks that are nested. */
function elementsBelow(node: IConstruct, into: TerraformElement[] = []): TerraformElement[] {
  if (TerraformElement.isTerraformElement(node)) into.push(node);
  for (const child of node.node.children) if (!TerraformStack.isStack(child)) elementsBelow(child, into);
  return into;
}
