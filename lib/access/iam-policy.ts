import { fieldsOf } from "../terraform/terraform-resources";
import { isJsonObject } from "../text/json-object";

/** Who has a role. */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];

  /** The CEL expression under which they have it; empty where there is none, undefined where it is not understood. */
  readonly condition: string | undefined;
}

/**
 * The bindings of a policy, as the API sends it and `policy_data` holds it. One that is not understood is undefined: it
 * could be anybody's.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/iam/v1/policy.proto
 */
export function bindingsOf(policy: unknown): readonly (Binding | undefined)[] {
  if (!isJsonObject(policy)) return [undefined];
  const bindings = own(policy, "bindings") ?? [];
  return Array.isArray(bindings) ? bindings.map(bindingOf) : [undefined];
}

function bindingOf(binding: unknown): Binding | undefined {
  const [role, members = []] = [own(binding, "role"), own(binding, "members")];
  if (typeof role !== "string" || !Array.isArray(members)) return undefined;
  const texts = members.filter((member) => typeof member === "string");
  if (texts.length < members.length) return undefined;
  return { role, members: texts, condition: conditionOf(own(binding, "condition")) };
}

function conditionOf(condition: unknown): string | undefined {
  if (condition === undefined || condition === null) return "";
  const expression = own(condition, "expression");
  return typeof expression === "string" && expression !== "" ? expression : undefined;
}

/** What an object itself holds; a text from outside may name what all objects have. */
function own(value: unknown, name: string): unknown {
  const fields = fieldsOf(value);
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
