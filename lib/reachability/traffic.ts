import { ValidationError } from "../core/errors";

/** Where a host is, and what rules and routes know it by. */
export interface HostPlace {
  /** The name of a subnet of the network. */
  readonly subnet: string;

  /**
   * Whether the host has an external IPv4 address of its own. (IPv6 addresses are as external as their subnet.)
   *
   * @default false
   */
  readonly externalAddress?: boolean;

  /**
   * Its own addresses inside the network, one of a family.
   *
   * @default - any that its subnet has; where rules tell these apart, the answer is unknown
   */
  readonly addresses?: readonly string[];

  /** @default - none */
  readonly tags?: readonly string[];

  /** @default - none that a rule names */
  readonly serviceAccount?: string;
}

/** What is sent. */
export interface Traffic {
  /** A name such as `tcp`, `udp` or `icmp`, or an IP protocol number; not `all`. */
  readonly protocol: string;

  /**
   * The destination port, 0 to 65535; needed for `tcp`, `udp` and `sctp`.
   *
   * @default - the protocol has no ports
   */
  readonly port?: number;
}

/** The end of a connection that some host starts. */
export interface Destination extends Traffic {
  readonly ip: string;

  /**
   * The tags of the host there, if it is one of the network.
   *
   * @default - none
   */
  readonly tags?: readonly string[];

  /**
   * The service account of the host there, if it is one of the network.
   *
   * @default - none that a rule names
   */
  readonly serviceAccount?: string;
}

/** Protocols in which rules may name ports. */
export const PROTOCOLS_WITH_PORTS: readonly string[] = ["tcp", "udp", "sctp"];

/** @see https://www.iana.org/assignments/protocol-numbers */
const NAMES = new Map([
  ["1", "icmp"],
  ["4", "ipip"],
  ["6", "tcp"],
  ["17", "udp"],
  ["50", "esp"],
  ["51", "ah"],
  ["132", "sctp"],
]);

/** One spelling for each protocol: the name where Google knows one, else the number. */
export function protocolName(text: string): string {
  return NAMES.get(text) ?? text.toLowerCase();
}

/** An interval of ports, both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export const ALL_PORTS: PortRange = { first: 0, last: 65535 };

/** Reads `443` or `8000-8999`. */
export function portRange(text: string): PortRange {
  const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first === "" || range.first > range.last || range.last > ALL_PORTS.last) {
    throw new ValidationError([`"${text}": not a port from 0 to 65535 or a range of ports such as 8000-8999`]);
  }
  return range;
}

/** @throws ValidationError when a port is missing, or out of bounds */
export function checkTraffic({ protocol, port }: Traffic): void {
  if (protocolName(protocol) === "all") {
    throw new ValidationError(['"all": not one protocol; ask for each, such as "tcp"']);
  }
  const needed = PROTOCOLS_WITH_PORTS.includes(protocolName(protocol));
  if (needed && port === undefined) throw new ValidationError([`"${protocol}": a port is needed, from 0 to 65535`]);
  if (port === undefined) return;
  const isInRange = port >= ALL_PORTS.first && port <= ALL_PORTS.last;
  if (!isInRange || !Number.isInteger(port)) throw new ValidationError([`"${port}": not a port from 0 to 65535`]);
}
