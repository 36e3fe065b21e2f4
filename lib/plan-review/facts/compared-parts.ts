import type { TerraformFields } from "../../terraform";
import { comparedConditions } from "../../access/compared-conditions";
import { changedAttributes } from "../../terraform/changed-attributes";
import { blocksAt, isAbsent, isSame, textsAt, valueAt } from "../../terraform/resource-values";
import type { GuardChange } from "../cards/guard";
import type { Strength } from "../cards/setting";
import { agreedTurn } from "./agreed-turn";

/** How one part of a guard compares with what it was; undefined where that cannot be said. */
export type Turn = GuardChange | undefined;

export type Body = TerraformFields | undefined;

/** Where more entries guard more, or (`exceptions`) less. */
type Direction = "guards" | "exceptions";

/** The blocks of a name; undefined where they are not known, or are written in a form of which nobody knows. */
export function blocksIn(body: TerraformFields, name: string): readonly TerraformFields[] | undefined {
  const value = body[name];
  const isList = Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null);
  return isList || isAbsent(value) ? blocksAt(body, name) : undefined;
}

/** All parts together: what turns both ways cannot be said. */
export function together(turns: readonly Turn[]): Turn {
  return agreedTurn(turns, undefined);
}

export function reversed(turn: Turn): Turn {
  if (turn === "more") return "less";
  return turn === "less" ? "more" : turn;
}

function turnOf(gains: boolean, loses: boolean): GuardChange {
  if (gains) return "more";
  return loses ? "less" : "same";
}

export function comparedTexts(
  before: TerraformFields,
  after: TerraformFields,
  path: string,
  direction: Direction,
): Turn {
  const [was, is] = [textsAt(before, path), textsAt(after, path)];
  if (was === undefined || is === undefined)
    return isSame(valueAt(before, path), valueAt(after, path)) ? "same" : undefined;
  const [gains, loses] = [is.some((one) => !was.includes(one)), was.some((one) => !is.includes(one))];
  if (gains && loses) return undefined;
  const turn = turnOf(gains, loses);
  return direction === "guards" ? turn : reversed(turn);
}

/** What nothing else compares: of a change of that nobody knows which way it turns. */
export function comparedRest(before: TerraformFields, after: TerraformFields, known: readonly string[]): Turn {
  const changed = changedAttributes(before, after);
  const isKnown = (path: string): boolean => known.some((one) => path === one || path.startsWith(`${one}.`));
  return changed.every(isKnown) ? "same" : undefined;
}

/** A condition limits what a guard guards: one that comes takes from it, one that goes gives. */
export function comparedCondition(before: TerraformFields, after: TerraformFields, path: string): Turn {
  const [was, is] = [before, after].map((body) => valueAt(body, `${path}.expression`));
  if (isSame(was, is)) return "same";
  const [old, now] = [was, is].map((one) => one ?? "");
  if (typeof old === "string" && typeof now === "string") return comparedConditions([old], [now]);
  if (was === undefined) return "less";
  return is === undefined ? "more" : undefined;
}

/** Of rules that stand for themselves: those that stay are compared in their order. */
export function comparedRules(
  was: readonly TerraformFields[] | undefined,
  is: readonly TerraformFields[] | undefined,
  compare: (before: TerraformFields, after: TerraformFields) => Turn,
): Turn {
  if (was === undefined || is === undefined) return undefined;
  const left = [...is];
  const changed = was.filter((rule) => {
    const at = left.findIndex((other) => compare(rule, other) === "same");
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (changed.length === 0) return left.length === 0 ? "same" : "more";
  if (left.length === 0) return "less";
  if (changed.length !== left.length) return undefined;
  return together(changed.map((rule, at) => compare(rule, left[at] ?? {})));
}

/** A value of which some are safer than others. */
export function comparedStrength(
  before: TerraformFields,
  after: TerraformFields,
  path: string,
  strength: Strength,
): Turn {
  if (isSame(valueAt(before, path), valueAt(after, path))) return "same";
  const [was, is] = [before, after].map((body) => strength.of(valueAt(body, path)));
  return was === undefined || is === undefined ? undefined : turnOf(is > was, is < was);
}

/** A list of exceptions that keeps everybody out who is not on it, and nobody where there is none. */
export function comparedLimits(
  was: readonly unknown[] | undefined,
  is: readonly unknown[] | undefined,
  compare: () => Turn,
): Turn {
  if (was === undefined || is === undefined) return undefined;
  if (was.length === 0 || is.length === 0) return turnOf(was.length < is.length, was.length > is.length);
  return compare();
}
