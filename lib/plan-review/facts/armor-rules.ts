import type { TerraformFields } from "../../terraform";
import { blocksAt, holdsHidden, isAbsent, isSame, textAt, textsAt, valueAt } from "../../terraform/resource-values";
import { uncovered } from "./address-lists";
import type { GuardChange } from "../cards/guard";

/** What a rule does with what it matches; "nothing" is a rule in preview, or none. */
export type ArmorDeed = "nothing" | "lets" | "limits" | "keeps";

/** How much a rule keeps away of what it matches. */
export const KEEPS: Readonly<Record<Exclude<ArmorDeed, "nothing">, number>> = { lets: 0, limits: 1, keeps: 2 };

const RANGES = "src_ip_ranges";

/** Whether one rule of Cloud Armor guards; undefined where that depends on others, or cannot be seen. */
export function armorRuleGuards(body: TerraformFields): boolean | undefined {
  const deed = armorDeed(body);
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
  const [was, is] = [armorDeed(before), armorDeed(after)];
  if (was === undefined || is === undefined) return undefined;
  if (was === "nothing") return is === "nothing" ? "same" : turnOf(is);
  if (is === "nothing") return opposite(turnOf(was));
  if (before === undefined || after === undefined) return undefined;
  const others = othersOf(before, after);
  if (others.length === 0) return compareNumbers(KEEPS[was], KEEPS[is]);
  if (was !== is || others.length > 1) return undefined;
  if (others[0] === "rate_limit_options") return compareLimits(before, after);
  return others[0] === "match" ? compareMatches(was, before, after) : compareExclusions(was, before, after, others[0]);
}

export function armorDeed(body: TerraformFields | undefined): ArmorDeed | undefined {
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
function turnOf(deed: Exclude<ArmorDeed, "nothing">): GuardChange | undefined {
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
function compareMatches(deed: ArmorDeed, before: TerraformFields, after: TerraformFields): GuardChange | undefined {
  const path = `match.config.${RANGES}`;
  if (deed === "limits" || !isSame(withoutRanges(before), withoutRanges(after))) return undefined;
  const [old = [], now = []] = [textsAt(before, path), textsAt(after, path)];
  if (old.length === 0 || now.length === 0) return undefined;
  const [isMore, isLess] = [isWithin(old, now), isWithin(now, old)];
  if (isMore === isLess) return isMore ? "same" : undefined;
  return isMore === (deed === "keeps") ? "more" : "less";
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  if (all.includes("*")) return true;
  return uncovered(some, all)?.length === 0 || some.every((one) => all.includes(one));
}

/** How much more or less is kept away by limits: the same period with fewer requests keeps more away. */
export function compareLimits(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  const [[old], [now]] = [before, after].map((body) => blocksAt(body ?? {}, "rate_limit_options") ?? []) as [
    readonly (TerraformFields | undefined)[],
    readonly (TerraformFields | undefined)[],
  ];
  if (isSame(old, now)) return isSame(before?.header_action, after?.header_action) ? "same" : undefined;
  if (old === undefined || now === undefined || !isSame(withoutCount(old), withoutCount(now))) return undefined;
  const [was, is] = [old, now].map((one) => Number(textAt(one, COUNT))) as [number, number];
  if (Number.isNaN(was) || Number.isNaN(is)) return undefined;
  return compareNumbers(is, was);
}

const COUNT = "rate_limit_threshold.count";

function withoutCount(options: TerraformFields): unknown {
  const thresholds = blocksAt(options, "rate_limit_threshold") ?? [];
  return { ...options, rate_limit_threshold: thresholds.map((one) => ({ ...one, count: undefined })) };
}

function withoutRanges(body: TerraformFields): unknown {
  return (blocksAt(body, "match") ?? []).map((match) => ({
    ...match,
    config: (blocksAt(match, "config") ?? []).map((config) => ({ ...config, [RANGES]: undefined })),
  }));
}

/** What is taken out of a preconfigured rule is let through. */
function compareExclusions(
  deed: ArmorDeed,
  before: TerraformFields,
  after: TerraformFields,
  name: string | undefined,
): GuardChange | undefined {
  const isKnown = name === "preconfigured_waf_config" && deed === "keeps";
  if (!isKnown || [before[name], after[name]].some(holdsHidden)) return undefined;
  if (isAbsent(before[name])) return "less";
  return isAbsent(after[name]) ? "more" : undefined;
}
