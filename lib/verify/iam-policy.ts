import { ServiceError } from "./http-client";
import { fieldOf, type JsonObject, textOf } from "./json-fields";

/** Who has a role. */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];

  /**
   * The CEL expression under which they have it.
   *
   * @default - always
   */
  readonly condition?: string;
}

/**
 * Reads the policy of a resource: https://github.com/googleapis/googleapis/blob/master/google/iam/v1/policy.proto
 *
 * @throws ServiceError when it is not what the API promises: a binding that is not understood could be anybody's
 */
export function readBindings(answer: JsonObject): readonly Binding[] {
  const bindings = fieldOf(answer, "bindings") ?? [];
  if (!Array.isArray(bindings)) throw new ServiceError("the IAM policy is not what the API promises");
  return bindings.map((binding: unknown) => {
    const role = textOf(binding, "role");
    const members = fieldOf(binding, "members") ?? [];
    const condition = fieldOf(binding, "condition");
    if (role === undefined || !Array.isArray(members) || !members.every((member) => typeof member === "string")) {
      throw new ServiceError("the IAM policy has a binding that is not what the API promises");
    }
    return {
      role,
      members,
      ...(condition === undefined ? {} : { condition: textOf(condition, "expression") ?? "not known" }),
    };
  });
}
