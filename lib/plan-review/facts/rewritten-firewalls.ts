import type { ResourceChange, TerraformFields } from "../../terraform";
import { pathNamed } from "../../terraform/same-names";
import { textAt } from "../../terraform/resource-values";
import { AddressList } from "./address-lists";
import { firewallScope, type RuleScope } from "./firewall-scope";
import { isTrafficWithin } from "./rule-traffic";

/** What rules that stand for each other say, before and after. */
interface Group {
  readonly before: RuleScope[];
  readonly after: RuleScope[];
}

/** What a rule matches at the other end. */
const OTHERS = { INGRESS: "source_ranges", EGRESS: "destination_ranges" } as const;

/**
 * Changes of firewall rules that together say the same as before: a rule that has another name, or is written as two.
 * It does not matter what a rule is called.
 *
 * @param project that of the provider
 */
export function rewrittenFirewalls(
  changes: readonly ResourceChange[],
  project: string | undefined,
): ReadonlySet<ResourceChange> {
  const groups = new Map<string, Group>();
  const keys = new Map<ResourceChange, readonly string[]>();
  for (const one of changes.filter(({ type, isData }) => type === "google_compute_firewall" && !isData)) {
    const was = keyIn(one, "before", groups, project);
    const is = keyIn(one, "after", groups, project);
    if (was !== undefined && is !== undefined)
      keys.set(
        one,
        [was, is].filter((key) => key !== ""),
      );
  }
  const same = new Set([...groups].filter(([, group]) => saysTheSame(group)).map(([key]) => key));
  return new Set([...keys].filter(([, sides]) => sides.every((key) => same.has(key))).map(([change]) => change));
}

/** Puts one side of a change into its group; an empty key for a rule that is not there, or off. */
function keyIn(
  change: ResourceChange,
  side: "before" | "after",
  groups: Map<string, Group>,
  project: string | undefined,
): string | undefined {
  const body = change[side];
  if (body === undefined) return "";
  const scope = firewallScope(body);
  const key = scope === undefined ? undefined : keyOf(body, scope, project);
  if (scope === undefined || key === undefined || scope.isDisabled) return scope?.isDisabled === true ? "" : undefined;
  const group = groups.get(key) ?? { before: [], after: [] };
  group[side].push(scope);
  groups.set(key, group);
  return key;
}

/** What rules share that stand for each other: all but the ranges at the other end, and the traffic. */
function keyOf(body: TerraformFields, scope: RuleScope, project: string | undefined): string | undefined {
  const network = textAt(body, "network");
  const owner = textAt(body, "project") ?? project;
  if (network === undefined) return undefined;
  const { direction, allows, priority, lists } = scope;
  const rest = [...lists]
    .filter(([name]) => name !== OTHERS[direction])
    .map(([name, texts]) => [name, [...texts].sort()]);
  return JSON.stringify([pathNamed("network", network, owner) ?? network, owner, direction, allows, priority, rest]);
}

function saysTheSame({ before, after }: Group): boolean {
  return isWithin(before, after) && isWithin(after, before);
}

/** Whether all that some rules match is matched by others; the usual case first: each has one that says the same. */
function isWithin(some: readonly RuleScope[], others: readonly RuleScope[]): boolean {
  const known = new Map<string, AddressList | undefined>();
  const addressesOf = (protocol: string): AddressList | undefined => {
    if (!known.has(protocol)) known.set(protocol, matchedBy(others, protocol));
    return known.get(protocol);
  };
  const twins = new Set(others.map(textOf));
  return some
    .filter((one) => !twins.has(textOf(one)))
    .every((one) => one.protocols.every((protocol) => addressesOf(protocol)?.lacking(rangesOf(one))?.length === 0));
}

/** The addresses at the other end for which rules match all of a protocol. */
function matchedBy(rules: readonly RuleScope[], protocol: string): AddressList | undefined {
  const same = rules.filter(({ protocols }) => isTrafficWithin([protocol], protocols));
  return same.length === 0 ? undefined : AddressList.read(same.flatMap(rangesOf));
}

/** What rules of one group may differ in. */
function textOf(rule: RuleScope): string {
  return JSON.stringify([rule.protocols, rangesOf(rule)]);
}

function rangesOf({ direction, lists }: RuleScope): readonly string[] {
  return lists.get(OTHERS[direction]) ?? [];
}
