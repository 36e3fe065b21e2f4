/** How much of something hosts can reach. */
export enum ReachExtent {
  NONE = "none",
  /** Exactly the targets. */
  SOME = "some",
  EVERYTHING = "everything",
  /** Nothing for sure; what may be reached is among the unknown targets. */
  UNKNOWN = "unknown",
}

/** A protocol, and what of it may be sent. */
export interface ReachProtocol {
  /** `all`, a name such as `tcp`, an IP protocol number, or `other`. */
  readonly protocol: string;

  /**
   * Ports and ranges of ports, such as `443` or `8000-8999`.
   *
   * @default - all ports
   */
  readonly ports?: string[];
}

/** Addresses, and what may be sent to each of them. */
export interface ReachTarget {
  /** In CIDR notation, ascending. */
  readonly ranges: string[];

  /**
   * `all`, or what is allowed; `other` stands for every protocol but `tcp`, `udp`, `icmp` and those that a firewall
   * rule in force names.
   */
  readonly protocols: ReachProtocol[];
}

/** What hosts can reach of one part of the world. */
export interface Reach {
  readonly extent: ReachExtent;
  readonly targets: ReachTarget[];

  /** What may or may not be reached; empty when everything is known. */
  readonly unknownTargets: ReachTarget[];

  /** By which routes and gateways, or why it is unknown; clauses without a full stop. */
  readonly reasons: string[];
}

/** One set of addresses on which Google APIs answer. */
export interface GoogleApisReach {
  /** `restricted.googleapis.com`, `private.googleapis.com`, `DirectPath`, or the name of an endpoint. */
  readonly name: string;
  /** `google-apis` for a published range, `endpoint`, or `google` for Google's own public addresses. */
  readonly kind: string;
  readonly reach: Reach;
}

/** What hosts can reach over one version of the internet protocol. */
export interface FamilyEgress {
  /** All public addresses, Google's own included. */
  readonly internet: Reach;

  /** Those of Google's addresses for its APIs of which anything can, or may, be reached. */
  readonly googleApis: GoogleApisReach[];

  /** Hosts of the same network with the same tags and service account. */
  readonly network: Reach;

  /** Private addresses that are not of this network: peered networks, and what tunnels or appliances lead to. */
  readonly otherNetworks: Reach;
}

/** What one kind of host in a subnet can reach. */
export interface HostEgress {
  /** The tags that rules or routes know it by. */
  readonly tags: string[];

  /** @default - none that a rule names */
  readonly serviceAccount?: string;

  /** Whether it has an external IPv4 address. */
  readonly externalAddress: boolean;

  /**
   * Its own addresses inside the network, in CIDR notation, where rules tell hosts apart by them.
   *
   * @default - whatever address of its subnet it has
   */
  readonly addresses?: string[];
  readonly ipv4: FamilyEgress;

  /** @default - the subnet has no IPv6 */
  readonly ipv6?: FamilyEgress;
}

export interface SubnetEgress {
  readonly subnet: string;
  readonly region: string;

  /** First the plain host without tags, service account and external address, then each kind that rules tell apart. */
  readonly hosts: HostEgress[];
}

/** What a name that the network answers itself resolves to. */
export interface NameEgress {
  /** Without the dot at the end; may be a wildcard. */
  readonly name: string;

  /** `private`, `public`, `none` or `unknown`. */
  readonly answer: string;
  readonly addresses: string[];

  /** What the addresses are: `restricted.googleapis.com`, an endpoint, a subnet, `the internet` and so on. */
  readonly places: string[];
}

/** Whether hosts get answers from public DNS, which they could use to send data out. */
export enum PublicNames {
  ANSWERED = "answered",
  /** Only some, because a rule lets them pass. */
  SOME = "some",
  CLOSED = "closed",
  UNKNOWN = "unknown",
}

/** Whether a service that Python hosts need is reached by its name on port 443. */
export interface ServiceEgress {
  readonly name: string;
  readonly subnet: string;

  /** `reachable`, `unreachable` or `unknown`. */
  readonly outcome: string;
  readonly reason: string;
}

/** What no rule of a network changes, or what else a reader has to know. */
export interface EgressNote {
  /** Stays the same over releases. */
  readonly id: string;
  readonly sentence: string;
}

/** What hosts of a network can reach. */
export interface NetworkEgress {
  /** The name of the network. */
  readonly network: string;
  /** Whether all of its subnets are seen, with their ranges. */
  readonly seesAllSubnets: boolean;
  readonly subnets: SubnetEgress[];

  /** The names that private zones and response policies of the network answer, in the order of the alphabet. */
  readonly names: NameEgress[];
  readonly publicNames: PublicNames;

  /** Whether plain hosts of each subnet reach what they need to install packages. */
  readonly services: ServiceEgress[];
}
