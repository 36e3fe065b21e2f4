import type { IpAddress, IpRange } from "../core/ip-range";
import {
  GOOGLE_APIS_RANGES,
  GOOGLE_PUBLIC_RANGES,
  isIn,
  METADATA_SERVER,
  NOT_ROUTED_BY_THE_INTERNET,
  rangeOf,
  SUBNET_IPV6_SOURCES,
} from "./address-space";
import type { NetworkModel, PeeringModel, RouteModel, SubnetModel, UnknownTopic } from "./network-model";
import type { HostPlace } from "./traffic";
import { reachable, unknown, unreachable, type Verdict } from "./verdict";

/** What kind of place an address is, as seen from the network. */
export type PlaceKind = "metadata" | "subnet" | "endpoint" | "peer" | "google-apis" | "google" | "private" | "public";

/** An address in the network's world. */
export interface Place {
  readonly kind: PlaceKind;

  /** The subnet, endpoint, peering, or Google's name of the range. */
  readonly name: string;
}

/** Where the routes, gateways and peerings of a network lead; the firewall is not looked at. */
export class Routing {
  private readonly subnets: readonly { readonly model: SubnetModel; readonly ranges: readonly IpRange[] }[];
  private readonly endpoints: readonly { readonly name: string; readonly range: IpRange }[];
  private readonly peers: readonly { readonly model: PeeringModel; readonly ranges: readonly IpRange[] }[];
  private readonly routes: readonly { readonly model: RouteModel; readonly range: IpRange }[];
  private readonly places = new Map<string, Place>();

  /** The routes to an address, for hosts of any tags: the same addresses are asked for with all of these. */
  private readonly routesTo = new Map<string, readonly { readonly model: RouteModel; readonly range: IpRange }[]>();

  public constructor(private readonly network: NetworkModel) {
    this.subnets = network.subnets.map((model) => ({
      model,
      ranges: [model.ipCidrRange, ...(model.secondaryRanges ?? []), model.ipv6?.cidrRange].flatMap((text) =>
        text === undefined ? [] : [rangeOf(text)],
      ),
    }));
    this.endpoints = (network.endpoints ?? []).map(({ name, ip }) => ({ name, range: rangeOf(ip) }));
    this.peers = (network.peerings ?? []).map((model) => ({ model, ranges: (model.ranges ?? []).map(rangeOf) }));
    this.routes = network.routes
      .map((model) => ({ model, range: rangeOf(model.destRange) }))
      .sort(
        (one, other) =>
          other.range.prefixLength - one.range.prefixLength ||
          one.model.priority - other.model.priority ||
          one.model.name.localeCompare(other.model.name, "en"),
      );
  }

  /** Every range by which addresses are told apart. */
  public get ranges(): readonly IpRange[] {
    return [
      ...this.subnets.flatMap(({ ranges }) => ranges),
      ...this.endpoints.map(({ range }) => range),
      ...this.peers.flatMap(({ ranges }) => ranges),
      ...this.routes.map(({ range }) => range),
      ...GOOGLE_APIS_RANGES.flatMap(({ ranges }) => ranges),
      ...GOOGLE_PUBLIC_RANGES,
      ...METADATA_SERVER,
      ...NOT_ROUTED_BY_THE_INTERNET,
      ...Object.values(SUBNET_IPV6_SOURCES),
    ];
  }

  public place(address: IpAddress): Place {
    const key = keyOf(address);
    const place = this.places.get(key) ?? this.findPlace(address);
    this.places.set(key, place);
    return place;
  }

  private findPlace(address: IpAddress): Place {
    if (isIn(METADATA_SERVER, address)) return { kind: "metadata", name: "the metadata server" };
    const subnet = this.subnets.find(({ ranges }) => isIn(ranges, address));
    if (subnet !== undefined) return { kind: "subnet", name: subnet.model.name };
    const endpoint = this.endpoints.find(({ range }) => range.has(address));
    if (endpoint !== undefined) return { kind: "endpoint", name: endpoint.name };
    const peer = this.peers.find(({ ranges }) => isIn(ranges, address));
    if (peer !== undefined) return { kind: "peer", name: peer.model.name };
    const google = GOOGLE_APIS_RANGES.find(({ ranges }) => isIn(ranges, address));
    if (google !== undefined) return { kind: "google-apis", name: google.name };
    if (isIn(GOOGLE_PUBLIC_RANGES, address)) return { kind: "google", name: "Google's public addresses" };
    return isIn(NOT_ROUTED_BY_THE_INTERNET, address)
      ? { kind: "private", name: "private addresses" }
      : { kind: "public", name: "the internet" };
  }

  /**
   * Whether what a host sends to an address gets there.
   *
   * @param isApi whether the address is known to be one that a name of Google's APIs resolves to publicly
   */
  public decide(host: HostPlace, subnet: SubnetModel, address: IpAddress, isApi = false): Verdict {
    const place = this.place(address);
    if (place.kind === "metadata") return reachable("the metadata server is next to every host");
    if (address.family === 6 && subnet.ipv6 === undefined) {
      return unreachable(`subnet "${subnet.name}" has no IPv6`);
    }
    if (place.kind === "subnet") return reachable(`subnet "${place.name}" is routed by the network itself`);
    if (place.kind === "endpoint") return this.googleAccess(host, subnet, address, `endpoint "${place.name}"`);
    if (place.kind === "peer") return unknown(`peering "${place.name}": what the other network lets in cannot be seen`);
    const unseen = this.unseenWay(place.kind, address);
    if (unseen !== undefined) return unknown(unseen);
    const route = this.routeFor(host, address);
    if (route === undefined) return unreachable("no route leads there");
    if (route.nextHop === "other") return unknown(`what lies behind route "${route.name}" cannot be seen`);
    const way = `route "${route.name}"`;
    if (place.kind === "google-apis" || (place.kind === "google" && isApi)) {
      return this.googleAccess(host, subnet, address, way);
    }
    return this.throughGateway(host, subnet, address, place, way);
  }

  /** Why an address that no known range holds could be somewhere else than it seems. */
  private unseenWay(kind: PlaceKind, address: IpAddress): string | undefined {
    const [route] = this.unseen("routes");
    if (route !== undefined) return route;
    const peer = this.network.peerings?.find(
      ({ ranges, importsOtherRoutes = false }) => importsOtherRoutes || (ranges === undefined && kind === "private"),
    );
    if (peer !== undefined) return `peering "${peer.name}": what the other network has cannot be seen`;
    const subnet = this.network.subnets.find((one) => mayHold(one, kind, address));
    if (subnet !== undefined) return `the range of subnet "${subnet.name}" is not known`;
    if (kind !== "private") return undefined;
    return this.unseen("peerings")[0] ?? this.unseen("addresses")[0];
  }

  /**
   * The most specific route, then the one with the lowest priority number; of equal ones the one that is not seen
   * through.
   */
  private routeFor({ tags = [] }: HostPlace, address: IpAddress): RouteModel | undefined {
    const key = keyOf(address);
    const all = this.routesTo.get(key) ?? this.routes.filter(({ range }) => range.has(address));
    this.routesTo.set(key, all);
    const fitting = all.filter(({ model }) => model.tags?.some((tag) => tags.includes(tag)) ?? true);
    const [best] = fitting;
    const equal = fitting.filter(
      ({ model, range }) => range.prefixLength === best?.range.prefixLength && model.priority === best.model.priority,
    );
    return (equal.find(({ model }) => model.nextHop === "other") ?? best)?.model;
  }

  private throughGateway(
    host: HostPlace,
    subnet: SubnetModel,
    address: IpAddress,
    { kind, name }: Place,
    route: string,
  ): Verdict {
    if (kind === "private") return unreachable(`${route} leads to the internet, which does not route this address`);
    const way = this.wayOut(host, subnet, address);
    if (way.outcome === "reachable") return reachable(`${route} leads there ${way.reason}`);
    if (way.outcome === "unknown") return way;
    return kind === "google" && subnet.privateGoogleAccess !== false
      ? unknown(`which of ${name} answer through Private Google Access is not published`)
      : unreachable(`${route} leads there, but ${way.reason}`);
  }

  /** How a host gets to public addresses, once a route leads to the default internet gateway. */
  private wayOut(host: HostPlace, subnet: SubnetModel, address: IpAddress): Verdict {
    if (address.family === 6) {
      return subnet.ipv6?.access === "external"
        ? reachable("from the host's own external address")
        : unreachable(`the IPv6 addresses of subnet "${subnet.name}" are internal`);
    }
    if (host.externalAddress === true) return reachable("from the host's own external address");
    const nat = this.network.nats.find(
      ({ region, subnets }) => region === subnet.region && (subnets === "all" || subnets.includes(subnet.name)),
    );
    if (nat !== undefined) return reachable(`through Cloud NAT "${nat.name}"`);
    const [reason] = this.unseen("nat");
    return reason === undefined
      ? unreachable("the host has no external address, and no Cloud NAT serves it")
      : unknown(reason);
  }

  /** Private Google Access, which Cloud NAT switches on and a host with an external address does not need. */
  private googleAccess(host: HostPlace, subnet: SubnetModel, address: IpAddress, way: string): Verdict {
    if (subnet.privateGoogleAccess === true) return reachable(`${way} leads there, by Private Google Access`);
    const other = this.wayOut(host, subnet, address);
    if (other.outcome === "reachable") return reachable(`${way} leads there ${other.reason}`);
    if (subnet.privateGoogleAccess === undefined) {
      return unknown(`whether subnet "${subnet.name}" has Private Google Access is not known`);
    }
    return other.outcome === "unknown"
      ? other
      : unreachable(`${way} leads there, but subnet "${subnet.name}" has no Private Google Access`);
  }

  private unseen(topic: UnknownTopic): readonly string[] {
    return this.network.unknown.filter((one) => one.topic === topic).map(({ reason }) => reason);
  }
}

function keyOf({ family, value }: IpAddress): string {
  return `${family}:${value.toString(36)}`;
}

/** Whether an address may be one of a subnet whose range is not known. */
function mayHold({ ipCidrRange, ipv6 }: SubnetModel, kind: PlaceKind, address: IpAddress): boolean {
  if (address.family === 4) return ipCidrRange === undefined && ipv6 === undefined && kind === "private";
  return ipv6 !== undefined && ipv6.cidrRange === undefined && SUBNET_IPV6_SOURCES[ipv6.access].has(address);
}
