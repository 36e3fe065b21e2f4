import { HiddenValue } from "./hidden-value";
import type { TerraformFields } from "./terraform-resources";
import { isJsonObject } from "../text/json-object";

/** Whether the configuration says anything of an attribute, within blocks and with their places among each other. */
type Says = (path: readonly string[]) => boolean;

/**
 * The values after a change without the zeros, empty texts and maps that nobody wrote and that were not there: with any
 * other change of a block the provider writes them for what stays as Google has it.
 */
export function withoutUnwrittenZeros(before: TerraformFields, after: TerraformFields, says: Says): TerraformFields {
  return fieldsIn(before, after, says, []);
}

function fieldsIn(
  before: TerraformFields,
  after: TerraformFields,
  says: Says,
  path: readonly string[],
): TerraformFields {
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(after)) {
    const value = valueIn(before[name], after[name], says, [...path, name]);
    if (value !== after[name]) (changed ??= { ...after })[name] = value;
  }
  return changed ?? after;
}

function valueIn(before: unknown, after: unknown, says: Says, path: readonly string[]): unknown {
  if (before === after) return after;
  if (isZero(after)) return isNothing(before) && !says(path) ? null : after;
  // Providers keep a number that nobody wrote as zero; when the object is made anew it is planned as nothing again.
  if (before === 0 && after === null) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item: unknown, at) => valueIn(before[at], item, says, [...path, String(at)]));
    return items.every((item, at) => item === after[at]) ? after : items;
  }
  return isFields(before) && isFields(after) ? fieldsIn(before, after, says, path) : after;
}

const ZEROS: readonly unknown[] = [false, 0, ""];

function isZero(value: unknown): boolean {
  return ZEROS.includes(value) || (isFields(value) && Object.keys(value).length === 0);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Whether a value is a block or a map: fields by their names, all seen. */
export function isFields(value: unknown): value is TerraformFields {
  return isJsonObject(value) && !(value instanceof HiddenValue);
}
