import type { TerraformFields } from "../../terraform";
import { blocksAt, holdsHidden, isAbsent, isSame, textAt, textsAt, valueAt } from "../../terraform/resource-values";
import type { GuardChange } from "../cards/guard";

/** What a rule does with what it matches; "nothing" is a rule in preview, or none. */
type Deed = "nothing" | "lets" | "limits" | "keeps";

/** How much a rule keeps away of what it matches. */
const KEEPS: Readonly<Record<Exclude<Deed, "nothing">, number>> = { lets: 0, limits: 1, keeps: 2 };

const RANGES = "src_ip_ranges";

/** Whether one rule of Cloud Armor guards; undefined where that depends on others, or cannot be seen. */
export function armorRuleGuards(body: TerraformFields): boolean | undefined {
  const deed = deedOf(body);
  if (deed === "lets") return false;
  return deed === "keeps" ? true : undefined;
}

/**
 * How much more or less one rule of Cloud Armor keeps away.
 *
 * @see https://cloud.google.com/armor/docs/security-policy-overview
 */
export function compareArmorRules(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  const [was, is] = [deedOf(before), deedOf(after)];
  if (was === undefined || is === undefined) return undefined;
  if (was === "nothing") return is === "nothing" ? "same" : turnOf(is);
  if (is === "nothing") return opposite(turnOf(was));
  if (before === undefined || after === undefined) return undefined;
  const others = othersOf(before, after);
  if (others.length === 0) return compareNumbers(KEEPS[was], KEEPS[is]);
  if (was !== is || others.length > 1) return undefined;
  return others[0] === "match" ? compareMatches(was, before, after) : compareExclusions(was, before, after, others[0]);
}

/** How much more or less a policy with its rules keeps away; rules are the same ones by their priority. */
export function compareArmorPolicies(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  if (before === undefined || after === undefined || !isSame(before.type, after.type)) return undefined;
  const [old, now] = [rulesOf(before), rulesOf(after)];
  if (old === undefined || now === undefined) return undefined;
  const turns = [...new Set([...old.keys(), ...now.keys()])].map((one) =>
    compareArmorRules(old.get(one), now.get(one)),
  );
  const differing = [...new Set(turns.filter((one) => one !== "same"))];
  if (differing.length === 0) return "same";
  return differing.length === 1 ? differing[0] : undefined;
}

/** By priority; undefined where they cannot be seen, or two have the same one. */
function rulesOf(body: TerraformFields): ReadonlyMap<string, TerraformFields> | undefined {
  const blocks = [...(blocksAt(body, "rule") ?? [undefined]), ...(blocksAt(body, "rules") ?? [undefined])];
  const rules = blocks.map((one) => [one === undefined ? undefined : textAt(one, "priority"), one] as const);
  const seen = new Map<string, TerraformFields>();
  for (const [priority, one] of rules) {
    if (priority === undefined || one === undefined || seen.has(priority)) return undefined;
    seen.set(priority, one);
  }
  return seen;
}

function deedOf(body: TerraformFields | undefined): Deed | undefined {
  if (body === undefined) return "nothing";
  const preview = valueAt(body, "preview");
  if (preview === true) return "nothing";
  if (preview !== undefined && preview !== false) return undefined;
  const action = textAt(body, "action")?.toLowerCase() ?? "";
  if (action === "allow") return "lets";
  if (action === "throttle" || action === "rate_based_ban") return "limits";
  return action === "redirect" || /^deny(\(\d{3}\))?$/.test(action) ? "keeps" : undefined;
}

/**
 * What comes to be: a limit lets through what a later rule may have kept away, and keeps away what one may have let
 * through.
 */
function turnOf(deed: Exclude<Deed, "nothing">): GuardChange | undefined {
  if (deed === "limits") return undefined;
  return deed === "keeps" ? "more" : "less";
}

function opposite(turn: GuardChange | undefined): GuardChange | undefined {
  if (turn === "more") return "less";
  return turn === "less" ? "more" : turn;
}

function compareNumbers(was: number, is: number): GuardChange {
  if (was === is) return "same";
  return is > was ? "more" : "less";
}

const IGNORED = ["action", "preview", "description"];

/** Attributes beside what it does that are not the same. */
function othersOf(before: TerraformFields, after: TerraformFields): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => !IGNORED.includes(name) && !isSame(before[name], after[name]));
}

/** More addresses are kept away by a rule that denies, and let through by one that allows. */
function compareMatches(deed: Deed, before: TerraformFields, after: TerraformFields): GuardChange | undefined {
  const path = `match.config.${RANGES}`;
  const [old, now] = [textsAt(before, path), textsAt(after, path)];
  const isRest = isSame(withoutRanges(before), withoutRanges(after));
  if (old === undefined || now === undefined || !isRest || deed === "limits") return undefined;
  if (old.length === 0 || now.length === 0) return undefined;
  const isMore = old.every((one) => now.includes(one) || now.includes("*"));
  const isLess = now.every((one) => old.includes(one) || old.includes("*"));
  if (isMore === isLess) return isMore ? "same" : undefined;
  return isMore === (deed === "keeps") ? "more" : "less";
}

function withoutRanges(body: TerraformFields): unknown {
  return (blocksAt(body, "match") ?? []).map((match) => ({
    ...match,
    config: (blocksAt(match, "config") ?? []).map((config) => ({ ...config, [RANGES]: undefined })),
  }));
}

/** What is taken out of a preconfigured rule is let through. */
function compareExclusions(
  deed: Deed,
  before: TerraformFields,
  after: TerraformFields,
  name: string | undefined,
): GuardChange | undefined {
  const isKnown = name === "preconfigured_waf_config" && deed === "keeps";
  if (!isKnown || [before[name], after[name]].some(holdsHidden)) return undefined;
  if (isAbsent(before[name])) return "less";
  return isAbsent(after[name]) ? "more" : undefined;
}
