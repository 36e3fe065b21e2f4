import { IpRange } from "../../core/ip-range";
import type { TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { uncovered } from "./address-lists";
import { agreedTurn } from "./agreed-turn";
import { isTrafficWithin } from "./rule-traffic";
import { blocksAt, holdsHidden, isSame, textAt, textsAt, valueAt } from "../../terraform/resource-values";

/** What one firewall rule lets through, of a network or of a policy. */
export interface RuleScope {
  readonly allows: boolean;
  readonly isDisabled: boolean;
  readonly direction: "INGRESS" | "EGRESS";
  readonly priority: string;

  /** Lists of which an empty one stands for all, by their names. */
  readonly lists: ReadonlyMap<string, readonly string[]>;

  /** `tcp:443`, or `tcp` for all ports. */
  readonly protocols: readonly string[];
}

/** How one rule compares with another: lets more through, less, the same, or it cannot be said. */
export type ScopeChange = "more" | "less" | "same" | "unknown";

/** Lists of a `google_compute_firewall` that make a rule one for some hosts only. */
const TARGETS = ["target_tags", "target_service_accounts"];

/** Lists of who is at the other end. They are added to each other, so that more of any is more. */
const OTHERS = ["source_tags", "source_service_accounts"];

/** The ranges of the other end, and the hosts' own, which make a rule one for some hosts only. */
const RANGES = {
  INGRESS: { others: "source_ranges", own: "destination_ranges" },
  EGRESS: { others: "destination_ranges", own: "source_ranges" },
} as const;

/** Reads a `google_compute_firewall`; undefined where anything that decides is not known. */
export function firewallScope(body: TerraformFields): RuleScope | undefined {
  const [allow, deny] = [blocksAt(body, "allow"), blocksAt(body, "deny")];
  const lists = [...TARGETS, ...OTHERS, "source_ranges", "destination_ranges"].map(
    (name) => [name, textsAt(body, name) ?? textsAtMost(body, name)] as const,
  );
  const decisive = ["direction", "priority", "disabled", "network"].some((name) => holdsHidden(valueAt(body, name)));
  if (allow === undefined || deny === undefined) return undefined;
  if (decisive || holdsHidden([allow, deny]) || lists.some(([, texts]) => texts === undefined)) return undefined;
  const direction = textAt(body, "direction") ?? "INGRESS";
  if (direction !== "INGRESS" && direction !== "EGRESS") return undefined;
  const known = new Map(lists.map(([name, texts]) => [name, texts ?? []] as const));
  const { others, own } = RANGES[direction];
  if (known.get(own)?.some(isEverywhere) === true) known.set(own, []);
  if ([others, ...OTHERS].every((name) => known.get(name)?.length === 0)) known.set(others, ["0.0.0.0/0"]);
  return {
    allows: allow.length > 0,
    isDisabled: valueAt(body, "disabled") === true,
    direction,
    priority: textAt(body, "priority") ?? "1000",
    lists: known,
    protocols: [...allow, ...deny].flatMap((one) => {
      const [protocol, ports] = [textAt(one, "protocol") ?? "all", textsAt(one, "ports") ?? []];
      return ports.length === 0 ? [protocol] : ports.map((port) => `${protocol}:${port}`);
    }),
  };
}

/**
 * Of the hosts that a rule is for, what is not known yet stands for all where the rule allows: no more of them can be
 * let through. Modules write null there, which a plan shows as not known.
 */
function textsAtMost(body: TerraformFields, name: string): readonly string[] | undefined {
  const isOwn = name === (textAt(body, "direction") === "EGRESS" ? RANGES.EGRESS.own : RANGES.INGRESS.own);
  const value = valueAt(body, name);
  const isUnknown = value instanceof HiddenValue && !value.isSensitive;
  return isUnknown && isOwn && (blocksAt(body, "deny") ?? [body]).length === 0 ? [] : undefined;
}

/** Both ends of a rule are of one family, so that a range for all of one stands for all hosts. */
function isEverywhere(range: string): boolean {
  return IpRange.read(range)?.prefixLength === 0;
}

/** Compares what two rules let through; a rule that denies lets less through the more it matches. */
export function compareScopes(before: RuleScope, after: RuleScope): ScopeChange {
  if (before.isDisabled && after.isDisabled) return "same";
  if (before.isDisabled) return after.allows ? "more" : "less";
  if (after.isDisabled) return before.allows ? "less" : "more";
  if (before.allows !== after.allows) return after.allows ? "more" : "less";
  if (before.direction !== after.direction) return "unknown";
  const { own, others } = RANGES[after.direction];
  const lists = (name: string): readonly [readonly string[], readonly string[]] => [
    before.lists.get(name) ?? [],
    after.lists.get(name) ?? [],
  ];
  const parts = [
    ...TARGETS.map((name) => orAll(...lists(name), compareTexts)),
    orAll(...lists(own), compareRanges),
    ...OTHERS.map((name) => compareTexts(...lists(name))),
    compareRanges(...lists(others)),
    compareProtocols(before.protocols, after.protocols),
    comparePriorities(Number(before.priority), Number(after.priority)),
  ];
  const matched = agreedTurn(parts, "unknown");
  if (matched === "same" || matched === "unknown") return matched;
  return (matched === "more") === after.allows ? "more" : "less";
}

/** A rule with a lower number comes before more of the others; `NaN` cannot be seen. */
export function comparePriorities(before: number, after: number): ScopeChange {
  if (Number.isNaN(before + after)) return "unknown";
  if (before === after) return "same";
  return after < before ? "more" : "less";
}

export type ListComparison = (before: readonly string[], after: readonly string[]) => ScopeChange;

/** Compares lists of which an empty one stands for all. */
export function orAll(before: readonly string[], after: readonly string[], compare: ListComparison): ScopeChange {
  if (isSame(before, after)) return "same";
  if (after.length === 0) return "more";
  return before.length === 0 ? "less" : compare(before, after);
}

/** Of lists of which an empty one stands for nothing. */
export function compareTexts(before: readonly string[], after: readonly string[]): ScopeChange {
  const [was, is] = [new Set(before), new Set(after)];
  return fromCovers(
    before.every((one) => is.has(one)),
    after.every((one) => was.has(one)),
  );
}

/** By the addresses, so that a range and its two halves are one; of what is no range, by the texts. */
export function compareRanges(before: readonly string[], after: readonly string[]): ScopeChange {
  const [less, more] = [uncovered(before, after), uncovered(after, before)];
  if (less === undefined || more === undefined) return compareTexts(before, after);
  return fromCovers(less.length === 0, more.length === 0);
}

/**
 * @param more whether all of before is in after
 * @param less whether all of after was in before
 */
function fromCovers(more: boolean, less: boolean): ScopeChange {
  if (more && less) return "same";
  if (more) return "more";
  return less ? "less" : "unknown";
}

/** Of texts such as `tcp:443`. */
export function compareProtocols(before: readonly string[], after: readonly string[]): ScopeChange {
  return fromCovers(isTrafficWithin(before, after), isTrafficWithin(after, before));
}
