/**
 * A VPC network as Google evaluates it: plain data, from whatever source. Names are for reasons and summaries; only
 * those of subnets are looked up. Ranges are CIDR texts of either family, such as `10.0.0.0/24` or `2600::/64`.
 *
 * What cannot be seen goes to `unknown`, never left out in silence: an answer that depends on it is then "unknown".
 */
export interface NetworkModel {
  readonly name: string;
  readonly subnets: readonly SubnetModel[];

  /** Routes other than those to the subnets, which every network has by itself. */
  readonly routes: readonly RouteModel[];

  /** The VPC firewall rules; the implied ones (egress allowed, ingress denied) are not listed. */
  readonly firewallRules: readonly FirewallRuleModel[];
  readonly nats: readonly NatModel[];

  /** The private zones that the network sees. */
  readonly zones: readonly ZoneModel[];

  /** @default - no response policy */
  readonly responsePolicyRules?: readonly ResponsePolicyRuleModel[];

  /**
   * Servers that answer every query of the network in place of Cloud DNS (an outbound server policy).
   *
   * @default - Cloud DNS answers
   */
  readonly alternativeNameServers?: readonly string[];

  /** @default - no Private Service Connect endpoint for Google APIs */
  readonly endpoints?: readonly GoogleApisEndpointModel[];

  /** @default - no peering */
  readonly peerings?: readonly PeeringModel[];

  /**
   * Whether the project is declared to be inside a VPC Service Controls perimeter.
   *
   * @default false
   */
  readonly vpcServiceControls?: boolean;

  /** What cannot be seen; empty when all is. */
  readonly unknown: readonly UnknownPart[];
}

export interface SubnetModel {
  readonly name: string;
  readonly region: string;

  /** @default - the range is not known, or the subnet has IPv6 only */
  readonly ipCidrRange?: string;

  /** @default - none */
  readonly secondaryRanges?: readonly string[];

  /** @default - no IPv6 */
  readonly ipv6?: SubnetIpv6Model;

  /** Undefined when it is not known. */
  readonly privateGoogleAccess: boolean | undefined;
}

export interface SubnetIpv6Model {
  /** Whether hosts get addresses that the internet can route. */
  readonly access: "internal" | "external";

  /** @default - Google chooses the range, and it is not known yet */
  readonly cidrRange?: string;
}

export interface RouteModel {
  readonly name: string;
  readonly destRange: string;

  /** 0 to 65535; the lower one wins among routes to the same range. */
  readonly priority: number;

  /** `other` is an instance, a load balancer, a tunnel or another network: what lies behind it is not seen. */
  readonly nextHop: "default-internet-gateway" | "other";

  /** @default - the route is for all hosts */
  readonly tags?: readonly string[];
}

export interface FirewallRuleModel {
  readonly name: string;
  readonly direction: "EGRESS" | "INGRESS";
  readonly action: "allow" | "deny";

  /** 0 to 65535; the lower one wins, and at the same priority a deny. */
  readonly priority: number;

  /**
   * Of egress the destinations, of ingress the sources. Without any, and without source tags or accounts, the rule is
   * for `0.0.0.0/0`, as Google fills in; never for IPv6.
   */
  readonly ranges: readonly string[];

  /**
   * The hosts' own addresses that the rule is for: of egress the sources, of ingress the destinations.
   *
   * @default - whatever address a host has
   */
  readonly hostRanges?: readonly string[];
  readonly protocols: readonly ProtocolModel[];

  /** @default - the rule is for all hosts (unless it has target service accounts) */
  readonly targetTags?: readonly string[];

  /** @default - the rule is for all hosts (unless it has target tags) */
  readonly targetServiceAccounts?: readonly string[];

  /** @default - none */
  readonly sourceTags?: readonly string[];

  /** @default - none */
  readonly sourceServiceAccounts?: readonly string[];

  /** @default false */
  readonly disabled?: boolean;
}

export interface ProtocolModel {
  /** `all`, a name such as `tcp`, or an IP protocol number. */
  readonly protocol: string;

  /**
   * Ports and ranges of ports, such as `443` or `8000-8999`.
   *
   * @default - all ports
   */
  readonly ports?: readonly string[];
}

/** A public Cloud NAT gateway; for IPv4 only. */
export interface NatModel {
  readonly name: string;
  readonly region: string;

  /** The names of the subnets that it serves. */
  readonly subnets: "all" | readonly string[];
}

export interface ZoneModel {
  readonly name: string;

  /** With the dot at the end, such as `pkg.dev.`; `.` is the root. */
  readonly dnsName: string;

  /**
   * `elsewhere` is a forwarding or peering zone: its answers are not seen.
   *
   * @default "private"
   */
  readonly kind?: "private" | "elsewhere";
  readonly records: readonly RecordModel[];
}

export interface RecordModel {
  /** With the dot at the end, such as `*.pkg.dev.`. */
  readonly name: string;

  /** `A`, `AAAA`, `CNAME` or any other type. */
  readonly type: string;

  /** Undefined when they are not known. */
  readonly rrdatas: readonly string[] | undefined;
}

export interface ResponsePolicyRuleModel {
  readonly name: string;

  /** A name or wildcard with the dot at the end; `*.` is every name. */
  readonly dnsName: string;

  /** The answers that replace the true ones; undefined lets the query pass. */
  readonly records: readonly RecordModel[] | undefined;
}

/** A Private Service Connect endpoint through which Google APIs answer on an address of the network's own. */
export interface GoogleApisEndpointModel {
  readonly name: string;
  readonly ip: string;
  readonly bundle: "all-apis" | "vpc-sc";
}

export interface PeeringModel {
  readonly name: string;

  /** @default - what the other network has is not seen */
  readonly ranges?: readonly string[];

  /**
   * Whether routes other than those to private subnets come in: custom routes, or public addresses used privately.
   *
   * @default false
   */
  readonly importsOtherRoutes?: boolean;
}

export interface UnknownPart {
  /** Which answers it makes unknown. */
  readonly topic: UnknownTopic;

  /** A clause without a full stop that says what cannot be seen. */
  readonly reason: string;

  /**
   * The address of the resource that is on the network for sure, and of which it cannot be seen what it does there.
   *
   * @default - it is no single one, or it is not sure that it is on the network
   */
  readonly resource?: string;
}

/** Every topic of a network. */
export const UNKNOWN_TOPICS = ["addresses", "dns", "firewall", "nat", "peerings", "routes"] as const;

/** `addresses` is what the ranges of subnets and endpoints are. */
export type UnknownTopic = (typeof UNKNOWN_TOPICS)[number];
