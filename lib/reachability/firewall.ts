import type { IpAddress, IpRange } from "../core/ip-range";
import { rangeOf } from "./address-space";
import type { FirewallRuleModel } from "./network-model";
import { portRange, protocolName, type PortRange, type Traffic } from "./traffic";
import { reachable, unknown, unreachable, type Verdict } from "./verdict";

/** What a rule matches a host by. */
export interface Labels {
  readonly tags?: readonly string[];
  readonly serviceAccount?: string;
}

/** What a host sends or is sent, and what rules know both ends by. */
export interface Packet {
  readonly direction: FirewallRuleModel["direction"];
  readonly host: Labels;

  /** The host's address. */
  readonly own: IpAddress;

  /** The address at the other end. */
  readonly other: IpAddress;

  /** What the sender is known by, if it is in the network. */
  readonly source: Labels;
  readonly traffic: Traffic;
}

interface Rule {
  readonly model: FirewallRuleModel;
  readonly ranges: readonly IpRange[];

  /** Undefined when it is for hosts of whatever address. */
  readonly hostRanges: readonly IpRange[] | undefined;

  /** What it says of what it matches. */
  readonly verdict: Verdict;
  readonly protocols: readonly { readonly protocol: string; readonly ports: readonly PortRange[] | undefined }[];
}

/**
 * The VPC firewall rules of a network: the lowest priority number decides, at the same number a deny; what no rule
 * matches may leave and may not enter.
 *
 * @see https://cloud.google.com/firewall/docs/firewalls
 */
export class Firewall {
  /** The rules that are in force, in the order in which they are looked at. */
  private readonly rules: readonly Rule[];

  /** The rules for the hosts that were asked for last: often all traffic between two is asked for in turn. */
  private readonly last: Record<FirewallRuleModel["direction"], Asked | undefined> = {
    EGRESS: undefined,
    INGRESS: undefined,
  };

  /** @param unseen why not all rules are known; empty if all are */
  public constructor(
    rules: readonly FirewallRuleModel[],
    private readonly unseen: readonly string[],
  ) {
    this.rules = rules
      .filter(({ disabled = false }) => !disabled)
      .map(compile)
      .sort((one, other) => order(one) - order(other) || one.model.name.localeCompare(other.model.name, "en"));
  }

  /** Every range by which rules of a direction tell addresses apart. */
  public ranges(direction: FirewallRuleModel["direction"]): readonly IpRange[] {
    return this.rules.flatMap(({ model, ranges }) => (model.direction === direction ? ranges : []));
  }

  /** Every range by which rules of a direction tell hosts apart, by the address that these have themselves. */
  public hostRanges(direction: FirewallRuleModel["direction"]): readonly IpRange[] {
    return this.rules.flatMap(({ model, hostRanges = [] }) => (model.direction === direction ? hostRanges : []));
  }

  /** Every protocol that a rule names, apart from `all`, with the port ranges that rules tell apart in it. */
  public get protocols(): ReadonlyMap<string, readonly PortRange[]> {
    const protocols = new Map<string, PortRange[]>();
    for (const { protocol, ports = [] } of this.rules.flatMap((rule) => rule.protocols)) {
      if (protocol !== "all") protocols.set(protocol, [...(protocols.get(protocol) ?? []), ...ports]);
    }
    return protocols;
  }

  /** Whether a host may send from its own address to another. */
  public egress(host: Labels, own: IpAddress, to: IpAddress, traffic: Traffic): Verdict {
    const rule = this.matching("EGRESS", host, own, to, NOBODY).find((one) => isFor(one, traffic));
    return this.verdict(rule, reachable("no egress rule matches, and what none matches may leave"));
  }

  /**
   * Whether a host may be sent to, at its own address, from another; `source` is what rules know the sender by, if it
   * is in the network.
   */
  public ingress(host: Labels, own: IpAddress, from: IpAddress, source: Labels, traffic: Traffic): Verdict {
    const rule = this.matching("INGRESS", host, own, from, source).find((one) => isFor(one, traffic));
    return this.verdict(rule, unreachable("no ingress rule matches, and what none matches may not enter"));
  }

  /**
   * How open the rules are to a packet, whatever rules that are not seen stand beside them: a deny the less, the sooner
   * it decides, an allow the more, and between them that none of the rules matches. Who is more open before and after a
   * change is so with any rules beside.
   */
  public openness({ direction, host, own, other, source, traffic }: Packet): number {
    const rule = this.matching(direction, host, own, other, source).find((one) => isFor(one, traffic));
    if (rule === undefined) return 0;
    const strength = LAST_PRIORITY + 1 - rule.model.priority;
    return rule.model.action === "allow" ? strength : -strength;
  }

  /** The rules that match a packet, the one that decides first. */
  public rulesFor({ direction, host, own, other, source, traffic }: Packet): readonly FirewallRuleModel[] {
    const rules = this.matching(direction, host, own, other, source).filter((one) => isFor(one, traffic));
    return rules.map(({ model }) => model);
  }

  /** The rules for a host and what is at the other end, whatever is sent. */
  private matching(
    direction: FirewallRuleModel["direction"],
    host: Labels,
    own: IpAddress,
    address: IpAddress,
    source: Labels,
  ): readonly Rule[] {
    const last = this.last[direction];
    const isSameHost = last?.host === host && last.own === own;
    const asked =
      isSameHost && last.source === source ? last : { host, own, source, rules: new Map<IpAddress, readonly Rule[]>() };
    this.last[direction] = asked;
    const known = asked.rules.get(address);
    if (known !== undefined) return known;
    const rules = this.rules.filter(
      (one) => one.model.direction === direction && isTarget(one, host, own) && isSource(one, address, source),
    );
    asked.rules.set(address, rules);
    return rules;
  }

  /** An unseen rule may come before any other. */
  private verdict(rule: Rule | undefined, implied: Verdict): Verdict {
    const [reason] = this.unseen;
    if (reason !== undefined) return unknown(reason);
    return rule === undefined ? implied : rule.verdict;
  }
}

/** Who was asked for, and the rules between these by the other end's address. */
interface Asked {
  readonly host: Labels;
  readonly own: IpAddress;
  readonly source: Labels;
  readonly rules: Map<IpAddress, readonly Rule[]>;
}

const NOBODY: Labels = {};

/** @see https://cloud.google.com/firewall/docs/firewalls#priority_order_for_firewall_rules */
export const LAST_PRIORITY = 65_535;

function compile(model: FirewallRuleModel): Rule {
  const { ranges, sourceTags = [], sourceServiceAccounts = [] } = model;
  const anywhere = ranges.length + sourceTags.length + sourceServiceAccounts.length === 0;
  const text = `firewall rule "${model.name}" (priority ${model.priority})`;
  return {
    model,
    verdict: model.action === "allow" ? reachable(`${text} allows it`) : unreachable(`${text} denies it`),
    hostRanges:
      model.hostRanges === undefined || model.hostRanges.length === 0 ? undefined : model.hostRanges.map(rangeOf),
    ranges: (anywhere ? ["0.0.0.0/0"] : ranges).map(rangeOf),
    protocols: model.protocols.map(({ protocol, ports }) => ({
      protocol: protocolName(protocol),
      ports: ports === undefined || ports.length === 0 ? undefined : ports.map(portRange),
    })),
  };
}

function order({ model }: Rule): number {
  return model.priority * 2 + (model.action === "deny" ? 0 : 1);
}

function isTarget({ model, hostRanges }: Rule, { tags = [], serviceAccount }: Labels, own: IpAddress): boolean {
  if (hostRanges?.some((range) => range.has(own)) === false) return false;
  const { targetTags = [], targetServiceAccounts = [] } = model;
  if (targetTags.length + targetServiceAccounts.length === 0) return true;
  return (
    targetTags.some((tag) => tags.includes(tag)) ||
    (serviceAccount !== undefined && targetServiceAccounts.includes(serviceAccount))
  );
}

function isSource({ model, ranges }: Rule, from: IpAddress, { tags = [], serviceAccount }: Labels): boolean {
  const { sourceTags = [], sourceServiceAccounts = [] } = model;
  if (ranges.some((range) => range.has(from)) || sourceTags.some((tag) => tags.includes(tag))) return true;
  return serviceAccount !== undefined && sourceServiceAccounts.includes(serviceAccount);
}

function isFor({ protocols }: Rule, traffic: Traffic): boolean {
  const name = protocolName(traffic.protocol);
  return protocols.some(
    ({ protocol, ports }) => protocol === "all" || (protocol === name && holdsPort(ports, traffic.port)),
  );
}

/** Without ports, a rule is for all of them. */
function holdsPort(ports: readonly PortRange[] | undefined, port = -1): boolean {
  return ports === undefined || ports.some(({ first, last }) => first <= port && port <= last);
}
