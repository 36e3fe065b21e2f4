import type { IpAddress, IpFamily } from "../core/ip-range";
import { intervals, rangesOf, WHOLE, type AddressInterval } from "./address-intervals";
import { accountsOf, kindsOfHost, protocolsOf, slicesOf, tagsOf, type Slice } from "./egress-computation";
import type { ProtocolModel } from "./network-model";
import type { Reachability } from "./reachability";
import type { PlaceKind } from "./routing";
import type { HostPlace } from "./traffic";
import { all, unreachable, type Outcome, type Verdict } from "./verdict";

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

  /** In CIDR notation, of one family after the other; `0.0.0.0/0` or `::/0` when it is all of that part of the world. */
  readonly ranges: readonly string[];

  /** What is there: `the internet`, `restricted.googleapis.com`, a subnet, a peering. */
  readonly places: readonly string[];
  readonly protocols: readonly ProtocolModel[];

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
  private readonly cut: Readonly<Record<IpFamily, readonly AddressInterval[]>>;
  private readonly verdicts = new Map<string, Verdict>();

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
    const edges = models.flatMap(({ routing, firewall }) => [...routing.ranges, ...firewall.ranges("EGRESS"), ...firewall.ranges("INGRESS")]);
    this.cut = { 4: intervals(WHOLE[4], edges), 6: intervals(WHOLE[6], edges) };
    const senders = [{}, ...models.flatMap(tagsOf).map((tag) => ({ tags: [tag] })), ...models.flatMap(accountsOf).map((serviceAccount) => ({ serviceAccount }))];
    for (const subnet of new Set(models.flatMap(({ network }) => network.subnets.map(({ name }) => name)))) {
      const families = this.hasIpv6(subnet) ? ([4, 6] as const) : ([4] as const);
      for (const host of kindsOfHost(models, subnet)) {
        for (const family of families) {
          for (const interval of this.cut[family]) {
            this.compareEgress(host, interval);
            for (const sender of host.externalAddress === true ? [] : senders) this.compareIngress(host, interval, sender);
          }
        }
      }
    }
  }

  /** What turned, by part of the world. */
  public get differences(): readonly ReachDifference[] {
    return [...this.turned].map(([key, { subnets, isForPlainHosts, intervals: turned, slices, places, reasons }]) => {
      const [part, turn] = JSON.parse(key) as [ReachPart, ReachTurn];
      const ofFamily = (family: IpFamily): readonly string[] => {
        const own = this.cut[family].filter(({ first }) => turned.has(first.toString()));
        const all = this.cut[family].filter(({ first }) => part === "ingress" || this.partOf(first) === part);
        return own.length > 1 && own.length === all.length ? [WHOLE[family].toString()] : rangesOf(own).map(String);
      };
      return {
        part,
        turn,
        subnets: [...subnets].sort(),
        isForPlainHosts,
        ranges: [...ofFamily(4), ...ofFamily(6)],
        places: [...places].sort(),
        protocols: protocolsOf(this.slices.filter((slice) => slices.has(slice)), this.slices.length),
        reasons: [...reasons].sort(),
      };
    });
  }

  private partOf(address: IpAddress): ReachPart | undefined {
    const model = this.after ?? this.before;
    return model === undefined ? undefined : PARTS[model.routing.place(address).kind];
  }

  private hasIpv6(subnet: string): boolean {
    return [this.before, this.after].some((side) => side?.network.subnets.some(({ name, ipv6 }) => name === subnet && ipv6 !== undefined));
  }

  private compareEgress(host: HostPlace, interval: AddressInterval): void {
    const [was, is] = [this.egress("before", host, interval), this.egress("after", host, interval)];
    this.compare(host, interval, was.verdicts, is.verdicts, (turn) => (turn === "lost" ? was.part : is.part));
  }

  private compareIngress(host: HostPlace, interval: AddressInterval, sender: Pick<HostPlace, "tags" | "serviceAccount">): void {
    const verdicts = (side: "before" | "after"): readonly Verdict[] => {
      const model = this.modelOf(side, host);
      return this.slices.map(({ protocol, ports }) => {
        if (model === undefined) return NOTHING;
        const key = JSON.stringify([side, "in", host.tags, host.serviceAccount, sender, interval.first.toString(), protocol, ports?.first]);
        return this.kept(key, () => model.firewall.ingress(host, interval.first, sender, { protocol, ...(ports === undefined ? {} : { port: ports.first }) }));
      });
    };
    this.compare(host, interval, verdicts("before"), verdicts("after"), () => "ingress");
  }

  private egress(side: "before" | "after", host: HostPlace, { first }: AddressInterval): { readonly verdicts: readonly Verdict[]; readonly part: ReachPart | undefined } {
    const model = this.modelOf(side, host);
    const subnet = model?.network.subnets.find(({ name }) => name === host.subnet);
    if (model === undefined || subnet === undefined) return { verdicts: this.slices.map(() => NOTHING), part: undefined };
    const part = PARTS[model.routing.place(first).kind];
    const route = part === undefined ? NOTHING : model.routing.decide(host, subnet, first);
    if (route.outcome === "unreachable") return { verdicts: this.slices.map(() => route), part };
    const labels = JSON.stringify([side, "out", host.tags, host.serviceAccount, first.toString(), part === "network" ? host.subnet : ""]);
    const verdicts = this.slices.map(({ protocol, ports }) => {
      const traffic = { protocol, ...(ports === undefined ? {} : { port: ports.first }) };
      return all(route, this.kept(`${labels} ${protocol} ${ports?.first ?? ""}`, () => model.passes(host, subnet, first, host, traffic)));
    });
    return { verdicts, part };
  }

  private modelOf(side: "before" | "after", { subnet }: HostPlace): Reachability | undefined {
    return this[side]?.network.subnets.some(({ name }) => name === subnet) === true ? this[side] : undefined;
  }

  private kept(key: string, decide: () => Verdict): Verdict {
    const kept = this.verdicts.get(key) ?? decide();
    this.verdicts.set(key, kept);
    return kept;
  }

  private compare(
    host: HostPlace,
    interval: AddressInterval,
    before: readonly Verdict[],
    after: readonly Verdict[],
    partOf: (turn: ReachTurn) => ReachPart | undefined,
  ): void {
    for (const [at, slice] of this.slices.entries()) {
      const [was, is] = [before[at] ?? NOTHING, after[at] ?? NOTHING];
      const turn = turnOf(was, is);
      const part = turn === undefined ? undefined : partOf(turn);
      if (turn === undefined || part === undefined) continue;
      const key = JSON.stringify([part, turn]);
      const turned = this.turned.get(key) ?? { subnets: new Set(), isForPlainHosts: false, intervals: new Map(), slices: new Set(), places: new Set(), reasons: new Set() };
      turned.subnets.add(host.subnet);
      turned.isForPlainHosts ||= (host.tags ?? []).length === 0 && host.serviceAccount === undefined && host.externalAddress !== true;
      turned.intervals.set(interval.first.toString(), interval);
      turned.slices.add(slice);
      const place = (turn === "lost" ? this.before : this.after)?.routing.place(interval.first).name;
      if (place !== undefined) turned.places.add(place);
      if (turn === "unknown") turned.reasons.add(is.reason);
      this.turned.set(key, turned);
    }
  }
}

/** Two answers that are not known are only the same when they are not known for the same reason. */
function turnOf(before: Verdict, after: Verdict): ReachTurn | undefined {
  const turns: Readonly<Record<Outcome, Readonly<Record<Outcome, ReachTurn | undefined>>>> = {
    unreachable: { unreachable: undefined, unknown: "unknown", reachable: "gained" },
    unknown: { unreachable: "lost", unknown: before.reason === after.reason ? undefined : "unknown", reachable: "gained" },
    reachable: { unreachable: "lost", unknown: undefined, reachable: undefined },
  };
  return turns[before.outcome][after.outcome];
}
