import { isSameOrLeft } from "./changed-attributes";
import { HiddenValue } from "./hidden-value";
import { isReplacement, type ResourceChange } from "./resource-change";
import { pathNamed } from "./same-names";
import type { TerraformFields } from "./terraform-resources";
import { isObject } from "../text/json-object";

/** By what a resource of Compute Engine is told apart from others of its type. */
const IDENTITY = ["name", "project", "region", "zone"];

/** What others name it by. */
const PATHS = ["id", "self_link", "self_link_unique"];

/** What gets another name each time, and is compared by what it holds: who names it goes on to do so. */
const NAMED_ANEW = ["google_compute_instance_template", "google_compute_region_instance_template"];

/**
 * The changes, with the paths of resources of Compute Engine that are made anew under the same name wherever others
 * name these: a plan says that they are known after the apply, and they are what they were.
 */
export function withKeptPaths(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const kept = new Map(changes.flatMap(keptPaths));
  if (kept.size === 0) return changes;
  return changes.map((one) => {
    if (one.before === undefined || one.after === undefined) return one;
    const after = valueWith(one.before, one.after, kept) as TerraformFields;
    return after === one.after ? one : { ...one, after };
  });
}

/** By the references to it. */
function keptPaths(change: ResourceChange): readonly (readonly [string, string])[] {
  const { address, type, before, after } = change;
  if (!isReplacement(change) || !type.startsWith("google_compute_")) return [];
  if (before === undefined || after === undefined) return [];
  const isNamedAnew = NAMED_ANEW.includes(type);
  if (!isNamedAnew && !isNumberless(before)) return [];
  if (!(isNamedAnew ? ["project"] : IDENTITY).every((field) => isSameOrLeft(before[field], after[field]))) return [];
  return PATHS.flatMap((field) => {
    const path = before[field];
    return typeof path === "string" ? [[`${address}.${field}`, path] as const] : [];
  });
}

/** Some have a number for an id, which is another one after the apply. */
function isNumberless({ id, name }: TerraformFields): boolean {
  return typeof id === "string" && typeof name === "string" && id.endsWith(`/${name}`);
}

function valueWith(before: unknown, after: unknown, kept: ReadonlyMap<string, string>): unknown {
  if (after instanceof HiddenValue) return isKept(before, after, kept) ? before : after;
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) return after;
  const [was, is] = [before as TerraformFields, after as TerraformFields];
  const changed = Object.keys(is).flatMap((key) => {
    const value = valueWith(was[key], is[key], kept);
    return value === is[key] ? [] : [[key, value] as const];
  });
  if (changed.length === 0) return after;
  if (!Array.isArray(after)) return { ...after, ...Object.fromEntries(changed) };
  const items = new Map(changed.map(([key, value]) => [Number(key), value]));
  return after.map((item: unknown, at) => (items.has(at) ? items.get(at) : item));
}

/** Whether a value is still what it was: the path of the one resource that it is taken from. */
function isKept(before: unknown, { references }: HiddenValue, kept: ReadonlyMap<string, string>): boolean {
  const [reference = "", second] = references;
  const path = kept.get(reference);
  if (typeof before !== "string" || path === undefined || second !== undefined) return false;
  return before === path || pathNamed("", before, undefined) === pathNamed("", path, undefined);
}
