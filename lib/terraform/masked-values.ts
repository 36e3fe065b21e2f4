import { HiddenValue } from "./hidden-value";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** Makes the value that is known only after the apply, for an attribute and the blocks that it is in. */
type UnknownAt = (path: readonly string[]) => HiddenValue;

/**
 * The values of a resource with a `HiddenValue` where the masks of a plan say that a value is not known yet, or is a
 * secret. The values themselves are returned where no mask says anything.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function maskedValues(
  values: unknown,
  unknown: unknown,
  sensitive: unknown,
  unknownAt: UnknownAt,
): TerraformFields {
  return fieldsOf(masked(values, ofEach(values, unknown), ofEach(values, sensitive), unknownAt, []));
}

/** What either of two masks of the same resource marks: a value that becomes a secret is one from the start. */
export function eitherMask(one: unknown, other: unknown): unknown {
  if (one === true || other === true) return true;
  if (!marksAny(one)) return other;
  if (!marksAny(other)) return one;
  const [marks, others] = [fieldsOf(one), fieldsOf(other)];
  return Object.fromEntries(
    [...new Set([...Object.keys(marks), ...Object.keys(others)])].map((key) => [
      key,
      eitherMask(marks[key], others[key]),
    ]),
  );
}

/** A mask for a whole resource is one for each attribute: what is hidden must not look as if it were not there. */
function ofEach(values: unknown, mask: unknown): unknown {
  return mask === true ? Object.fromEntries(Object.keys(fieldsOf(values)).map((name) => [name, true])) : mask;
}

function masked(
  value: unknown,
  unknown: unknown,
  sensitive: unknown,
  unknownAt: UnknownAt,
  path: readonly string[],
): unknown {
  // A secret that is not known yet is no value that others can be compared with.
  if (unknown === true) return unknownAt(path);
  if (sensitive === true) return HiddenValue.sensitive(value);
  if (!marksAny(unknown) && !marksAny(sensitive)) return value;
  if (typeof value !== "object" || value === null) return maskedAbsent(value, unknown, sensitive, unknownAt, path);
  const [values, unknowns, secrets] = [fieldsOf(value), fieldsOf(unknown), fieldsOf(sensitive)];
  // A copy of a list or object is smaller and sooner made than one that is put together. To a copy by spreading V8 of
  // Node 20 adds no field without describing the object anew, which takes more than the object.
  const copy = (Array.isArray(value) ? [...(value as readonly unknown[])] : Object.assign({}, value)) as Copy;
  for (const key of new Set([...Object.keys(unknowns), ...Object.keys(secrets)])) {
    const held = masked(values[key], unknowns[key], secrets[key], unknownAt, [...path, key]);
    if (held !== undefined) set(copy, key, held);
  }
  return copy;
}

type Copy = Record<string, unknown>;

/** By assignment, which is sooner done; but a key such as `__proto__` it would turn into something else. */
function set(fields: Copy, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true });
  else fields[key] = value;
}

/** Where the masks go deeper than the values, the whole value is not known. */
function maskedAbsent(
  value: unknown,
  unknown: unknown,
  sensitive: unknown,
  unknownAt: UnknownAt,
  path: readonly string[],
): unknown {
  if (marksAny(sensitive)) return HiddenValue.sensitive(value);
  return marksAny(unknown) ? unknownAt(path) : value;
}

/** Whether a mask says `true` anywhere. */
function marksAny(mask: unknown): boolean {
  if (mask === true) return true;
  return typeof mask === "object" && mask !== null && Object.values(mask).some(marksAny);
}
