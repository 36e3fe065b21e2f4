import type { IpAddress, IpRange } from "../../core/ip-range";
import type { AddressInterval } from "../../reachability/address-intervals";
import { readRange } from "../../reachability/address-space";

/**
 * What of a list of addresses and ranges another list does not hold, by the addresses: a range and its two halves are
 * one.
 *
 * @returns undefined where something in either is no address
 */
export function uncovered(some: readonly string[], all: readonly string[]): readonly string[] | undefined {
  const [ranges, others] = [readRanges(some), readRanges(all)];
  if (ranges === undefined || others === undefined) return undefined;
  const covered = together(others);
  return some.filter((_, at) => {
    const range = ranges[at];
    return range !== undefined && !isWithin(range, covered);
  });
}

/** Whether two values are lists of the same addresses, however these are written as ranges; of anything else, false. */
export function areSameAddresses(one: unknown, other: unknown): boolean {
  if (!areTexts(one) || !areTexts(other)) return false;
  return uncovered(one, other)?.length === 0 && uncovered(other, one)?.length === 0;
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}

/** The addresses of ranges, from the lowest on, with a gap between any two intervals of one family. */
function together(ranges: readonly IpRange[]): readonly AddressInterval[] {
  const found: AddressInterval[] = [];
  for (const { first, last } of [...ranges].sort((one, other) => compare(one.first, other.first))) {
    const before = found.at(-1);
    if (before?.last.family !== first.family || before.last.value + 1n < first.value) found.push({ first, last });
    else if (before.last.value < last.value) found.splice(-1, 1, { first: before.first, last });
  }
  return found;
}

/** Whether one of the intervals holds all of a range: the last of those that begin before it, or nowhere. */
function isWithin({ first, last }: IpRange, ordered: readonly AddressInterval[]): boolean {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const one = ordered[middle];
    if (one !== undefined && compare(one.first, first) <= 0) low = middle + 1;
    else high = middle;
  }
  const candidate = ordered[low - 1];
  return candidate?.last.family === first.family && candidate.last.value >= last.value;
}

function compare(one: IpAddress, other: IpAddress): number {
  if (one.family !== other.family) return one.family - other.family;
  if (one.value === other.value) return 0;
  return one.value < other.value ? -1 : 1;
}

function readRanges(texts: readonly string[]): readonly IpRange[] | undefined {
  const ranges = texts.map(readRange);
  return ranges.every((one) => one !== undefined) ? ranges : undefined;
}
