import type { ReachDifference, ReachPart } from "../../reachability";
import { HiddenValue } from "../../terraform/hidden-value";
import { type ComparedNetwork, comparedNetworks } from "../facts/compared-networks";
import type { Effect } from "../finding";
import { lastPart } from "../../terraform/named-resources";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";

/** More ranges than this are counted, not listed. */
const MOST_RANGES = 4;

const PARTS: Readonly<Record<ReachPart, string>> = {
  internet: "on the internet",
  google: "at Google's addresses",
  network: "on other hosts of the network",
  "other-networks": "on other private networks",
  ingress: "of the hosts",
};

/**
 * What hosts of a network reach, and from where they are reached: computed from all routes, gateways and firewall rules before and after,
 * so that what is only written in another way is no finding.
 */
export const networkReachRule: PlanRule = ruleOf(
  {
    id: "network-reach",
    kind: "network",
    finds:
      "addresses that hosts of a network can reach, or be reached from, and could not, or no longer; from the model of the whole network",
  },
  (change) =>
    comparedNetworks(change).flatMap((network) => network.differences.map((one) => observation(network, one))),
);

function observation(
  { name, address, before, after }: ComparedNetwork,
  { part, turn, subnets, isForPlainHosts, ranges, places, protocols, reasons }: ReachDifference,
): Observation {
  const effect: Effect = turn === "gained" ? "widened" : turn === "lost" ? "narrowed" : "unknown";
  const network = lastPart(name);
  const traffic = protocols.map(({ protocol, ports = [] }) => [protocol, ...ports].join(" "));
  const by = traffic.join() === "all" ? own("") : phrase` by ${traffic.slice(0, MOST_RANGES)}${more(traffic.length)}`;
  const where =
    ranges.join() === "0.0.0.0/0" || ranges.length === 0
      ? own("")
      : phrase` (${ranges.slice(0, MOST_RANGES)}${more(ranges.length)})`;
  const which = isForPlainHosts ? own("hosts") : own("hosts with certain tags, service accounts or external addresses");
  const who = phrase`${which} in subnet ${subnets.slice(0, MOST_RANGES)}${more(subnets.length)} of network ${network}`;
  const google = part === "google" ? phrase` (${places})` : own("");
  const state =
    before === undefined ? own(", which is new,") : after === undefined ? own(", which goes away,") : own("");
  const summary = ((): Phrase => {
    if (part === "ingress") {
      if (turn === "gained")
        return phrase`${who}${state} can now be reached from outside or from other hosts${where}${by}`;
      if (turn === "lost") return phrase`${who}${state} can no longer be reached from some addresses${where}${by}`;
      return phrase`from where ${who}${state} can be reached cannot be seen (${reasons.slice(0, MOST_RANGES)})`;
    }
    const isAll = ranges.join() === "0.0.0.0/0" && traffic.join() === "all";
    const what = phrase`${own(isAll ? "everything" : "what is")} ${own(PARTS[part])}${google}${where}${by}`;
    if (turn === "gained") return phrase`${who}${state} can now reach ${what}`;
    if (turn === "lost") return phrase`${who}${state} can no longer reach ${what}`;
    return phrase`whether ${who}${state} can reach ${what} cannot be seen (${reasons.slice(0, MOST_RANGES)})`;
  })();
  const substance = [
    turn,
    part,
    ...places,
    ...ranges,
    ...traffic,
    isForPlainHosts ? "plain hosts" : "some hosts",
    ...subnets,
  ].join(" ");
  const unseen = turn === "gained" || turn === "lost" ? [] : [...reasons, HiddenValue.unknown()];
  return { subject: name, substance, effect, address, summary, content: [name, substance, ...unseen] };
}

function more(count: number): Phrase {
  return count > MOST_RANGES ? phrase` and ${count - MOST_RANGES} more` : own("");
}
