import { HiddenValue } from "./hidden-value";
import { isAbsent, isSame, withoutCommon } from "./resource-values";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/**
 * The attributes in which two bodies differ, as paths through blocks and without list indexes:
 * `settings.ip_configuration.ssl_mode`. The order of blocks, and what the provider chooses by itself after the apply,
 * are no differences.
 */
export function changedAttributes(before: TerraformFields, after: TerraformFields): readonly string[] {
  const found = new Set<string>();
  compareFields(before, after, "", found);
  return [...found];
}

function compareFields(one: TerraformFields, other: TerraformFields, prefix: string, found: Set<string>): void {
  for (const key of Object.keys(one)) compareValues(one[key], other[key], `${prefix}${key}`, found);
  for (const key of Object.keys(other))
    if (!Object.hasOwn(one, key)) compareValues(one[key], other[key], `${prefix}${key}`, found);
}

function compareValues(one: unknown, other: unknown, path: string, found: Set<string>): void {
  // What is not known yet is never among what was.
  if (one === other || isChosenLater(other)) return;
  if (isAbsent(one) && isAbsent(other)) return;
  if (differInKeys(one, other)) found.add(path);
  if (isSame(one, other)) return;
  if (areBlocks(one) && areBlocks(other)) compareBlocks(blocksOf(one), blocksOf(other), path, found);
  else if (isFields(one) && isFields(other)) compareFields(fieldsOf(one), fieldsOf(other), `${path}.`, found);
  else found.add(path);
}

/** Of a map a key without a value is there all the same: labels of groups have no values. */
function differInKeys(one: unknown, other: unknown): boolean {
  if (!isFields(one) || !isFields(other)) return false;
  const [fields, others] = [fieldsOf(one), fieldsOf(other)];
  return holdsMore(fields, others) || holdsMore(others, fields);
}

function holdsMore(fields: TerraformFields, others: TerraformFields): boolean {
  return Object.keys(fields).some((key) => fields[key] === "" && !(key in others));
}

/**
 * Blocks that are the same on both sides are left out; of the others the first is compared with the first, and so on.
 */
function compareBlocks(
  ones: readonly TerraformFields[],
  others: readonly TerraformFields[],
  path: string,
  found: Set<string>,
): void {
  const { ones: unmatched, others: left } = withoutCommon(ones, others);
  const most = Math.max(unmatched.length, left.length);
  for (let at = 0; at < most; at += 1) {
    const [one, other] = [unmatched[at], left[at]];
    const isEmpty = Object.values(one ?? other ?? {}).every(isAbsent);
    // That a block is there at all may mean something.
    if (isEmpty && (one === undefined || other === undefined)) found.add(path);
    else compareFields(one ?? {}, other ?? {}, `${path}.`, found);
  }
}

/**
 * Whether a value means the same for sure, apart from what of it is left to the provider, which does not know it yet.
 */
export function isSameOrLeft(before: unknown, after: unknown): boolean {
  const found = new Set<string>();
  compareValues(before, after, "value", found);
  return found.size === 0;
}

/** What the configuration leaves to the provider, and the provider does not know yet. */
function isChosenLater(value: unknown): boolean {
  return value instanceof HiddenValue && !value.isSensitive && !value.isWritten;
}

function areBlocks(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) && value.every(isFields);
}

function blocksOf(value: unknown): readonly TerraformFields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function isFields(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof HiddenValue);
}
