import type { ResourceChange } from "../../terraform";
import { isSame, nameOf, textAt } from "../../terraform/resource-values";
import { phrase } from "../../text/phrase";
import { type ComparedNetwork, comparedNetworks } from "../facts/compared-networks";
import { networksOf } from "../facts/resource-networks";
import { rewrittenRoutes } from "../facts/rewritten-routes";
import type { FirewallTurn } from "../../reachability/firewall-turns";
import type { Effect } from "../finding";
import { type Observation, ruleOf, seeing } from "../observation";
import { DNS_PATH } from "../paths/dns-path";
import { FIREWALL_PATH } from "../paths/firewall-path";
import { NAT_PATH } from "../paths/nat-path";
import { NETWORK_PATH } from "../paths/network-path";
import { type Look, step, type Step } from "../paths/path-step";
import { ROUTE_PATH } from "../paths/route-path";
import { SUBNET_PATH } from "../paths/subnet-path";
import type { PlanRule, ReviewedChange } from "../plan-rule";

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ["google_compute_router_nat", NAT_PATH],
  ["google_compute_route", ROUTE_PATH],
  ["google_compute_firewall", FIREWALL_PATH],
  ["google_compute_subnetwork", SUBNET_PATH],
  ["google_compute_network", NETWORK_PATH],
  ["google_dns_managed_zone", DNS_PATH],
  ["google_dns_record_set", DNS_PATH],
  ["google_dns_policy", DNS_PATH],
  ["google_dns_response_policy", DNS_PATH],
  ["google_dns_response_policy_rule", DNS_PATH],
]);

/**
 * The single resources that open or close ways. Of a network that is seen whole only those are told that have a part in
 * what changes for its hosts; of any other network all of them, since what they mean together cannot be seen.
 */
export const networkPathsRule: PlanRule = ruleOf(
  {
    id: "network-paths",
    kind: "network",
    finds: "Cloud NAT, routes, firewall rules, subnets and DNS that open or close a way, one by one",
    reads: (type) => {
      const look = LOOKS.get(type);
      return look && { paths: look.fields, creation: true, deletion: true };
    },
  },
  (change) => {
    const networks = new Map(comparedNetworks(change).map((one) => [one.name, one]));
    const changed = change.changes.filter(({ before, after }) => !isSame(before, after));
    const rewritten = rewrittenRoutes(changed);
    const together = new Map(rewritten.flatMap((routes) => routes.map((one) => [one, routes] as const)));
    return changed.flatMap((one): readonly Observation[] => {
      const look = one.isData ? undefined : LOOKS.get(one.type);
      const body = one.after ?? one.before;
      if (look === undefined || body === undefined) return [];
      const on = networksTouched(one, change)?.map((name) => networks.get(name));
      const name = nameOf(body, one.address);
      const see = seeing(`${one.type} ${name}`, one.address);
      const alone = (): readonly Step[] => placesOf(one).flatMap((part) => look.steps({ ...part, body, name }));
      return (rewrittenSteps(one, together.get(one)) ?? alone())
        .filter(({ effect, isOpaque = false }) => isOpaque || counts(effect, on, one))
        .map(({ effect, substance, summary }) => see(effect, substance, summary));
    });
  },
);

/** What moves to another project is gone in the one and new in the other: networks of one name are two there. */
function placesOf(one: ResourceChange): readonly ResourceChange[] {
  const [was, is] = [textAt(one.before ?? {}, "project"), textAt(one.after ?? {}, "project")];
  if (was === undefined || is === undefined) return [one];
  if (was === is) return [one];
  return [
    { ...one, after: undefined },
    { ...one, before: undefined },
  ];
}

/**
 * One step for all routes that stand for each other, at the first of them; undefined where a route stands for itself.
 */
function rewrittenSteps(
  one: ResourceChange,
  routes: readonly ResourceChange[] | undefined,
): readonly Step[] | undefined {
  if (routes === undefined) return undefined;
  if (one !== routes[0]) return [];
  const ranges = (side: "before" | "after"): readonly string[] =>
    routes.flatMap((route) => textAt(route[side] ?? {}, "dest_range") ?? []).sort();
  const [was, is] = [ranges("before"), ranges("after")];
  if (isSame(was, is)) return [];
  const summary = phrase`routes to ${was} lead to ${is} now: the same addresses through the same hop,
    but of all routes the longest range wins`;
  return [step("unknown", `rewritten ${was.join(" ")} ${is.join(" ")}`, summary)];
}

function networksTouched(
  { type, address, ...sides }: ResourceChange,
  worlds: ReviewedChange,
): readonly string[] | undefined {
  const found = (["before", "after"] as const).map((side) => {
    const body = sides[side];
    return body === undefined ? [] : networksOf(type, address, body, worlds[side]);
  });
  return found.includes(undefined) ? undefined : [...new Set(found.flatMap((names) => names ?? []))];
}

/** Whether a step has a part in what changes, as far as the networks can tell. */
function counts(
  effect: Effect,
  on: readonly (ComparedNetwork | undefined)[] | undefined,
  one: ResourceChange,
): boolean {
  if (on === undefined || on.length === 0) return true;
  return on.some((network) => {
    if (network === undefined) return true;
    if (!hasPartInFirewall(effect, network, one)) return false;
    if (!network.isWhole) return true;
    // What names lead to is compared by `network-names`.
    if (one.type.startsWith("google_dns_")) return false;
    const turns = network.differences.map(({ turn }) => turn);
    if (effect === "widened") return turns.includes("gained");
    return effect === "narrowed" && (turns.includes("lost") || network.mayLose);
  });
}

/** Whether a firewall rule has a part in what all that are seen open, or close; any other resource may. */
function hasPartInFirewall(effect: Effect, { firewall, restated }: ComparedNetwork, one: ResourceChange): boolean {
  if (one.type !== "google_compute_firewall") return true;
  const isRestated = (side: "before" | "after"): boolean =>
    one[side] === undefined || restated[side].has(nameOf(one[side], one.address));
  if (isRestated("before") && isRestated("after")) return false;
  if (firewall === undefined) return true;
  const names = [one.before, one.after].map((body) => body && nameOf(body, one.address));
  const hasPart = (turn: FirewallTurn): boolean => names.some((name) => firewall.get(turn)?.has(name ?? "") === true);
  if (effect === "widened") return hasPart("gained");
  return hasPart("lost") || (effect !== "narrowed" && hasPart("gained"));
}
