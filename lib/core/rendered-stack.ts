import { TerraformOutput, TerraformStack, Tokenization } from "cdktf";
import type { TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";
import { StackElements } from "./stack-elements";
import { StackReferences } from "./stack-references";

/** What says when and how something is made, and nothing about what is there then. */
const LEFT_OUT = ["//", "depends_on", "lifecycle", "connection", "provisioner"];

/** More steps from one resource to another than this are taken for a circle. */
const MOST_STEPS = 16;

export type TerraformJson = Record<string, unknown>;

/**
 * A part of what a stack would be written as now: the resources of some types, with all that escape hatches change of
 * them. Nothing is added to the stack by it, so it can be asked for at any time.
 */
export class RenderedStack {
  /** All stacks of an app, in the order in which they are written. */
  public static allOf(construct: IConstruct): TerraformStack[] {
    return construct.node.root.node.findAll().filter((node): node is TerraformStack => TerraformStack.isStack(node));
  }

  /** A text with tokens in it, as a stack would write it. */
  public static textIn(stack: TerraformStack, value: string): string {
    return String(resolveIn(stack, value, new StackReferences(stack)));
  }

  private readonly elements: StackElements;

  /** @param types of resources and data sources to take up; what their attributes refer to is taken up with them */
  public constructor(
    private readonly stack: TerraformStack,
    private readonly types: ReadonlySet<string>,
  ) {
    this.elements = new StackElements(stack);
  }

  /** As parsed JSON of Terraform. */
  public toJson(): TerraformJson {
    const references = new StackReferences(this.stack);
    const json: TerraformJson = {};
    const taken = new Set<TerraformElement>();
    let added = this.elements.all.filter((element) => this.isWanted(element));
    for (let step = 0; added.length > 0 && step < MOST_STEPS; step += 1) {
      const named = new Set<string>();
      for (const element of added) {
        taken.add(element);
        const fragment = this.resolve(essentials(element), references);
        merge(json, fragment);
        namedIn(fragment, named);
      }
      added = [...named].flatMap((address) => this.elements.at(address) ?? []).filter((one) => !taken.has(one));
    }
    for (const copy of references.copies()) merge(json, copy);
    // What addOverride of the stack has written. There is no public way to it but to render the whole stack; the field
    // has had this name and shape in every version of cdktf.
    merge(json, this.resolve(Reflect.get(this.stack, "rawOverrides"), references));
    return json;
  }

  private isWanted(element: TerraformElement): boolean {
    const type = StackElements.typeOf(element);
    // Providers and modules are few, and each of them says something about many resources.
    return type === undefined ? !TerraformOutput.isTerraformOutput(element) : this.types.has(type);
  }

  private resolve(value: unknown, resolver: StackReferences): TerraformJson {
    return resolveIn(this.stack, value, resolver) as TerraformJson;
  }
}

function resolveIn(scope: TerraformStack, value: unknown, resolver: StackReferences): unknown {
  return Tokenization.resolve(value, { scope, resolver, preparing: false }) as unknown;
}

function essentials(element: TerraformElement): TerraformJson {
  const fragment = element.toTerraform() as TerraformJson;
  for (const [kind, byType] of Object.entries(fragment)) {
    if (kind !== "resource" && kind !== "data") continue;
    for (const byId of Object.values((byType ?? {}) as Record<string, Record<string, TerraformJson>>)) {
      for (const body of Object.values(byId)) for (const key of LEFT_OUT) Reflect.deleteProperty(body, key);
    }
  }
  return fragment;
}

/** Collects the addresses that expressions in a value begin with. */
function namedIn(value: unknown, into: Set<string>): void {
  if (typeof value === "string") {
    if (!value.includes("${")) return;
    for (const [address] of value.matchAll(/(?:data\.)?[a-z][a-z0-9_]*\.[\w-]+/g)) into.add(address);
  } else if (typeof value === "object" && value !== null) {
    for (const one of Object.values(value)) namedIn(one, into);
  }
}

/** Objects are merged, lists joined, and all else is written over, as cdktf does it. */
function merge(target: TerraformJson, source: TerraformJson | undefined): void {
  for (const [key, value] of Object.entries(source ?? {})) {
    const before = target[key];
    if (Array.isArray(value))
      target[key] = Array.isArray(before) ? [...(before as unknown[]), ...(value as unknown[])] : value;
    else if (typeof value === "object" && value !== null) {
      const into = typeof before === "object" && before !== null ? before : {};
      target[key] = into;
      merge(into as TerraformJson, value as TerraformJson);
    } else if (value === undefined) Reflect.deleteProperty(target, key);
    else target[key] = value;
  }
}
