import { IpAddress, IpRange } from "../core/ip-range";
import { ALL_PORTS, type PortRange } from "./traffic";

/** Addresses from the first to the last, both included. */
export interface AddressInterval {
  readonly first: IpAddress;
  readonly last: IpAddress;
}

export const WHOLE = { 4: IpRange.parse("0.0.0.0/0"), 6: IpRange.parse("::/0") } as const;

/**
 * Cuts a range at the edges of all others, so that within one interval no range tells two addresses apart. What holds
 * for the first address of each interval then holds for all.
 */
export function intervals(within: IpRange, edges: readonly IpRange[]): readonly AddressInterval[] {
  const cuts = edges
    .filter((range) => range.family === within.family)
    .flatMap((range) => [range.first.value, range.last.value + 1n])
    .filter((value) => within.first.value < value && value <= within.last.value);
  const firsts = [...new Set([within.first.value, ...cuts])].sort((a, b) => (a < b ? -1 : 1));
  return firsts.map((first, at) => ({
    first: IpAddress.of(within.family, first),
    last: IpAddress.of(within.family, (firsts[at + 1] ?? within.last.value + 1n) - 1n),
  }));
}

/** The fewest ranges for intervals in ascending order. */
export function rangesOf(ordered: readonly AddressInterval[]): readonly IpRange[] {
  const merged: AddressInterval[] = [];
  for (const interval of ordered) {
    const before = merged.at(-1);
    if (before?.last.value === interval.first.value - 1n) merged.splice(-1, 1, { ...interval, first: before.first });
    else merged.push(interval);
  }
  return merged.flatMap(({ first, last }) => IpRange.covering(first, last));
}

/** Cuts all ports at the edges of port ranges. */
export function portIntervals(edges: readonly PortRange[]): readonly PortRange[] {
  const cuts = edges
    .flatMap(({ first, last }) => [first, last + 1])
    .filter((port) => port > 0 && port <= ALL_PORTS.last);
  const firsts = [...new Set([0, ...cuts])].sort((a, b) => a - b);
  return firsts.map((first, at) => ({ first, last: (firsts[at + 1] ?? ALL_PORTS.last + 1) - 1 }));
}

/** The fewest texts for port ranges in ascending order. */
export function portTexts(ordered: readonly PortRange[]): readonly string[] {
  const merged: PortRange[] = [];
  for (const range of ordered) {
    const before = merged.at(-1);
    if (before?.last === range.first - 1) merged.splice(-1, 1, { first: before.first, last: range.last });
    else merged.push(range);
  }
  return merged.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
}
