import { HiddenValue } from "./hidden-value";
import type { TerraformFields } from "./terraform-resources";
import { isObject } from "../text/json-object";

/**
 * The values after a change, with those of before in the place of what stays the same: most of a large plan does, and
 * need not be held twice. Where all stays, it is the very object of before.
 */
export function sharedValues(before: TerraformFields, after: TerraformFields): TerraformFields {
  const names = Object.keys(after);
  const stay = names.filter((name) => name in before && isIdentical(before[name], after[name]));
  if (stay.length === names.length && names.length === Object.keys(before).length) return before;
  const shared: Record<string, unknown> = { ...after };
  for (const name of stay) shared[name] = before[name];
  return shared;
}

/** Whether nothing tells two values apart, not even the order of a list; what is not known yet is like nothing. */
function isIdentical(one: unknown, other: unknown): boolean {
  if (one instanceof HiddenValue) return one.equals(other);
  if (one === other && typeof one !== "object") return true;
  if (!isObject(one) || !isObject(other)) return one === other;
  if (other instanceof HiddenValue || Array.isArray(one) !== Array.isArray(other)) return false;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  const [ones, values] = [one as TerraformFields, other as TerraformFields];
  return (
    names.length === others.length && names.every((name) => name in other && isIdentical(ones[name], values[name]))
  );
}
