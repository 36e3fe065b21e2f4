import type { IpFamily } from "../core/ip-range";
import { intervals, WHOLE, type AddressInterval } from "./address-intervals";
import { rangeOf } from "./address-space";
import { type Slice, slicesOf } from "./egress-computation";
import { Firewall, type Labels, type Packet } from "./firewall";
import { labelsIn } from "./host-labels";
import type { FirewallRuleModel } from "./network-model";

/** Whether more gets through for some packets, or less. */
export type FirewallTurn = "gained" | "lost";

/** The names of the rules that have a part in it, of either side. */
export type FirewallTurns = ReadonlyMap<FirewallTurn, ReadonlySet<string>>;

/** Above these numbers of ranges, of pairs of ranges, and of comparisons nothing is computed. */
const MOST_RANGES = 2_000;
const MOST_PAIRS = 40_000;
const MOST_COMPARISONS = 200_000;

/**
 * Whether firewall rules of a network let some packets through more readily than others do, and some less, whatever
 * rules that are not seen stand beside them: rules for the same packets that come earlier, or stay, hide the rest.
 *
 * @returns which rules have a part in which turn; undefined when the rules are too many to compare
 */
export function firewallTurns(
  before: readonly FirewallRuleModel[],
  after: readonly FirewallRuleModel[],
): FirewallTurns | undefined {
  const parts = new Map<FirewallTurn, Set<string>>();
  for (const direction of ["EGRESS", "INGRESS"] as const) {
    const rules = relevant(enabled(direction, before), enabled(direction, after));
    if (rules === undefined || !compare(direction, ...rules, parts)) return undefined;
  }
  const names = (said: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...before, ...after].filter((rule) => said.has(saying(rule))).map(({ name }) => name));
  return new Map([...parts].map(([turn, said]) => [turn, names(said)]));
}

type Direction = FirewallRuleModel["direction"];
type Rule = FirewallRuleModel;
type Rules = readonly Rule[];
type Pair = readonly [AddressInterval, AddressInterval];

/** The rules for whose packets anything changes; what a rule is called does not matter. Undefined if too many. */
function relevant(was: ReadonlyMap<string, Rule>, is: ReadonlyMap<string, Rule>): readonly [Rules, Rules] | undefined {
  const all = [...was.values(), ...is.values()];
  const changed = [...was, ...is].flatMap(([key, rule]) => (was.has(key) && is.has(key) ? [] : [rule]));
  if (changed.length === 0) return [[], []];
  const [some, most] = [changed, all].map((rules) => rules.flatMap(({ ranges }) => ranges).length + rules.length);
  if ((most ?? 0) > MOST_RANGES || (some ?? 0) * (most ?? 0) > MOST_PAIRS) return undefined;
  const touches = (one: Rule): boolean => changed.some((other) => mayMeet(one, other));
  return [[...was.values()].filter(touches), [...is.values()].filter(touches)];
}

/**
 * The names of rules that one of the others says too: they have no part in what changes, whatever all others say, seen
 * or not.
 */
export function alsoSaidBy(rules: Rules, others: Rules): ReadonlySet<string> {
  const said = new Set(others.map(saying));
  const unsaid = new Set(rules.filter((rule) => !said.has(saying(rule))).map(({ name }) => name));
  return new Set(rules.map(({ name }) => name).filter((name) => !unsaid.has(name)));
}

/** What a rule says, whatever it is called. */
function saying(rule: Rule): string {
  return JSON.stringify({ ...rule, name: "" });
}

/** By what they say. */
function enabled(direction: Direction, rules: Rules): ReadonlyMap<string, Rule> {
  const those = rules.filter((one) => one.direction === direction && one.disabled !== true);
  return new Map(those.map((one) => [saying(one), one]));
}

/** Whether a packet may match both by its address at the other end. */
function mayMeet(one: Rule, other: Rule): boolean {
  const [ranges, others] = [rangesOf(one), rangesOf(other)];
  if (ranges.length === 0 || others.length === 0) return true;
  const theirs = others.map(rangeOf);
  return ranges.map(rangeOf).some((range) => theirs.some((their) => range.has(their.first) || their.has(range.first)));
}

/** None where it depends on more than addresses. */
function rangesOf({ ranges, sourceTags = [], sourceServiceAccounts = [] }: Rule): readonly string[] {
  return sourceTags.length + sourceServiceAccounts.length === 0 ? ranges : [];
}

/** Adds what the rules say that have a part in what turns; false where it is too much to compare. */
function compare(direction: Direction, before: Rules, after: Rules, parts: Map<FirewallTurn, Set<string>>): boolean {
  const all = [...before, ...after];
  if (all.length === 0) return true;
  const [was, is] = [new Firewall(before, []), new Firewall(after, [])];
  const slices = slicesOf([{ firewall: was }, { firewall: is }]);
  const [hosts, senders] = [labelsIn(all, "target"), labelsIn(all, "source")];
  const pairs = ([4, 6] as const).flatMap((family) => pairsOf(family, direction, [was, is]));
  if (hosts.length * senders.length * pairs.length * (slices.length + all.length) > MOST_COMPARISONS) return false;
  for (const packet of packetsOf(direction, hosts, senders, pairs, slices)) {
    const [old, now] = [was.openness(packet), is.openness(packet)];
    if (old === now) continue;
    const turn = now > old ? "gained" : "lost";
    const said = parts.get(turn) ?? new Set<string>();
    for (const rule of differing(was.rulesFor(packet), is.rulesFor(packet))) said.add(saying(rule));
    parts.set(turn, said);
  }
  return true;
}

/** All traffic between two ends in turn, since a firewall keeps the rules for these. */
function* packetsOf(
  direction: Direction,
  hosts: readonly Labels[],
  senders: readonly Labels[],
  pairs: readonly Pair[],
  slices: readonly Slice[],
): Generator<Packet> {
  for (const host of hosts) {
    for (const source of senders) {
      for (const [own, other] of pairs) {
        for (const { protocol, ports } of slices) {
          const traffic = { protocol, ...(ports === undefined ? {} : { port: ports.first }) };
          yield { direction, host, source, own: own.first, other: other.first, traffic };
        }
      }
    }
  }
}

/** The rules for one packet that decide alike on one side only: what one says in another's place changes nothing. */
function differing(before: Rules, after: Rules): Rules {
  const decision = ({ priority, action }: Rule): string => `${priority} ${action}`;
  const [was, is] = [new Set(before.map(decision)), new Set(after.map(decision))];
  return [...before.filter((rule) => !is.has(decision(rule))), ...after.filter((rule) => !was.has(decision(rule)))];
}

/** A host's own addresses with those at the other end, cut where a rule tells them apart. */
function pairsOf(family: IpFamily, direction: Direction, firewalls: readonly Firewall[]): readonly Pair[] {
  const own = intervals(
    WHOLE[family],
    firewalls.flatMap((one) => one.hostRanges(direction)),
  );
  const others = intervals(
    WHOLE[family],
    firewalls.flatMap((one) => one.ranges(direction)),
  );
  return own.flatMap((one) => others.map((other) => [one, other] as const));
}
