import { Token } from "cdktf";
import type { IConstruct } from "constructs";

/** By the root of the app, then by the full name: the path of the construct that defines it. */
const known = new WeakMap<IConstruct, Map<string, string>>();

/** Names that only one construct of an app may define: a second one would fail at apply, or belong to two states. */
export class UniqueNames {
  /**
   * Takes a full name for a construct.
   *
   * @param fullName with everything that sets it apart, for example `projects/P/locations/L/repositories/R`
   * @returns what is wrong, where another construct has it already
   */
  public static take(construct: IConstruct, fullName: string): string | undefined {
    // What only Terraform knows may be anything, and two texts of it the same.
    if (Token.isUnresolved(fullName)) return undefined;
    const { path, root } = construct.node;
    const names = known.get(root) ?? new Map<string, string>();
    known.set(root, names);
    const found = names.get(fullName);
    if (found === undefined) names.set(fullName, path);
    return found === undefined
      ? undefined
      : `${JSON.stringify(fullName)}: is defined by ${JSON.stringify(found)} already; ` +
          "give it another name, or use that construct or its import";
  }
}
