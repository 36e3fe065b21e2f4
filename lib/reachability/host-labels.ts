import type { Labels } from "./firewall";
import type { FirewallRuleModel } from "./network-model";
import type { Reachability } from "./reachability";

/** Above this number of tags that rules and routes name, only hosts with one of them are looked at, and with all. */
export const MOST_TAGS_TO_COMBINE = 4;

/** The tags that rules and routes name. */
export function tagsOf({ network }: Reachability): readonly string[] {
  const rules = network.firewallRules.filter(({ disabled = false }) => !disabled);
  const tags = [...rules.flatMap(({ targetTags = [], sourceTags = [] }) => [...targetTags, ...sourceTags])];
  return [...new Set([...tags, ...network.routes.flatMap((route) => route.tags ?? [])])].sort();
}

/** All by which rules and routes of any of these models know hosts, the fewest tags first. */
export function labelsOf(models: readonly Reachability[]): readonly Labels[] {
  const tags = [...new Set(models.flatMap(tagsOf))].sort();
  return withAccounts(setsOfTags(tags), models.flatMap(accountsOf));
}

/** The service accounts that rules name. */
function accountsOf({ network }: Reachability): readonly string[] {
  return network.firewallRules.flatMap(({ targetServiceAccounts = [], sourceServiceAccounts = [] }) => [
    ...targetServiceAccounts,
    ...sourceServiceAccounts,
  ]);
}

/** The sets of tags that hosts may have, the smallest first. */
function setsOfTags(tags: readonly string[]): readonly (readonly string[])[] {
  if (tags.length > MOST_TAGS_TO_COMBINE) return [[], ...tags.map((tag) => [tag]), tags];
  return tags
    .reduce<readonly (readonly string[])[]>((sets, tag) => [...sets, ...sets.map((set) => [...set, tag])], [[]])
    .toSorted((one, other) => one.length - other.length);
}

/** All by which rules know the hosts that they are for, or, for `source`, those that send to them. */
export function labelsIn(rules: readonly FirewallRuleModel[], end: "target" | "source"): readonly Labels[] {
  const tags = new Set(rules.flatMap((rule) => rule[`${end}Tags`] ?? []));
  const accounts = new Set(rules.flatMap((rule) => rule[`${end}ServiceAccounts`] ?? []));
  return withAccounts(pairsOf([...tags].sort()), [...accounts]);
}

function withAccounts(sets: readonly (readonly string[])[], accounts: readonly string[]): readonly Labels[] {
  return [undefined, ...new Set(accounts)].flatMap((serviceAccount) =>
    sets.map((tags) => ({ tags, ...(serviceAccount === undefined ? {} : { serviceAccount }) })),
  );
}

/**
 * None, one or two: of the rules that decide before and after a change each matches by one tag, so that no host with
 * more tags is treated in a way in which none of these is.
 */
function pairsOf(tags: readonly string[]): readonly (readonly string[])[] {
  return [
    [],
    ...tags.map((tag) => [tag]),
    ...tags.flatMap((one, at) => tags.slice(at + 1).map((other) => [one, other])),
  ];
}
