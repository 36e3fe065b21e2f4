import { IpRange, type IpFamily } from "../core/ip-range";
import { intervals, portIntervals, portTexts, rangesOf, WHOLE, type AddressInterval } from "./address-intervals";
import {
  ReachExtent,
  type FamilyEgress,
  type HostEgress,
  type Reach,
  type ReachProtocol,
  type ReachTarget,
  type SubnetEgress,
} from "./egress";
import type { Labels } from "./firewall";
import { labelsOf } from "./host-labels";
import type { SubnetModel } from "./network-model";
import type { Reachability } from "./reachability";
import type { Place } from "./routing";
import { PROTOCOLS_WITH_PORTS, type HostPlace, type PortRange } from "./traffic";
import type { Verdict } from "./verdict";

/** The part of all traffic that no rule tells apart. */
export interface Slice {
  readonly protocol: string;
  readonly ports?: PortRange;
}

interface Cell {
  readonly interval: AddressInterval;
  readonly place: Place;
  readonly reachable: ReachProtocol[];
  readonly unknown: ReachProtocol[];
  readonly reasons: readonly string[];
}

/** Works out, subnet by subnet, everything that each kind of host can reach. */
export function egressOf(reachability: Reachability): SubnetEgress[] {
  const slices = slicesOf([reachability]);
  const firewall = new Map<string, FirewallSays>();
  const intervals = { 4: reachability.intervals(4), 6: reachability.intervals(6) };
  return reachability.network.subnets.map((subnet) => {
    const family = (host: HostPlace, which: IpFamily): FamilyEgress =>
      familyEgress(
        which,
        intervals[which].map((one) => cell(reachability, host, subnet, one, slices, firewall)),
      );
    const hosts = kindsOfHost([reachability], subnet.name).map((host): HostEgress => ({
      tags: [...(host.tags ?? [])],
      ...(host.serviceAccount === undefined ? {} : { serviceAccount: host.serviceAccount }),
      externalAddress: host.externalAddress === true,
      ...(host.ranges === undefined ? {} : { addresses: [...host.ranges] }),
      ipv4: family(host, 4),
      ...(subnet.ipv6 === undefined ? {} : { ipv6: family(host, 6) }),
    }));
    return { subnet: subnet.name, region: subnet.region, hosts: together(differing(hosts)) };
  });
}

/** Plain hosts, and those that reach something else than plain hosts of the same addresses. */
function differing(hosts: readonly HostEgress[]): readonly HostEgress[] {
  const place = ({ addresses }: HostEgress): string => JSON.stringify(addresses);
  const plain = new Map<string, string>();
  return hosts.filter((host) => {
    const [known, key] = [plain.get(place(host)), reachKey(host)];
    if (known === undefined) plain.set(place(host), key);
    return known !== key;
  });
}

/** Hosts that differ in nothing but their address, and reach the same, as one. */
function together(hosts: readonly HostEgress[]): HostEgress[] {
  const groups = new Map<string, HostEgress>();
  for (const host of hosts) {
    const { tags, serviceAccount, externalAddress, addresses } = host;
    const key = JSON.stringify([tags, serviceAccount, externalAddress, reachKey(host)]);
    const same = groups.get(key);
    const all = [...(same?.addresses ?? []), ...(addresses ?? [])];
    groups.set(key, { ...host, ...(addresses === undefined ? {} : { addresses: [...new Set(all)] }) });
  }
  const whole = new Set(hosts.flatMap(({ addresses = [] }) => addresses)).size;
  return [...groups.values()].map(({ addresses = [], ...host }) =>
    addresses.length === whole ? host : { ...host, addresses: [...fewest(addresses)] },
  );
}

function fewest(ranges: readonly string[]): readonly string[] {
  const parsed = ranges.map((text): AddressInterval => {
    const { first, last } = IpRange.parse(text);
    return { first, last };
  });
  return ([4, 6] as const).flatMap((family) => {
    const own = parsed.filter(({ first }) => first.family === family);
    return rangesOf(own.toSorted((a, b) => (a.first.value < b.first.value ? -1 : 1))).map(String);
  });
}

/** The same text for hosts that reach the same, in whatever way. */
function reachKey({ ipv4, ipv6 }: HostEgress): string {
  return JSON.stringify([ipv4, ipv6], (key, value: unknown) => (key === "reasons" ? undefined : value));
}

/** Above this number of parts a subnet is not cut: what depends on a host's own address is then unknown. */
const MOST_PARTS_OF_SUBNET = 16;

interface HostKind extends HostPlace {
  /** Of its own addresses. @default - any of its subnet */
  readonly ranges?: readonly string[];
}

/**
 * The parts of a subnet between which any of these models tells hosts apart by their own addresses; undefined when they
 * are too many.
 */
function partsOf(
  models: readonly Reachability[],
  name: string,
): readonly Pick<HostKind, "addresses" | "ranges">[] | undefined {
  const edges = models.flatMap(({ hostEdges }) => hostEdges);
  if (edges.length === 0) return [{}];
  const cuts = ([4, 6] as const).map((family): readonly AddressInterval[] => {
    const within = models.flatMap((model) =>
      model.network.subnets
        .filter((one) => one.name === name && (family === 4 || one.ipv6 !== undefined))
        .flatMap((one) => model.hostRanges(one, family)),
    );
    const all = within.flatMap((range) => intervals(range, [...edges, ...within]));
    return [...new Map(all.map((one) => [one.first.toString(), one])).values()];
  });
  const length = Math.max(...cuts.map((cut) => cut.length));
  if (length < 2) return [{}];
  if (length > MOST_PARTS_OF_SUBNET) return undefined;
  // What is sent over one family does not depend on the address of the other: the shorter list ends in its last part.
  return Array.from({ length }, (_, at) => {
    const own = cuts.flatMap((cut) => cut[at] ?? cut.at(-1) ?? []);
    return {
      addresses: own.map(({ first }) => first.toString()),
      ranges: own.flatMap((one) => rangesOf([one]).map(String)),
    };
  });
}

/** Whether hosts of a subnet are looked at one by one wherever their own addresses decide. */
export function isCutByAddresses(models: readonly Reachability[], subnet: string): boolean {
  return partsOf(models, subnet) !== undefined;
}

/** The hosts of a subnet that any of these models tells apart. */
export function kindsOfHost(
  models: readonly Reachability[],
  subnet: string,
  labels: readonly Labels[] = labelsOf(models),
): readonly HostKind[] {
  const parts = partsOf(models, subnet) ?? [{}];
  return [false, true].flatMap((externalAddress) =>
    labels.flatMap((label) => parts.map((part) => ({ subnet, externalAddress, ...label, ...part }))),
  );
}

/** All traffic, cut where a rule of any of these models tells it apart. */
export function slicesOf(models: readonly Pick<Reachability, "firewall">[]): readonly Slice[] {
  const named = new Map<string, PortRange[]>();
  for (const [protocol, ports] of models.flatMap(({ firewall }) => [...firewall.protocols])) {
    named.set(protocol, [...(named.get(protocol) ?? []), ...ports]);
  }
  const protocols = [...new Set(["tcp", "udp", "icmp", ...named.keys()])];
  return [
    ...protocols.flatMap((protocol): readonly Slice[] =>
      PROTOCOLS_WITH_PORTS.includes(protocol)
        ? portIntervals(named.get(protocol) ?? []).map((ports) => ({ protocol, ports }))
        : [{ protocol }],
    ),
    { protocol: "other" },
  ];
}

/**
 * What the firewall says to each slice, and what comes of it by the route: the same for many subnets and kinds of
 * hosts.
 */
interface FirewallSays {
  readonly verdicts: readonly Verdict[];
  readonly cells: Map<string, Cell>;
}

/** @param firewall what it says, kept for hosts that it does not tell apart */
function cell(
  reachability: Reachability,
  host: HostPlace,
  subnet: SubnetModel,
  interval: AddressInterval,
  slices: readonly Slice[],
  firewall: Map<string, FirewallSays>,
): Cell {
  const { first } = interval;
  const place = reachability.routing.place(first);
  const route = reachability.routing.decide(host, subnet, first);
  if (route.outcome === "unreachable" || place.kind === "metadata") {
    return { interval, place, reachable: [], unknown: [], reasons: [] };
  }
  const key = JSON.stringify([
    host.tags,
    host.serviceAccount,
    first.toString(),
    host.addresses,
    place.kind === "subnet" || reachability.hostEdges.length > 0 ? subnet.name : "",
  ]);
  const says = firewall.get(key) ?? {
    verdicts: slices.map(({ protocol, ports }) => {
      const traffic = { protocol, ...(ports === undefined ? {} : { port: ports.first }) };
      return reachability.passes(host, subnet, first, host, traffic);
    }),
    cells: new Map<string, Cell>(),
  };
  firewall.set(key, says);
  const routeKey = `${route.outcome} ${route.reason}`;
  const known = says.cells.get(routeKey) ?? { interval, place, ...reached(route, says.verdicts, slices) };
  says.cells.set(routeKey, known);
  return known;
}

/** What is reached where both the route and the firewall let it. */
function reached(
  route: Verdict,
  verdicts: readonly Verdict[],
  slices: readonly Slice[],
): Pick<Cell, "reachable" | "unknown" | "reasons"> {
  const together = verdicts.map((verdict) =>
    verdict.outcome === "unreachable" || route.outcome === "reachable" ? verdict : route,
  );
  const some = (outcome: Verdict["outcome"]): readonly Slice[] =>
    slices.filter((_, at) => together[at]?.outcome === outcome);
  const unknownReasons = together.filter(({ outcome }) => outcome === "unknown").map(({ reason }) => reason);
  return {
    reachable: protocolsOf(some("reachable"), slices.length),
    unknown: protocolsOf(some("unknown"), slices.length),
    reasons: [...(some("reachable").length > 0 ? [route.reason] : []), ...new Set(unknownReasons)],
  };
}

/** What slices stand for together, when all traffic is cut into `of` of them. */
export function protocolsOf(slices: readonly Slice[], of: number): ReachProtocol[] {
  if (slices.length === of) return [{ protocol: "all" }];
  return [...new Set(slices.map(({ protocol }) => protocol))].map((protocol) => {
    const ports = portTexts(slices.flatMap((one) => (one.protocol === protocol && one.ports ? [one.ports] : [])));
    return ports.length === 0 || ports[0] === "0-65535" ? { protocol } : { protocol, ports: [...ports] };
  });
}

function familyEgress(family: IpFamily, cells: readonly Cell[]): FamilyEgress {
  const of = (...kinds: readonly Place["kind"][]): readonly Cell[] =>
    cells.filter(({ place }) => kinds.includes(place.kind));
  // With Private Google Access alone, Google's own public addresses answer and the rest of the internet does not.
  const onlyGoogle = of("public").every(({ reachable, unknown }) => reachable.length + unknown.length === 0);
  const google = of("google-apis", "endpoint", ...(onlyGoogle ? ["google" as const] : []));
  return {
    internet: reach(onlyGoogle ? of("public") : of("public", "google"), WHOLE[family]),
    googleApis: [...new Map(google.map(({ place: { name, kind } }) => [`${kind} ${name}`, { name, kind }])).values()]
      .map((one) => ({
        ...one,
        reach: reach(google.filter(({ place }) => place.name === one.name && place.kind === one.kind)),
      }))
      .filter((one) => one.reach.extent !== ReachExtent.NONE),
    network: reach(of("subnet")),
    otherNetworks: reach(of("peer", "private")),
  };
}

/** @param instead what to write when the same holds for all cells, in place of the many ranges that they are */
function reach(cells: readonly Cell[], instead?: IpRange): Reach {
  const targets = targetsOf(cells, "reachable", instead);
  const unknownTargets = targetsOf(cells, "unknown", instead);
  const reasons = [...new Set(cells.flatMap((one) => one.reasons))];
  return { extent: extentOf(cells, targets, unknownTargets), targets, unknownTargets, reasons };
}

function extentOf(cells: readonly Cell[], targets: ReachTarget[], unknownTargets: ReachTarget[]): ReachExtent {
  const isEverything = cells.length > 0 && cells.every((one) => one.reachable[0]?.protocol === "all");
  if (isEverything) return ReachExtent.EVERYTHING;
  if (targets.length > 0) return ReachExtent.SOME;
  return unknownTargets.length > 0 ? ReachExtent.UNKNOWN : ReachExtent.NONE;
}

function targetsOf(cells: readonly Cell[], what: "reachable" | "unknown", instead?: IpRange): ReachTarget[] {
  const groups = new Map<string, Cell[]>();
  for (const one of cells) {
    if (one[what].length === 0) continue;
    const key = JSON.stringify(one[what]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => ({
    ranges:
      instead !== undefined && group.length === cells.length
        ? [instead.toString()]
        : rangesOf(group.map(({ interval }) => interval)).map(String),
    protocols: group[0]?.[what] ?? [],
  }));
}
