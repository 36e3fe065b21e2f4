import { Construct } from "constructs";

/** A construct that only groups others, so that their ids need no glued prefixes. */
export class Namespace {
  /** The namespace of that id under `scope`, made where it is not there yet. */
  public static within(scope: Construct, id: string): Construct {
    const found: unknown = scope.node.tryFindChild(id);
    return Construct.isConstruct(found) ? found : new Construct(scope, id);
  }
}
