import type { TerraformFields } from "../../terraform";
import { holdsHidden, isSame, textAt, textsAt, valueAt } from "../../terraform/resource-values";
import type { GuardChange } from "../cards/guard";
import { uncovered } from "./address-lists";
import { agreedTurn } from "./agreed-turn";

/** Rules of a list, each of which lets something through or keeps it out; the lowest number that matches decides. */
export interface AllowOrDeny {
  /** The attribute that says what a rule does, with `ALLOW` or `DENY`. */
  readonly action: string;

  /**
   * The attribute that switches a rule on.
   *
   * @default - all are on
   */
  readonly enabled?: string;

  /**
   * The attribute with the range that a rule is for, or `*`.
   *
   * @default - it is said by other attributes, which are not compared
   */
  readonly range?: string;

  /** Attributes that keep more out when they are on, whatever the rule does. */
  readonly guards?: readonly string[];

  /** All attributes that decide. */
  readonly fields: readonly string[];
}

/** What a rule does: nothing, where it is not there or off. */
type Deed = "lets" | "keeps" | "nothing";

/** Whether a rule keeps out what it matches, or lets it through; undefined where it cannot be seen. */
export function keepsOut(rules: AllowOrDeny, body: TerraformFields): boolean | undefined {
  const deed = deedOf(rules, body);
  return deed === undefined || deed === "nothing" ? undefined : deed === "keeps";
}

/** How much more or less one rule keeps out; undefined where that cannot be said. */
export function compareAllowOrDeny(
  rules: AllowOrDeny,
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  const [was, is] = [deedOf(rules, before), deedOf(rules, after)];
  if (was === undefined || is === undefined) return undefined;
  if (was === "nothing" && is === "nothing") return "same";
  if (was !== is) return is === "keeps" || was === "lets" ? "more" : "less";
  const changed = rules.fields.filter((field) => !isSame(before?.[field], after?.[field]));
  const turns = changed.map((field) => turnOf(rules, field, was, before ?? {}, after ?? {}));
  return agreedTurn(turns, undefined);
}

function deedOf({ action, enabled }: AllowOrDeny, body: TerraformFields | undefined): Deed | undefined {
  if (body === undefined) return "nothing";
  const on = enabled === undefined ? true : (valueAt(body, enabled) ?? true);
  if (on === false) return "nothing";
  if (on !== true) return undefined;
  switch (textAt(body, action)?.toUpperCase()) {
    case "ALLOW":
      return "lets";
    case "DENY":
      return "keeps";
    default:
      return undefined;
  }
}

function turnOf(
  { range, guards = [] }: AllowOrDeny,
  field: string,
  deed: Deed,
  before: TerraformFields,
  after: TerraformFields,
): GuardChange | undefined {
  if ([before, after].some((body) => holdsHidden(body[field]))) return undefined;
  if (guards.includes(field)) return valueAt(after, field) === true ? "more" : "less";
  if (field === "priority") return matching(Number(after.priority) < Number(before.priority), deed);
  return field === range ? compareRange(field, deed, before, after) : undefined;
}

/** A rule that matches more keeps more out, or lets more through. */
function matching(isMore: boolean, deed: Deed): GuardChange {
  return isMore === (deed === "keeps") ? "more" : "less";
}

function compareRange(
  field: string,
  deed: Deed,
  before: TerraformFields,
  after: TerraformFields,
): GuardChange | undefined {
  const [was, is] = [before, after].map((body) => textAt(body, field) ?? "") as [string, string];
  const [isMore, isLess] = [isWithin(was, is), isWithin(is, was)];
  if (isMore === isLess) return isMore ? "same" : undefined;
  return matching(isMore, deed);
}

function isWithin(one: string, other: string): boolean {
  return other === "*" || uncovered([one], [other])?.length === 0;
}

/** How a list grows or shrinks, by its texts. */
export function compareTextLists(
  path: string,
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  const [old, now] = [before, after].map((body) => textsAt(body ?? {}, path));
  if (old === undefined || now === undefined) return undefined;
  const [block = ""] = path.split(".");
  if (isSame(before?.[block], after?.[block])) return "same";
  const isMore = old.every((one) => now.includes(one));
  const isLess = now.every((one) => old.includes(one));
  if (isMore === isLess) return undefined;
  return isMore ? "more" : "less";
}
