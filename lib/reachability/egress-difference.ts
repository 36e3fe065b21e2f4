import { IpAddress, type IpFamily, type IpRange } from "../core/ip-range";
import { intervals, rangesOf, WHOLE, type AddressInterval } from "./address-intervals";
import type { ReachProtocol } from "./egress";
import { kindsOfHost, protocolsOf, slicesOf, type Slice } from "./egress-computation";
import type { Labels } from "./firewall";
import { labelsIn } from "./host-labels";
import type { FirewallRuleModel, SubnetModel } from "./network-model";
import type { Reachability } from "./reachability";
import type { PlaceKind } from "./routing";
import type { HostPlace, Traffic } from "./traffic";
import { unreachable, type Outcome, type Verdict } from "./verdict";

/** Where something is reached, or, for `ingress`, from where hosts are. */
export type ReachPart = "internet" | "google" | "network" | "other-networks" | "ingress";

/** Whether it is reachable now and was not, was and is not, or may now be. */
export type ReachTurn = "gained" | "lost" | "unknown";

/** What hosts reach of one part of the world after a change and not before, or the other way round. */
export interface ReachDifference {
  readonly part: ReachPart;
  readonly turn: ReachTurn;

  /** The subnets in which some hosts do, ascending. */
  readonly subnets: readonly string[];

  /** Whether plain hosts do: without tags, service account and external address. */
  readonly isForPlainHosts: boolean;

  /**
   * In CIDR notation, of one family after the other; `0.0.0.0/0` or `::/0` when it is all of that part of the world.
   */
  readonly ranges: readonly string[];

  /** What is there: `the internet`, `restricted.googleapis.com`, a subnet, a peering. */
  readonly places: readonly string[];
  readonly protocols: readonly ReachProtocol[];

  /** Why it may be so, when that is not known; else empty. */
  readonly reasons: readonly string[];
}

const PARTS: Readonly<Record<PlaceKind, ReachPart | undefined>> = {
  metadata: undefined,
  subnet: "network",
  endpoint: "google",
  peer: "other-networks",
  "google-apis": "google",
  google: "google",
  private: "other-networks",
  public: "internet",
};

/** The hosts, addresses and traffic for which the answer turned in the same way. */
interface Turned {
  readonly subnets: Set<string>;
  isForPlainHosts: boolean;
  readonly intervals: Map<string, AddressInterval>;
  readonly slices: Set<Slice>;
  readonly places: Set<string>;
  readonly reasons: Set<string>;
}

const NOTHING = unreachable("there is no such subnet");

/** Compares what each kind of host can reach in two states of a network, for all addresses and all traffic. */
export class EgressDifference {
  private readonly turned = new Map<string, Turned>();
  private readonly slices: readonly Slice[];
  private readonly nothing: readonly Verdict[];
  private readonly cut: Readonly<Record<IpFamily, readonly AddressInterval[]>>;
  private readonly verdicts = new Map<string, readonly Verdict[]>();
  private readonly receivers: readonly Labels[];
  private readonly senders: readonly Labels[];
  private mayBeLost = false;

  /**
   * @param before undefined when the network is new
   * @param after undefined when the network goes away
   */
  public constructor(
    private readonly before: Reachability | undefined,
    private readonly after: Reachability | undefined,
  ) {
    const models = [before, after].filter((one) => one !== undefined);
    this.slices = slicesOf(models);
    this.nothing = this.slices.map(() => NOTHING);
    this.cut = this.intervalsOf(({ edges }) => edges);
    const entries = models.flatMap(({ network }) => network.firewallRules).filter(isEntry);
    this.receivers = labelsIn(entries, "target");
    this.senders = labelsIn(entries, "source");
    const subnets = [...new Set(models.flatMap(({ network }) => network.subnets.map(({ name }) => name)))];
    for (const subnet of subnets) {
      for (const host of kindsOfHost(models, subnet)) {
        for (const family of this.hasIpv6(subnet) ? ([4, 6] as const) : ([4] as const)) {
          for (const interval of this.cut[family]) this.compareEgress(host, interval);
        }
      }
    }
    this.compareIngress(subnets, models);
  }

  /** What turned, by part of the world. */
  public get differences(): readonly ReachDifference[] {
    const ingress = this.intervalsOf(({ firewall }) => firewall.ranges("INGRESS"));
    return [...this.turned].map(([key, { subnets, isForPlainHosts, intervals: turned, slices, places, reasons }]) => {
      const [part, turn] = JSON.parse(key) as [ReachPart, ReachTurn];
      const ofFamily = (family: IpFamily): readonly string[] => {
        const cut = part === "ingress" ? ingress[family] : this.cut[family];
        const own = cut.filter(({ first }) => turned.has(first.toString()));
        const all = cut.filter(({ first }) => part === "ingress" || this.partOf(first) === part);
        const isWhole = own.length === all.length;
        return isWhole && own.length >= (part === "ingress" ? 1 : 2)
          ? [WHOLE[family].toString()]
          : rangesOf(own).map(String);
      };
      return {
        part,
        turn,
        subnets: [...subnets].sort(),
        isForPlainHosts,
        ranges: [...ofFamily(4), ...ofFamily(6)],
        places: [...places].sort(),
        protocols: protocolsOf(
          this.slices.filter((slice) => slices.has(slice)),
          this.slices.length,
        ),
        reasons: [...reasons].sort(),
      };
    });
  }

  /** Whether something that was reachable may be so no longer, which is no difference of its own. */
  public get mayLose(): boolean {
    return this.mayBeLost;
  }

  private partOf(address: IpAddress): ReachPart | undefined {
    const model = this.after ?? this.before;
    return model === undefined ? undefined : PARTS[model.routing.place(address).kind];
  }

  private hasIpv6(subnet: string): boolean {
    return [this.before, this.after].some((side) =>
      side?.network.subnets.some(({ name, ipv6 }) => name === subnet && ipv6 !== undefined),
    );
  }

  private intervalsOf(
    rangesIn: (model: Reachability) => readonly IpRange[],
  ): Readonly<Record<IpFamily, readonly AddressInterval[]>> {
    const edges = [this.before, this.after].flatMap((model) => (model === undefined ? [] : rangesIn(model)));
    return { 4: intervals(WHOLE[4], edges), 6: intervals(WHOLE[6], edges) };
  }

  private compareEgress(host: HostPlace, interval: AddressInterval): void {
    const [was, is] = [this.egress("before", host, interval), this.egress("after", host, interval)];
    this.compare(host, [host.subnet], interval, was, is, (turn) => (turn === "lost" ? was.part : is.part));
  }

  /** The firewall alone decides, so that subnets which are there before and after, or only once, are told together. */
  private compareIngress(subnets: readonly string[], models: readonly Reachability[]): void {
    const cut = this.intervalsOf(({ firewall }) => firewall.ranges("INGRESS"));
    const sides = (subnet: string): string =>
      JSON.stringify([
        (["before", "after"] as const).map((side) => this.familiesOf(side, subnet)),
        models.some(({ hostEdges }) => hostEdges.length > 0) ? subnet : "",
      ]);
    for (const alike of new Set(subnets.map(sides))) {
      const same = subnets.filter((subnet) => sides(subnet) === alike);
      const [first = ""] = same;
      const hosts = kindsOfHost(models, first, this.receivers).filter(
        ({ externalAddress }) => externalAddress !== true,
      );
      for (const family of this.hasIpv6(first) ? ([4, 6] as const) : ([4] as const)) {
        for (const interval of cut[family]) {
          for (const sender of this.sendersIn(interval)) {
            for (const host of hosts) {
              const [was, is] = [
                this.ingress("before", host, interval, sender),
                this.ingress("after", host, interval, sender),
              ];
              this.compare(host, same, interval, was, is, () => "ingress");
            }
          }
        }
      }
    }
  }

  /** Rules know by tags and accounts only who is on the network. */
  private sendersIn({ first, last }: AddressInterval): readonly Labels[] {
    const isThere = [this.before, this.after].some((model) =>
      model?.network.subnets.some((subnet) =>
        model
          .hostRanges(subnet, first.family)
          .some((range) => range.first.value <= last.value && range.last.value >= first.value),
      ),
    );
    return isThere ? this.senders : this.senders.slice(0, 1);
  }

  /** A subnet is not there for a family of which its hosts have no addresses. */
  private familiesOf(side: Side, name: string): readonly IpFamily[] {
    const subnet = this[side]?.network.subnets.find((one) => one.name === name);
    if (subnet === undefined) return [];
    return subnet.ipv6 === undefined ? [4] : [4, 6];
  }

  private ingress(side: Side, host: HostPlace, { first }: AddressInterval, sender: Labels): Seen {
    const { model, subnet } = this.placeOf(side, host, first.family);
    if (model === undefined || subnet === undefined) return { verdicts: this.nothing };
    if (first.family === 6 && subnet.ipv6 === undefined) return { verdicts: this.nothing };
    return { verdicts: this.slices.map((slice) => model.lets(host, subnet, first, sender, trafficOf(slice))) };
  }

  private egress(side: Side, host: HostPlace, { first }: AddressInterval): Seen {
    const { model, subnet } = this.placeOf(side, host, first.family);
    if (model === undefined || subnet === undefined) return { verdicts: this.nothing };
    const part = PARTS[model.routing.place(first).kind];
    const way = part === undefined ? NOTHING : model.routing.decide(host, subnet, first);
    if (part === undefined || way.outcome === "unreachable") return { verdicts: this.nothing, part };
    // The firewall does not know which subnet a host is in, unless it asks for the host's own address.
    const key = JSON.stringify([
      side,
      host.tags,
      host.serviceAccount,
      first.toString(),
      host.addresses,
      part === "network" || model.hostEdges.length > 0 ? host.subnet : "",
    ]);
    // Of those that may be at an address of the network, the one that lets most in.
    const receivers = part === "network" ? [host, ...this.receivers] : [host];
    const verdicts =
      this.verdicts.get(key) ??
      this.slices.map((slice) =>
        most(receivers.map((one) => model.passes(host, subnet, first, one, trafficOf(slice)))),
      );
    this.verdicts.set(key, verdicts);
    return { verdicts, part, way };
  }

  /** Empty where there is no such host: no such subnet, or one without the host's address. */
  private placeOf(
    side: Side,
    { subnet: name, addresses = [] }: HostPlace,
    family: IpFamily,
  ): { readonly model?: Reachability; readonly subnet?: SubnetModel } {
    const model = this[side];
    const subnet = model?.network.subnets.find((one) => one.name === name);
    if (model === undefined || subnet === undefined) return {};
    const own = addresses.map((text) => IpAddress.parse(text)).find((one) => one.family === family);
    const isThere = own === undefined || model.hostRanges(subnet, family).some((range) => range.has(own));
    return isThere ? { model, subnet } : {};
  }

  private compare(
    host: HostPlace,
    subnets: readonly string[],
    interval: AddressInterval,
    before: Seen,
    after: Seen,
    partOf: (turn: ReachTurn) => ReachPart | undefined,
  ): void {
    if (before.verdicts === after.verdicts) return;
    for (const [at, slice] of this.slices.entries()) {
      const [was, is] = [together(before, at), together(after, at)];
      const turn = turnOf(was, is);
      this.mayBeLost ||= was.outcome === "reachable" && is.outcome === "unknown";
      const part = turn === undefined ? undefined : partOf(turn);
      if (turn === undefined || part === undefined) continue;
      const key = JSON.stringify([part, turn]);
      const turned = this.turned.get(key) ?? {
        subnets: new Set(),
        isForPlainHosts: false,
        intervals: new Map(),
        slices: new Set(),
        places: new Set(),
        reasons: new Set(),
      };
      for (const subnet of subnets) turned.subnets.add(subnet);
      turned.isForPlainHosts ||=
        (host.tags ?? []).length === 0 && host.serviceAccount === undefined && host.externalAddress !== true;
      turned.intervals.set(interval.first.toString(), interval);
      turned.slices.add(slice);
      const place = (turn === "lost" ? this.before : this.after)?.routing.place(interval.first).name;
      if (place !== undefined) turned.places.add(place);
      if (turn === "unknown") turned.reasons.add(is.reason);
      this.turned.set(key, turned);
    }
  }
}

type Side = "before" | "after";

/** What one side says to each slice of the traffic: the firewall's verdicts, and that of the routes. */
interface Seen {
  readonly verdicts: readonly Verdict[];
  readonly part?: ReachPart | undefined;

  /** @default - only the verdicts count */
  readonly way?: Verdict;
}

function together({ verdicts, way }: Seen, at: number): Verdict {
  const verdict = verdicts[at] ?? NOTHING;
  // What the firewall denies is denied, whatever is not known of the route.
  return way?.outcome === "unknown" && verdict.outcome !== "unreachable" ? way : verdict;
}

function isEntry({ direction, disabled = false }: FirewallRuleModel): boolean {
  return direction === "INGRESS" && !disabled;
}

function most(verdicts: readonly Verdict[]): Verdict {
  const best = (["reachable", "unknown"] as const).map((one) => verdicts.find(({ outcome }) => outcome === one));
  return best.find((one) => one !== undefined) ?? verdicts[0] ?? NOTHING;
}

function trafficOf({ protocol, ports }: Slice): Traffic {
  return { protocol, ...(ports === undefined ? {} : { port: ports.first }) };
}

/** Two answers that are not known are only the same when they are not known for the same reason. */
function turnOf(before: Verdict, after: Verdict): ReachTurn | undefined {
  if (before.outcome === "unknown" && after.outcome === "unknown" && before.reason !== after.reason) return "unknown";
  return TURNS[before.outcome][after.outcome];
}

const TURNS: Readonly<Record<Outcome, Readonly<Record<Outcome, ReachTurn | undefined>>>> = {
  unreachable: { unreachable: undefined, unknown: "unknown", reachable: "gained" },
  unknown: { unreachable: "lost", unknown: undefined, reachable: "gained" },
  reachable: { unreachable: "lost", unknown: undefined, reachable: undefined },
};
