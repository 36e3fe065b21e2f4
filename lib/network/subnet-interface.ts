import type { FlowLogsOptions } from "./flow-logs";
import type { SecondaryRange } from "./secondary-range";

export interface SubnetProps {
  /**
   * At most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"; unique in the network.
   * A literal, as it names the construct.
   */
  readonly subnetName: string;
  /** For example `us-central1`. A literal, as it names the construct. */
  readonly region: string;
  /**
   * The primary IPv4 range, /29 at the smallest, for example `10.0.0.0/24`; four of its addresses are Google's own.
   *
   * @see https://cloud.google.com/vpc/docs/subnets#ipv4-ranges
   */
  readonly ipCidrRange: string;
  /** Further ranges, for the pods and services of GKE clusters. @default - none */
  readonly secondaryRanges?: SecondaryRange[];
  /**
   * How many hosts (or nodes of clusters) will live here; checked against the range.
   *
   * @default - not checked
   */
  readonly hosts?: number;
  /** @default - no flow logs */
  readonly flowLogs?: FlowLogsOptions;
}

/** What IPv6 addresses hosts of a subnet that exists already may have. */
export enum SubnetIpv6 {
  NONE = "none",
  /** Addresses that only the network routes. */
  INTERNAL = "internal",
  /** Addresses that the internet routes. */
  EXTERNAL = "external",
}

/** How a subnet that exists already is found. */
export interface SubnetAttributes {
  readonly subnetName: string;
  readonly region: string;
  /** @default - not known, and what depends on it neither */
  readonly ipCidrRange?: string;
  /** @default - none known */
  readonly secondaryIpCidrRanges?: string[];
  /** Whether Private Google Access is on. @default - not known */
  readonly privateGoogleAccess?: boolean;
  /** @default SubnetIpv6.EXTERNAL, since nothing may be taken for closed that is not known to be */
  readonly ipv6?: SubnetIpv6;
}
