import type { ReachDifference, ReachPart, ReachTurn } from "../../reachability/egress-difference";
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
 * What hosts of a network reach, and from where they are reached: computed from all routes, gateways and firewall rules
 * before and after, so that what is only written in another way is no finding.
 */
export const networkReachRule: PlanRule = ruleOf(
  {
    id: "network-reach",
    kind: "network",
    finds:
      "addresses that hosts of a network can reach, or be reached from, and could not, or no longer; " +
      "from the model of the whole network",
  },
  (change) =>
    comparedNetworks(change).flatMap((network) => network.differences.map((one) => observation(network, one))),
);

function observation(network: ComparedNetwork, difference: ReachDifference): Observation {
  const { name, address } = network;
  const { part, turn, subnets, isForPlainHosts, ranges, places, protocols, reasons } = difference;
  const hosts = isForPlainHosts ? "plain hosts" : "some hosts";
  const substance = [turn, part, ...places, ...ranges, ...trafficOf(protocols), hosts, ...subnets].join(" ");
  const unseen = turn === "unknown" ? [...reasons, HiddenValue.unknown()] : [];
  return {
    subject: name,
    substance,
    effect: EFFECTS[turn],
    address,
    summary: part === "ingress" ? ingressWords(network, difference) : egressWords(network, difference),
    content: [name, substance, ...unseen],
  };
}

const EFFECTS: Readonly<Record<ReachTurn, Effect>> = { gained: "widened", lost: "narrowed", unknown: "unknown" };

function ingressWords(network: ComparedNetwork, difference: ReachDifference): Phrase {
  const who = hostWords(network, difference);
  const what = phrase`${whereWords(difference)}${byWords(difference)}`;
  switch (difference.turn) {
    case "gained":
      return phrase`${who} can now be reached from outside or from other hosts${what}`;
    case "lost":
      return phrase`${who} can no longer be reached from some addresses${what}`;
    case "unknown":
      return phrase`from where ${who} can be reached cannot be seen (${difference.reasons.slice(0, MOST_RANGES)})`;
  }
}

function egressWords(network: ComparedNetwork, difference: ReachDifference): Phrase {
  const { part, turn, ranges, places, protocols, reasons } = difference;
  const isAll = isEverywhere(ranges) && isAllTraffic(protocols);
  const google = part === "google" ? phrase` (${places})` : own("");
  const target = phrase`${own(isAll ? "everything" : "what is")} ${own(PARTS[part])}${google}`;
  const what = phrase`${target}${whereWords(difference)}${byWords(difference)}`;
  const who = hostWords(network, difference);
  switch (turn) {
    case "gained":
      return phrase`${who} can now reach ${what}`;
    case "lost":
      return phrase`${who} can no longer reach ${what}`;
    case "unknown":
      return phrase`whether ${who} can reach ${what} cannot be seen (${reasons.slice(0, MOST_RANGES)})`;
  }
}

/** The hosts, and what becomes of their network. */
function hostWords(network: ComparedNetwork, { subnets, isForPlainHosts }: ReachDifference): Phrase {
  const which = isForPlainHosts ? "hosts" : "hosts with certain tags, service accounts or external addresses";
  const where = phrase`subnet ${subnets.slice(0, MOST_RANGES)}${more(subnets.length)} of network
    ${lastPart(network.name)}`;
  return phrase`${own(which)} in ${where}${stateWords(network)}`;
}

function stateWords({ before, after }: ComparedNetwork): Phrase {
  if (before === undefined) return own(", which is new,");
  return own(after === undefined ? ", which goes away," : "");
}

function whereWords({ ranges }: ReachDifference): Phrase {
  if (isEverywhere(ranges) || ranges.length === 0) return own("");
  return phrase` (${ranges.slice(0, MOST_RANGES)}${more(ranges.length)})`;
}

function byWords({ protocols }: ReachDifference): Phrase {
  const traffic = trafficOf(protocols);
  return isAllTraffic(protocols) ? own("") : phrase` by ${traffic.slice(0, MOST_RANGES)}${more(traffic.length)}`;
}

function trafficOf(protocols: ReachDifference["protocols"]): readonly string[] {
  return protocols.map(({ protocol, ports = [] }) => [protocol, ...ports].join(" "));
}

function isAllTraffic(protocols: ReachDifference["protocols"]): boolean {
  return trafficOf(protocols).join() === "all";
}

function isEverywhere(ranges: readonly string[]): boolean {
  return ranges.join() === "0.0.0.0/0";
}

function more(count: number): Phrase {
  return count > MOST_RANGES ? phrase` and ${count - MOST_RANGES} more` : own("");
}
