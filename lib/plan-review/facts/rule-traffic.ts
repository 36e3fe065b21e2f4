import { ALL_PORTS, protocolName, PROTOCOLS_WITH_PORTS, type PortRange } from "../../reachability/traffic";

/** What a firewall rule says of one protocol and one range of its ports. */
interface Part {
  readonly protocol: string;

  /** Undefined where what stands there is no range. */
  readonly ports: PortRange | undefined;
}

/**
 * Whether all traffic of some protocols is among that of others, whatever their spelling: `6` is `tcp`, and `80` and
 * `81` are `80-81`.
 *
 * @param some as `tcp:443`, or `tcp` for all ports
 */
export function isTrafficWithin(some: readonly string[], others: readonly string[]): boolean {
  const all = others.map(read);
  return some.every((text) => others.includes(text) || isPartWithin(read(text), all));
}

function isPartWithin({ protocol, ports }: Part, others: readonly Part[]): boolean {
  if (others.some((one) => one.protocol === "all")) return true;
  const same = others.filter((one) => one.protocol === protocol);
  return ports !== undefined && isCovered(ports, same);
}

function isCovered({ first, last }: PortRange, others: readonly Part[]): boolean {
  let next = first;
  for (const ports of others.flatMap((one) => one.ports ?? []).sort((one, other) => one.first - other.first))
    if (ports.first <= next && next <= ports.last) next = ports.last + 1;
  return next > last;
}

function read(text: string): Part {
  const [name = "", ports] = text.split(":");
  const protocol = protocolName(name);
  if (ports === undefined) return { protocol, ports: ALL_PORTS };
  // Of protocols without ports what is written there is not understood.
  return { protocol, ports: PROTOCOLS_WITH_PORTS.includes(protocol) ? readRange(ports) : undefined };
}

function readRange(text: string): PortRange | undefined {
  const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  return first === "" || range.first > range.last || range.last > ALL_PORTS.last ? undefined : range;
}
