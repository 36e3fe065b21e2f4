import { ValidationError } from "../core/errors";
import { IpAddress, IpRange, type IpFamily } from "../core/ip-range";
import { intervals, WHOLE, type AddressInterval } from "./address-intervals";
import { rangeOf } from "./address-space";
import { Firewall, type Labels } from "./firewall";
import { modelProblems } from "./model-problems";
import { NameResolution, type Resolution } from "./name-resolution";
import type { FirewallRuleModel, NetworkModel, SubnetModel } from "./network-model";
import { Routing, type Place } from "./routing";
import { checkTraffic, type Destination, type HostPlace, type Traffic } from "./traffic";
import { all, reachable, unknown, unreachable, type Verdict } from "./verdict";

/** Names whose public addresses are Google's own. */
const GOOGLE_DOMAINS = ["googleapis.com", "pkg.dev", "gcr.io", "run.app"];

/**
 * What a host of a network can reach, as Google decides it: routes (the longest prefix, then priority; for some only
 * by tag), a way to public addresses (the host's own address, Cloud NAT, Private Google Access), and firewall rules
 * (priority, deny before allow at the same one) of both ends.
 *
 * Answers are `unknown` as soon as something that cannot be seen could change them.
 */
export class Reachability {
  /** @internal */
  public readonly firewall: Firewall;
  /** @internal */
  public readonly routing: Routing;
  private readonly names: NameResolution;
  private readonly told = new Map<string, readonly IpAddress[]>();
  private readonly parsed = new Map<string, IpAddress>();

  /** @throws ValidationError with everything in the model that is no range, port or protocol */
  public constructor(public readonly network: NetworkModel) {
    const problems = modelProblems(network);
    if (problems.length > 0) throw new ValidationError(problems, `network "${network.name}"`);
    const unseen = network.unknown.filter(({ topic }) => topic === "firewall").map(({ reason }) => reason);
    this.firewall = new Firewall(network.firewallRules, unseen);
    this.routing = new Routing(network);
    this.names = new NameResolution(network);
  }

  /**
   * Whether a host can open a connection to an address.
   *
   * @throws ValidationError when the subnet is not in the network, the address is none, or a port is missing
   */
  public decide(from: HostPlace, to: Destination): Verdict {
    checkTraffic(to);
    return this.decideAt(from, this.subnet(from), IpAddress.parse(to.ip), to, to);
  }

  /**
   * Whether a host can open a connection to a name. Of a name that public DNS answers the addresses are not known:
   * the decision then holds for all public addresses, for names of Google's for all of Google's.
   *
   * @throws ValidationError as `decide`
   */
  public decideName(from: HostPlace, name: string, traffic: Traffic): Verdict {
    checkTraffic(traffic);
    const { answer, addresses, reason } = this.resolve(name);
    if (answer === "unknown") return unknown(reason);
    if (answer === "none") return unreachable(reason);
    const subnet = this.subnet(from);
    if (addresses.length > 0) {
      // A client tries one address after the other.
      const verdicts = addresses.map((ip) => this.decideAt(from, subnet, IpAddress.parse(ip), {}, traffic));
      const best = (["reachable", "unknown"] as const).map((one) => verdicts.find(({ outcome }) => outcome === one));
      return best.find((one) => one !== undefined) ?? verdicts[0] ?? unreachable(reason);
    }
    const google = GOOGLE_DOMAINS.some((domain) => `.${name.replace(/\.$/, "")}`.toLowerCase().endsWith(`.${domain}`));
    const verdicts = this.intervals(4)
      .filter(({ first }) => (google ? ["google"] : ["google", "public"]).includes(this.routing.place(first).kind))
      .map(({ first }) => this.decideAt(from, subnet, first, {}, traffic, google));
    const [verdict] = verdicts;
    if (verdict === undefined || verdicts.some(({ outcome }) => outcome !== verdict.outcome)) {
      return unknown("public DNS answers, and only some of the addresses that it may give can be reached");
    }
    return { ...verdict, reason: `public DNS answers; ${verdict.reason}` };
  }

  /**
   * Whether a connection that comes from an address gets to a host: from the network itself, from a range of Google's
   * such as that of Identity-Aware Proxy, or from the internet.
   *
   * @param source what rules know the sender by, if it is a host of the network
   * @throws ValidationError as `decide`
   */
  public decideIngress(to: HostPlace, fromIp: string, traffic: Traffic, source: Labels = {}): Verdict {
    checkTraffic(traffic);
    const subnet = this.subnet(to);
    const address = IpAddress.parse(fromIp);
    const firewall = this.lets(to, subnet, address, source, traffic);
    if (address.family === 6 && subnet.ipv6 === undefined) return unreachable(`subnet "${subnet.name}" has no IPv6`);
    const { kind } = this.routing.place(address);
    if ((kind !== "public" && kind !== "google") || GOOGLE_SOURCES.some((range) => range.has(address))) return firewall;
    const external = address.family === 6 ? subnet.ipv6?.access === "external" : to.externalAddress === true;
    return all(
      external ? reachable("the host has an external address") : unreachable("the host has no external address"),
      firewall,
    );
  }

  /** What the resolver of the network answers to its hosts. */
  public resolve(name: string): Resolution {
    return this.names.resolve(name);
  }

  /** What an address is, as seen from the network. */
  public place(ip: string): Place {
    return this.routing.place(IpAddress.parse(ip));
  }

  /** All addresses of a family, cut where anything in the network tells them apart. @internal */
  public intervals(family: IpFamily): readonly AddressInterval[] {
    return intervals(WHOLE[family], this.edges);
  }

  /** The ranges by which anything in the network tells apart where a host sends to. @internal */
  public get edges(): readonly IpRange[] {
    return [...this.routing.ranges, ...this.firewall.ranges("EGRESS"), ...this.firewall.hostRanges("INGRESS")];
  }

  /**
   * The ranges by which the firewall tells hosts apart that differ in nothing but their address; mostly none.
   *
   * @internal
   */
  public get hostEdges(): readonly IpRange[] {
    const own = [...this.firewall.hostRanges("EGRESS"), ...this.firewall.hostRanges("INGRESS")];
    return own.length === 0 ? [] : [...own, ...this.firewall.ranges("INGRESS")];
  }

  /** The addresses that hosts of a subnet may have; all of a family where that is not known. @internal */
  public hostRanges({ ipCidrRange, secondaryRanges = [], ipv6 }: SubnetModel, family: IpFamily): readonly IpRange[] {
    const written = family === 4 ? ipCidrRange : ipv6?.cidrRange;
    if (written === undefined) return [WHOLE[family]];
    return [written, ...(family === 4 ? secondaryRanges : [])].map(rangeOf);
  }

  /** Whether the firewall lets an address send to a host. @internal */
  public lets(host: HostPlace, subnet: SubnetModel, from: IpAddress, sender: Labels, traffic: Traffic): Verdict {
    return this.asOne("INGRESS", host, subnet, from.family, (own) =>
      this.firewall.ingress(host, own, from, sender, traffic),
    );
  }

  /** Whether the firewall rules of both ends let something pass, if a route leads there. @internal */
  public passes(from: HostPlace, subnet: SubnetModel, to: IpAddress, labels: Labels, traffic: Traffic): Verdict {
    const { kind } = this.routing.place(to);
    if (kind === "metadata") return reachable("no firewall rule keeps a host from the metadata server");
    const egress = this.asOne("EGRESS", from, subnet, to.family, (own) => this.firewall.egress(from, own, to, traffic));
    return kind === "subnet" ? all(egress, this.entry(from, subnet, to, labels, traffic)) : egress;
  }

  private decideAt(
    from: HostPlace,
    subnet: SubnetModel,
    to: IpAddress,
    labels: Labels,
    traffic: Traffic,
    isApi = false,
  ): Verdict {
    return all(this.routing.decide(from, subnet, to, isApi), this.passes(from, subnet, to, labels, traffic));
  }

  /** Whether the host at an address of the network lets in what another one sends, whichever address that has. */
  private entry(from: HostPlace, subnet: SubnetModel, to: IpAddress, labels: Labels, traffic: Traffic): Verdict {
    const sent = this.given(from, to.family);
    const sources = sent === undefined ? this.sources(subnet, to.family) : [sent];
    const verdicts = sources.map((source) => this.firewall.ingress(labels, to, source, from, traffic));
    return alike(verdicts) ?? dependsOnAddress("ingress", subnet);
  }

  /** What holds for each address that a host may have. */
  private asOne(
    direction: FirewallRuleModel["direction"],
    host: HostPlace,
    subnet: SubnetModel,
    family: IpFamily,
    ask: (own: IpAddress) => Verdict,
  ): Verdict {
    const given = this.given(host, family);
    const own = given === undefined ? this.own(direction, subnet, family) : [given];
    return alike(own.map(ask)) ?? dependsOnAddress(direction.toLowerCase(), subnet);
  }

  /** The address that the host is said to have. */
  private given({ addresses = [] }: HostPlace, family: IpFamily): IpAddress | undefined {
    for (const text of addresses) {
      const address = this.parsed.get(text) ?? IpAddress.parse(text);
      this.parsed.set(text, address);
      if (address.family === family) return address;
    }
    return undefined;
  }

  /** One of each of the addresses that hosts of a subnet may have themselves, and a rule tells apart. */
  private own(direction: FirewallRuleModel["direction"], subnet: SubnetModel, family: IpFamily): readonly IpAddress[] {
    return this.toldApart(`own ${direction}`, subnet, family, () => this.firewall.hostRanges(direction));
  }

  /** One of each of the addresses that hosts of a subnet may send from, and an ingress rule tells apart. */
  private sources(subnet: SubnetModel, family: IpFamily): readonly IpAddress[] {
    return this.toldApart("sources", subnet, family, () => this.firewall.ranges("INGRESS"));
  }

  private toldApart(
    by: string,
    subnet: SubnetModel,
    family: IpFamily,
    edgesOf: () => readonly IpRange[],
  ): readonly IpAddress[] {
    const key = `${by} ${family} ${subnet.name}`;
    const known = this.told.get(key);
    if (known !== undefined) return known;
    const edges = edgesOf();
    const ranges = edges.length === 0 ? [WHOLE[family]] : this.hostRanges(subnet, family);
    const told = ranges.flatMap((range) => intervals(range, edges).map(({ first }) => first));
    this.told.set(key, told);
    return told;
  }

  private subnet({ subnet }: HostPlace): SubnetModel {
    const found = this.network.subnets.find(({ name }) => name === subnet);
    if (found === undefined) {
      const names = this.network.subnets.map(({ name }) => `"${name}"`).join(", ");
      throw new ValidationError([
        `subnet "${subnet}": ` +
          `not in network "${this.network.name}"${names === "" ? ", which has none" : `; it has ${names}`}`,
      ]);
    }
    return found;
  }
}

/** The first of verdicts that all come to the same. */
function alike(verdicts: readonly Verdict[]): Verdict | undefined {
  const [verdict] = verdicts;
  return verdicts.every(({ outcome }) => outcome === verdict?.outcome) ? verdict : undefined;
}

function dependsOnAddress(direction: string, { name }: SubnetModel): Verdict {
  return unknown(`which ${direction} rule applies depends on the host's own address in subnet "${name}"`);
}

/**
 * Ranges from which Google itself reaches hosts without an external address: Identity-Aware Proxy, and health checks.
 *
 * @see https://cloud.google.com/vpc/docs/routes#special_return_paths
 */
const GOOGLE_SOURCES = [
  "35.235.240.0/20",
  "35.191.0.0/16",
  "130.211.0.0/22",
  "35.199.192.0/19",
  "2600:2d00:1:1::/64",
  "2600:2d00:1:b029::/64",
].map((text) => IpRange.parse(text));
