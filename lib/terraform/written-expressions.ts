import { isOnlyAsWritten } from "./blocks-as-written";
import { isFilledInWithin } from "./filled-in";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** Whether the expressions of a resource, as `withoutLiterals` has them, say anything of an attribute or block. */
export function isWritten(block: TerraformFields, path: readonly string[], within: Around): boolean {
  const [name = "", ...rest] = path;
  if (!(name in block)) return !isFilledIn(name, within);
  const held = block[name];
  if (rest.length === 0) return true;
  const inside = { type: within.type, block: name };
  // An attribute that is written as a whole says what is in it; of a single block the plan shows no list.
  if (!Array.isArray(held)) return isExpression(held) || isWritten(fieldsOf(held), rest, inside);
  const [place = "", ...below] = rest;
  if (!/^\d+$/.test(place)) return held.some((one) => isWritten(fieldsOf(one), rest, inside));
  return (
    below.length === 0 || held[Number(place)] === undefined || isWritten(fieldsOf(held[Number(place)]), below, inside)
  );
}

/** Whether they show a block: not where they show fewer of its name than there are. */
export function isShown(block: unknown, [name = "", place = "", ...rest]: readonly string[], count: number): boolean {
  const held = fieldsOf(block)[name];
  if (held === undefined) return false;
  if (isExpression(held)) return true;
  // Of a single block the plan shows no list.
  const blocks: readonly unknown[] = Array.isArray(held) ? held : [held];
  return rest.length === 0 ? blocks.length >= count : isShown(blocks[Number(place)], rest, count);
}

/** Whether they say anything of an attribute that is no block. */
export function isValueWritten(block: unknown, [name = "", ...rest]: readonly string[]): boolean {
  if (Array.isArray(block)) return block[Number(name)] === undefined || isValueWritten(block[Number(name)], rest);
  const held = fieldsOf(block)[name];
  // What is in a block that the plan does not show may be written there.
  if (held === undefined) return rest.length > 0;
  return rest.length === 0 || isExpression(held) || isValueWritten(held, isFirst(held, rest) ? rest.slice(1) : rest);
}

/** Of a single block the plan shows no list. */
function isFirst(held: unknown, [place = ""]: readonly string[]): boolean {
  return !Array.isArray(held) && place === "0";
}

/** What an attribute stands in: a resource of a type, or a block of one. */
interface Around {
  readonly type: string;
  readonly block?: string;
}

/**
 * Whether what is not written is left to Google; within a block it may be a `dynamic` block, but for what is known to
 * be filled in.
 */
function isFilledIn(name: string, { type, block }: Around): boolean {
  if (block === undefined) return !isOnlyAsWritten(type, name);
  return isFilledInWithin(block, name) || FILLED_IN_OF_TYPE.has(`${type}.${block}.${name}`);
}

function isExpression(held: unknown): boolean {
  return held === LITERAL || "references" in fieldsOf(held);
}

/** What Google fills in in this type alone. */
const FILLED_IN_OF_TYPE: ReadonlySet<string> = new Set([
  "google_compute_region_instance_template.network_interface.ipv6_access_config",
]);

/** Stands for every literal: of these only that they are there is of use, and there are many. */
const LITERAL = {};

/** The expressions of a resource with `LITERAL` in the place of every literal, and without what is written as null. */
export function withoutLiterals(expression: unknown): unknown {
  if (Array.isArray(expression)) return expression.map(withoutLiterals);
  const fields = fieldsOf(expression);
  if ("references" in fields) return fields;
  return "constant_value" in fields
    ? LITERAL
    : Object.fromEntries(
        Object.entries(fields)
          .filter(([, one]) => !isNull(one))
          .map(([name, one]) => [name, withoutLiterals(one)]),
      );
}

/** What is written as null is left to Google, as if it were not written. */
function isNull(expression: unknown): boolean {
  const fields = fieldsOf(expression);
  return "constant_value" in fields && fields.constant_value === null && !("references" in fields);
}

/** Of a single block the plan shows no list. */
export function expressionIn(block: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    return /^\d+$/.test(key) ? at : fieldsOf(at)[key];
  }, block);
}
