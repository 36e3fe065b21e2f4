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

function readRanges(texts: readonly string[]): readonly IpRange[] | undefined {
  const ranges = texts.map((text) => {
    const address = IpAddress.read(text);
    return address === undefined ? IpRange.read(text) : IpRange.around(address, address.family === 4 ? 32 : 128);
  });
  return ranges.every((one) => one !== undefined) ? ranges : undefined;
}
