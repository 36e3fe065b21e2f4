import {
  PublicNames,
  ReachExtent,
  type FamilyEgress,
  type HostEgress,
  type NameEgress,
  type NetworkEgress,
  type Reach,
  type ReachTarget,
} from "./egress";

/** More ranges than this are counted, not listed; the data has them all. */
const MOST_RANGES_IN_WORDS = 6;

/** One sentence for each thing that hosts of a network reach, or do not. */
export function egressSentences(summary: NetworkEgress): readonly string[] {
  return [...hostSentences(summary), ...nameSentences(summary), ...serviceSentences(summary)];
}

/** Subnets whose hosts reach the same are told together. */
function hostSentences({ network, subnets, seesAllSubnets }: NetworkEgress): readonly string[] {
  if (subnets.length === 0) {
    return seesAllSubnets
      ? [`Network ${quote(network)} has no subnet, so no host can be on it.`]
      : [`Which subnets network ${quote(network)} has cannot be seen, and so not what hosts on it reach.`];
  }
  return grouped(subnets, ({ hosts }) => JSON.stringify(hosts)).flatMap((same) => {
    const where = `subnet${same.length > 1 ? "s" : ""} ${list(same.map(({ subnet }) => quote(subnet)))}`;
    const [plain, ...others] = same[0]?.hosts ?? [];
    if (plain === undefined) return [];
    const every = `Hosts in ${where}`;
    const who = `${every}${labels(plain)}`;
    return [
      ...familySentences(who, "IPv4", plain.ipv4),
      ...(plain.ipv6 === undefined ? [`${who} have no IPv6.`] : familySentences(who, "IPv6", plain.ipv6)),
      ...others.flatMap((host) => [
        ...familySentences(`${every}${labels(host)}`, "IPv4", host.ipv4),
        // An external IPv4 address changes nothing about IPv6.
        ...(host.ipv6 === undefined || JSON.stringify(host.ipv6) === JSON.stringify(plain.ipv6)
          ? []
          : familySentences(`${every}${labels(host)}`, "IPv6", host.ipv6)),
      ]),
    ];
  });
}

function labels({ tags, serviceAccount, externalAddress, addresses = [] }: HostEgress): string {
  const parts = [
    ...(externalAddress ? ["an external IPv4 address"] : []),
    ...(tags.length > 0 ? [`tag${tags.length > 1 ? "s" : ""} ${list(tags.map(quote))}`] : []),
    ...(serviceAccount === undefined ? [] : [`service account ${quote(serviceAccount)}`]),
    ...(addresses.length === 0 ? [] : [`an address in ${list(addresses)}`]),
  ];
  return parts.length === 0 ? "" : ` with ${list(parts)}`;
}

function familySentences(who: string, family: string, egress: FamilyEgress): readonly string[] {
  const over = `over ${family}`;
  return [
    ...reachSentences(who, `on the internet ${over}`, egress.internet, true),
    ...grouped(egress.googleApis, ({ name, reach }) =>
      JSON.stringify(reach.extent === ReachExtent.EVERYTHING ? reach.reasons : name),
    ).flatMap((same) =>
      same
        .slice(0, 1)
        .flatMap(({ reach }) => reachSentences(who, `at ${list(same.map(({ name }) => name))} ${over}`, reach, false)),
    ),
    ...(egress.googleApis.length === 0 && egress.internet.extent === ReachExtent.NONE
      ? [`${who} reach none of Google's addresses ${over}.`]
      : []),
    ...reachSentences(who, `on other hosts of the network ${over}`, egress.network, true),
    ...reachSentences(who, `on other private networks ${over}`, egress.otherNetworks, false),
  ];
}

function reachSentences(who: string, where: string, reach: Reach, sayNothing: boolean): readonly string[] {
  const why = reach.reasons.length === 0 ? "" : ` (${reach.reasons.join("; ")})`;
  const unknown =
    reach.unknownTargets.length === 0
      ? []
      : [`It is unknown whether ${lowerFirst(who)} reach ${targets(reach.unknownTargets)} ${where}${why}.`];
  switch (reach.extent) {
    case ReachExtent.EVERYTHING:
      return [`${who} reach everything ${where}${why}.`];
    case ReachExtent.SOME:
      return [
        `${who} reach ${targets(reach.targets)} ${where}${why}, and nothing else there for sure.`,
        ...unknown,
      ].map((sentence) => (unknown.length === 0 ? sentence.replace(" for sure.", ".") : sentence));
    case ReachExtent.UNKNOWN:
      return unknown;
    case ReachExtent.NONE:
      return sayNothing ? [`${who} reach nothing ${where}.`] : [];
  }
}

function targets(all: readonly ReachTarget[]): string {
  return list(
    all.map(({ ranges, protocols }) => {
      const what = list(
        protocols.map(({ protocol, ports = [] }) => {
          if (protocol === "all") return "every protocol";
          if (protocol === "other") return "every other protocol";
          return ports.length === 0 ? protocol : `${protocol} port${ports.length > 1 ? "s" : ""} ${list(ports)}`;
        }),
      );
      const some = ranges.slice(0, MOST_RANGES_IN_WORDS).join(", ");
      const rest = ranges.length - MOST_RANGES_IN_WORDS;
      return `${rest > 0 ? `${some} and ${rest} more ranges` : some} by ${what}`;
    }),
  );
}

function nameSentences({ names, publicNames }: NetworkEgress): readonly string[] {
  const all = {
    [PublicNames.ANSWERED]: "DNS: all other names are answered by public DNS.",
    [PublicNames.SOME]: "DNS: of all other names only those that a response policy lets pass are answered.",
    [PublicNames.CLOSED]: "DNS: no other name is answered, public DNS is closed.",
    [PublicNames.UNKNOWN]: "DNS: whether public DNS answers other names is unknown.",
  };
  return [
    ...grouped(names, answerWords).map(
      (same) => `DNS: ${list(same.map(({ name }) => quote(name)))}: ${same.map(answerWords)[0] ?? ""}.`,
    ),
    all[publicNames],
  ];
}

function answerWords({ answer, addresses, places }: NameEgress): string {
  if (answer === "unknown") return "answered in a way that cannot be seen";
  if (answer === "none") return "without an address here";
  return addresses.length === 0 ? "answered by public DNS" : `to ${list(places)} (${addresses.join(", ")})`;
}

function serviceSentences({ services }: NetworkEgress): readonly string[] {
  return grouped(services, ({ subnet, outcome, reason }) => JSON.stringify([subnet, outcome, reason])).flatMap(
    (same) => {
      const [one] = same;
      if (one === undefined) return [];
      const who = `hosts in subnet ${quote(one.subnet)} without tags and external address`;
      const what = `${list(same.map(({ name }) => name))} on port 443 (${one.reason})`;
      if (one.outcome === "unknown") return [`It is unknown whether ${who} reach ${what}.`];
      return [`${upperFirst(who)} ${one.outcome === "reachable" ? "reach" : "do not reach"} ${what}.`];
    },
  );
}

/** Items with the same key, in the order of the first of each. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
