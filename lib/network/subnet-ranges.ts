import { Token } from "cdktf";
import { ValidationError } from "../core/errors";
import type { Validator } from "../core/validator";
import { IpRange } from "../core/ip-range";

/** Google refuses these as subnet ranges. @see https://cloud.google.com/vpc/docs/subnets#prohibited-ranges */
const PROHIBITED: readonly (readonly [string, string])[] = [
  ["0.0.0.0/8", "this network"],
  ["127.0.0.0/8", "the local host"],
  ["169.254.0.0/16", "link-local addresses, the metadata server among them"],
  ["199.36.153.4/30", "restricted.googleapis.com"],
  ["199.36.153.8/30", "private.googleapis.com"],
  ["224.0.0.0/4", "multicast"],
  ["255.255.255.255/32", "broadcast"],
];

/** Addresses that nobody else has. @see https://cloud.google.com/vpc/docs/subnets#valid-ranges */
const PRIVATE = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "240.0.0.0/4",
].map((text) => IpRange.parse(text));

/** @see https://cloud.google.com/vpc/docs/subnets#ipv4-ranges */
const LONGEST_PREFIX = 29;

/** A range that somebody wrote, with the words that say where. */
export interface WrittenRange {
  /** For example `ipCidrRange of subnet "hosts"`. */
  readonly place: string;
  readonly range: IpRange;
}

/** Checks of the ranges of a network's subnets. */
export class SubnetRanges {
  /** Whether all of a range is addresses that the internet does not route. */
  public static isPrivate(range: IpRange): boolean {
    return PRIVATE.some((all) => all.contains(range));
  }

  /**
   * Reads one range, and notes what is wrong with it by itself.
   *
   * @param exists whether the range is in use already, and so only its form matters
   * @returns nothing where it is not known at synth, or cannot be used
   */
  public static read(validator: Validator, place: string, text: string, exists = false): WrittenRange | undefined {
    if (Token.isUnresolved(text)) return undefined;
    let range: IpRange;
    try {
      range = IpRange.parse(text);
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      for (const problem of error.problems) validator.problem(`${place} ${problem}`);
      return undefined;
    }
    const written = `${place} ${JSON.stringify(text)}`;
    if (exists) return { place, range };
    if (range.family === 6) {
      validator.problem(`${written}: subnets have IPv4 ranges only here; give an IPv4 range, for example 10.0.0.0/24`);
      return undefined;
    }
    const reserved = PROHIBITED.find(([all]) => IpRange.parse(all).overlaps(range));
    if (reserved !== undefined) {
      validator.problem(
        `${written}: holds addresses of "${reserved[0]}", reserved for ${reserved[1]}; ` +
          "take a private range, for example 10.0.0.0/24",
      );
    } else if (!SubnetRanges.isPrivate(range)) {
      validator.problem(
        `${written}: these addresses belong to others on the internet, whom hosts here could not reach any more; ` +
          "take a private range, for example out of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
      );
    }
    if (range.prefixLength > LONGEST_PREFIX) {
      validator.problem(`${written}: too small; a range has /${LONGEST_PREFIX} (8 addresses) at the least`);
    }
    return { place, range };
  }

  /** Notes each pair that shares addresses: all ranges of a network must differ. */
  public static checkOverlaps(validator: Validator, ranges: readonly WrittenRange[]): void {
    ranges.forEach((one, index) => {
      for (const other of ranges.slice(index + 1)) {
        if (one.range.overlaps(other.range)) {
          validator.problem(
            `${other.place} "${other.range.toString()}": overlaps ${one.place}, "${one.range.toString()}"; ` +
              "all ranges of a network must differ",
          );
        }
      }
    });
  }
}
