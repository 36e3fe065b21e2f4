import { IpAddress, IpRange } from "../../core/ip-range";
import { intervals } from "../../reachability/address-intervals";

/**
 * What of a list of addresses and ranges another list does not hold, by the addresses: a range and its two halves are
 * one.
 *
 * @returns undefined where something in either is no address
 */
export function uncovered(some: readonly string[], all: readonly string[]): readonly string[] | undefined {
  const [ranges, others] = [readRanges(some), readRanges(all)];
  if (ranges === undefined || others === undefined) return undefined;
  return some.filter((_, at) => {
    const range = ranges[at];
    return range !== undefined && !intervals(range, others).every(({ first }) => others.some((one) => one.has(first)));
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

function readRanges(texts: readonly string[]): readonly IpRange[] | undefined {
  const ranges = texts.map((text) => {
    const address = IpAddress.read(text);
    return address === undefined ? IpRange.read(text) : IpRange.around(address, address.family === 4 ? 32 : 128);
  });
  return ranges.every((one) => one !== undefined) ? ranges : undefined;
}
