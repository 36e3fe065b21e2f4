import { HiddenValue } from "./hidden-value";
import { fieldBlocks, fieldsOf, type TerraformFields } from "./terraform-resources";

/** Whether nothing is there: absent, null, empty, or left to Google by a configuration that does not mention it. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (value instanceof HiddenValue) return !value.isSensitive && !value.isWritten;
  return Array.isArray(value) ? value.every(isAbsent) : false;
}

/**
 * The value of an attribute, through blocks that occur once: `docker_config.immutable_tags`. What hides a block hides
 * all that is in it.
 *
 * @returns a `HiddenValue` where it is a secret or not known yet; undefined where there is none
 */
export function valueAt(body: TerraformFields, path: string): unknown {
  let at: unknown = body;
  // Most paths are one name.
  for (const key of path.includes(".") ? path.split(".") : [path]) {
    const block: unknown = Array.isArray(at) ? at[0] : at;
    if (block instanceof HiddenValue) return isAbsent(block) ? undefined : block;
    at = fieldsOf(block)[key];
  }
  return isAbsent(at) ? undefined : at;
}

/** The text of an attribute, or undefined where there is none or it cannot be seen. */
export function textAt(body: TerraformFields, path: string): string | undefined {
  const value = valueAt(body, path);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}

/** Whether an attribute is a word, in any case. */
export function isWord(body: TerraformFields, path: string, word: string): boolean {
  return textAt(body, path)?.toLowerCase() === word.toLowerCase();
}

/** The fields whose names are wanted. */
export function picked(body: TerraformFields, isWanted: (name: string) => boolean): TerraformFields {
  const names = Object.keys(body).filter(isWanted);
  return Object.fromEntries(names.map((name) => [name, body[name]]));
}

/** The blocks of a name, or undefined where they are not known. */
export function blocksAt(body: TerraformFields, name: string): readonly TerraformFields[] | undefined {
  const value = body[name];
  if (value instanceof HiddenValue) return isAbsent(value) ? [] : undefined;
  return Array.isArray(value) && value.some((one) => one instanceof HiddenValue) ? undefined : fieldBlocks(body, name);
}

/** The texts of a list, or undefined where not all are known. */
export function textsAt(body: TerraformFields, path: string): readonly string[] | undefined {
  const value = valueAt(body, path);
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one) => typeof one === "string" || typeof one === "number").map(String);
  return texts.length === value.length ? texts : undefined;
}

/**
 * Whether two values mean the same for sure: the order of lists, and what is absent, do not count; what is not known
 * yet is never the same.
 */
export function isSame(one: unknown, other: unknown): boolean {
  if (isAbsent(one) || isAbsent(other)) return isAbsent(one) && isAbsent(other);
  if (one === other && typeof one !== "object") return true;
  if (one instanceof HiddenValue || other instanceof HiddenValue)
    return one instanceof HiddenValue && one.equals(other);
  if (Array.isArray(one) || Array.isArray(other))
    return Array.isArray(one) && Array.isArray(other) && isSameList(one, other);
  if (typeof one !== "object" || typeof other !== "object") return String(one) === String(other);
  const [fields, others] = [fieldsOf(one), fieldsOf(other)];
  return [...new Set([...Object.keys(fields), ...Object.keys(others)])].every((key) =>
    isSame(fields[key], others[key]),
  );
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  const items = one.filter((item) => !isAbsent(item));
  const rest = other.filter((item) => !isAbsent(item));
  if (items.length !== rest.length) return false;
  // The usual case first: long lists in the same order.
  if (items.every((item, at) => isSame(item, rest[at]))) return true;
  return withoutCommon(items, rest).ones.length === 0;
}

/** Longer lists are compared by what their items mean, since to hold all against all takes too long. */
const LONG_LIST = 16;

/** What of two lists has nothing that means the same in the other one: see `isSame`. Each item stands for one. */
export function withoutCommon<T>(
  ones: readonly T[],
  others: readonly T[],
): { readonly ones: readonly T[]; readonly others: readonly T[] } {
  if (ones.length === 0 || others.length === 0) return { ones, others };
  if (Math.min(ones.length, others.length) > LONG_LIST) return withoutCommonMeanings(ones, others);
  const left = [...others];
  const unmatched = ones.filter((one) => {
    const at = left.findIndex((other) => isSame(one, other));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return { ones: unmatched, others: left };
}

function withoutCommonMeanings<T>(
  ones: readonly T[],
  others: readonly T[],
): { ones: readonly T[]; others: readonly T[] } {
  const places = new Map<string, number[]>();
  // The last first, so that the first is taken first.
  for (const [at, other] of [...others.entries()].reverse()) {
    const meaning = meaningOf(other);
    const same = meaning === undefined ? undefined : places.get(meaning);
    if (same !== undefined) same.push(at);
    else if (meaning !== undefined) places.set(meaning, [at]);
  }
  const taken = new Set<number>();
  const unmatched = ones.filter((one) => {
    const meaning = meaningOf(one);
    const at = meaning === undefined ? undefined : places.get(meaning)?.pop();
    if (at !== undefined) taken.add(at);
    return at === undefined;
  });
  return { ones: unmatched, others: others.filter((_, at) => !taken.has(at)) };
}

/** The same text for values that are the same for sure, as `isSame` has it; undefined where that can never be said. */
function meaningOf(value: unknown): string | undefined {
  if (isAbsent(value)) return "-";
  if (value instanceof HiddenValue) return value.digest;
  if (typeof value !== "object" || value === null) return JSON.stringify(String(value));
  const fields = fieldsOf(value);
  const parts = Array.isArray(value)
    ? value.filter((one) => !isAbsent(one)).map(meaningOf)
    : Object.keys(fields)
        .filter((key) => !isAbsent(fields[key]))
        .map((key) => {
          const meaning = meaningOf(fields[key]);
          return meaning === undefined ? undefined : `${JSON.stringify(key)}:${meaning}`;
        });
  if (parts.includes(undefined)) return undefined;
  return Array.isArray(value) ? `[${parts.sort().join()}]` : `{${parts.sort().join()}}`;
}

/** Whether anything in it cannot be seen: it is not known yet, or a secret. */
export function holdsHidden(value: unknown): boolean {
  if (value instanceof HiddenValue) return !isAbsent(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsHidden);
}

/** Attributes that say what a resource is called, the best first. */
const NAMES = [
  "rule_id",
  "repository_id",
  "secret_id",
  "table_id",
  "dataset_id",
  "name",
  "instance_id",
  "account_id",
  "display_name",
  "service",
  "project_id",
  "email",
];

/** What a resource is called; its address where that is not known. */
export function nameOf(body: TerraformFields | undefined, address: string): string {
  for (const name of NAMES) {
    const text = body?.[name];
    if (typeof text !== "string" || text === "") continue;
    // A policy for the rows of a table has the id of that, and its own.
    return (name.endsWith("_id") ? ownId(body, address) : undefined) ?? text.slice(text.lastIndexOf("/") + 1);
  }
  return ownId(body, address) ?? address;
}

/** By the name of the type, as `policy_id` of a `google_x_policy`; of an organisation policy it is what it is about. */
function ownId(body: TerraformFields | undefined, address: string): string | undefined {
  const type = /(?:^|\.)(google_\w+)\.[^.]+$/.exec(address.replace(/\[[^\]]*\]/g, ""))?.[1] ?? "";
  const ids = Object.keys(body ?? {}).filter((key) => key.endsWith("_id") && type.endsWith(key.slice(0, -3)));
  const names = [...ids, "constraint"].map((key) => body?.[key]);
  const found = names.find((one): one is string => typeof one === "string" && one !== "");
  return found?.slice(found.lastIndexOf("/") + 1);
}
