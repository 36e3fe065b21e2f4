import { IpAddress, IpRange } from "../core/ip-range";

/** A set of addresses inside Google on which its APIs answer. */
export interface GoogleApisRange {
  /** The public name that resolves to it. */
  readonly name: string;
  readonly ranges: readonly IpRange[];

  /** What the public name resolves to; of DirectPath, which has no such name, nothing. */
  readonly addresses: readonly string[];
}

/**
 * The addresses that hosts without an external address reach by Private Google Access, if a route to the default
 * internet gateway leads there.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access#domain-options
 */
export const GOOGLE_APIS_RANGES: readonly GoogleApisRange[] = [
  {
    name: "restricted.googleapis.com",
    ranges: ranges("199.36.153.4/30", "2600:2d00:2:1000::/64"),
    addresses: ["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7", "2600:2d00:2:1000::"],
  },
  {
    name: "private.googleapis.com",
    ranges: ranges("199.36.153.8/30", "2600:2d00:2:2000::/64"),
    addresses: ["199.36.153.8", "199.36.153.9", "199.36.153.10", "199.36.153.11", "2600:2d00:2:2000::"],
  },
  { name: "DirectPath", ranges: ranges("34.126.0.0/18", "2001:4860:8040::/42"), addresses: [] },
];

/** The metadata server, which is also the resolver: no route and no firewall rule keeps a host from it. */
export const METADATA_SERVER: readonly IpRange[] = ranges("169.254.169.254/32", "fd20:ce::254/128");

/**
 * Google's own public addresses, without those that it rents to customers: its APIs answer somewhere in here when a
 * name resolves publicly. Which of them Private Google Access opens is not published, so it is unknown. The list
 * changes; this is a copy.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access#ip-addr-defaults
 * @see https://www.gstatic.com/ipranges/goog.json
 */
export const GOOGLE_PUBLIC_RANGES: readonly IpRange[] = ranges(
  "8.8.4.0/24",
  "8.8.8.0/24",
  "64.15.112.0/20",
  "64.233.160.0/19",
  "66.102.0.0/20",
  "66.249.64.0/19",
  "70.32.128.0/19",
  "72.14.192.0/18",
  "74.114.24.0/21",
  "74.125.0.0/16",
  "104.237.160.0/19",
  "108.170.192.0/18",
  "108.177.0.0/17",
  "136.22.0.0/15",
  "142.250.0.0/15",
  "162.120.128.0/17",
  "172.110.32.0/21",
  "172.217.0.0/16",
  "172.253.0.0/16",
  "173.194.0.0/16",
  "192.104.160.0/23",
  "192.178.0.0/15",
  "193.186.4.0/24",
  "199.36.152.0/21",
  "207.223.160.0/20",
  "208.65.152.0/22",
  "208.68.108.0/22",
  "208.81.188.0/22",
  "208.117.224.0/19",
  "209.85.128.0/17",
  "216.58.192.0/19",
  "216.73.80.0/20",
  "216.239.32.0/19",
  "2001:4860::/32",
  "2404:6800::/32",
  "2404:f340::/32",
  "2605:ef80::/32",
  "2606:40::/32",
  "2606:73c0::/32",
  "2607:f8b0::/32",
  "2620:11a:a000::/40",
  "2620:120:e000::/40",
  "2800:3f0::/32",
  "2a00:1450::/32",
  "2c0f:fb50::/32",
);

/**
 * Addresses that the internet does not route. Those for documentation count as public: examples mean them so.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
export const NOT_ROUTED_BY_THE_INTERNET: readonly IpRange[] = ranges(
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
  "::/3",
  "4000::/2",
  "8000::/1",
);

/**
 * Where Google takes the IPv6 ranges of subnets from.
 *
 * @see https://cloud.google.com/vpc/docs/subnets#ipv6-ranges
 */
export const SUBNET_IPV6_SOURCES = {
  internal: IpRange.parse("fd20::/20"),
  external: IpRange.parse("2600:1900::/28"),
} as const;

export function isIn(all: readonly IpRange[], address: IpAddress): boolean {
  return all.some((range) => range.has(address));
}

/** A range, or the range of one address where no prefix length is written, as Google reads firewall rules. */
export function rangeOf(text: string): IpRange {
  return hostRange(text) ?? IpRange.parse(text);
}

/** The same, or undefined when the text is neither. */
export function readRange(text: string): IpRange | undefined {
  return hostRange(text) ?? IpRange.read(text);
}

function hostRange(text: string): IpRange | undefined {
  const address = text.includes("/") ? undefined : IpAddress.read(text);
  return address === undefined ? undefined : IpRange.around(address, address.family === 4 ? 32 : 128);
}

function ranges(...texts: readonly string[]): readonly IpRange[] {
  return texts.map((text) => IpRange.parse(text));
}
