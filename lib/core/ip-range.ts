import { isIPv4, isIPv6 } from "node:net";
import { ValidationError } from "./errors";

/** The version of the internet protocol. */
export type IpFamily = 4 | 6;

const BITS = { 4: 32, 6: 128 } as const;

/** One address of either family, such as `10.0.0.1` or `2600::1`. */
export class IpAddress {
  /** @throws ValidationError when the text is no address; zone indexes (`fe80::1%eth0`) are not accepted */
  public static parse(text: string): IpAddress {
    const address = IpAddress.read(text);
    if (address === undefined) {
      throw new ValidationError([
        `"${text}": not an IP address (four decimal numbers without leading zeros, such as 10.0.0.1, ` +
          "or IPv6 such as 2600::1)",
      ]);
    }
    return address;
  }

  /** The address, or undefined when the text is none. */
  public static read(text: string): IpAddress | undefined {
    if (isIPv4(text)) return new IpAddress(4, BigInt(ipv4Number(text)));
    if (isIPv6(text) && !text.includes("%")) return new IpAddress(6, ipv6Number(ipv6Groups(text)));
    return undefined;
  }

  /** @param value the address as a number, from 0 up to the last one of its family */
  public static of(family: IpFamily, value: bigint): IpAddress {
    return new IpAddress(family, value);
  }

  private constructor(
    public readonly family: IpFamily,
    public readonly value: bigint,
  ) {}

  /**
   * The shortest usual form.
   *
   * @see https://www.rfc-editor.org/rfc/rfc5952
   */
  public toString(): string {
    if (this.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (this.value >> shift) & 255n).join(".");
    const groups = Array.from({ length: 8 }, (_, at) => ((this.value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
    const zeros = longestZeros(groups);
    if (zeros === undefined) return groups.join(":");
    return `${groups.slice(0, zeros.start).join(":")}::${groups.slice(zeros.end).join(":")}`;
  }
}

/** A range of addresses in CIDR notation, such as `10.0.0.0/24` or `2600::/64`. */
export class IpRange {
  /**
   * Reads a range strictly: with a prefix length, and with its first address. `10.0.0.1/24` has host bits set; it is
   * refused, as Google refuses it, because whoever wrote it may mean `10.0.0.0/24` or `10.0.0.1/32`.
   *
   * @throws ValidationError when the text is no such range; it says which one was probably meant
   */
  public static parse(text: string): IpRange {
    const [written = "", length, ...rest] = text.split("/");
    const first = IpAddress.read(written);
    const allowed = "an address, a slash and a prefix length are needed, such as 10.0.0.0/24 or 2600::/64";
    if (first === undefined || rest.length > 0) throw new ValidationError([`"${text}": not an IP range: ${allowed}`]);
    if (length === undefined) {
      throw new ValidationError([
        `"${text}": no prefix length; for this one address write "${text}/${BITS[first.family]}"`,
      ]);
    }
    if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > BITS[first.family]) {
      throw new ValidationError([`"${text}": the prefix length must be a number from 0 to ${BITS[first.family]}`]);
    }
    const range = IpRange.around(first, Number(length));
    if (range.first.value !== first.value) {
      throw new ValidationError([`"${text}": has host bits set; the range that contains it is "${range.toString()}"`]);
    }
    return range;
  }

  /** The range, or undefined when `parse` refuses the text. */
  public static read(text: string): IpRange | undefined {
    try {
      return IpRange.parse(text);
    } catch (error) {
      if (ValidationError.isValidationError(error)) return undefined;
      throw error;
    }
  }

  /** The range of this prefix length in which an address lies. */
  public static around(address: IpAddress, prefixLength: number): IpRange {
    const hostBits = BigInt(BITS[address.family] - prefixLength);
    return new IpRange(IpAddress.of(address.family, (address.value >> hostBits) << hostBits), prefixLength);
  }

  /** The fewest ranges that together are all addresses from the first to the last, both included. */
  public static covering(first: IpAddress, last: IpAddress): readonly IpRange[] {
    const ranges: IpRange[] = [];
    for (let next = first.value; next <= last.value;) {
      let prefixLength: number = BITS[first.family];
      for (; prefixLength > 0; prefixLength -= 1) {
        const wider = IpRange.around(IpAddress.of(first.family, next), prefixLength - 1);
        if (wider.first.value !== next || wider.last.value > last.value) break;
      }
      const range = IpRange.around(IpAddress.of(first.family, next), prefixLength);
      ranges.push(range);
      next = range.last.value + 1n;
    }
    return ranges;
  }

  /** The value of the last address: asked for very often, and dear to work out. */
  private readonly end: bigint;

  private constructor(
    public readonly first: IpAddress,
    public readonly prefixLength: number,
  ) {
    this.end = first.value + this.size - 1n;
  }

  public get family(): IpFamily {
    return this.first.family;
  }

  /** The number of addresses. */
  public get size(): bigint {
    return 1n << BigInt(BITS[this.family] - this.prefixLength);
  }

  public get last(): IpAddress {
    return IpAddress.of(this.family, this.end);
  }

  /** Whether all of the other range lies in this one; never across families. */
  public contains(other: IpRange): boolean {
    return this.prefixLength <= other.prefixLength && this.has(other.first);
  }

  /** Whether the address lies in this range; never across families. */
  public has(address: IpAddress): boolean {
    return address.family === this.family && address.value >= this.first.value && address.value <= this.end;
  }

  /** Whether any address lies in both. Two ranges overlap only if one contains the other. */
  public overlaps(other: IpRange): boolean {
    return this.contains(other) || other.contains(this);
  }

  public toString(): string {
    return `${this.first.toString()}/${this.prefixLength}`;
  }
}

function ipv4Number(text: string): number {
  return text.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

function ipv6Number(groups: readonly string[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | BigInt(parseInt(group, 16)), 0n);
}

/** The eight groups of an IPv6 address, where `::` stands for as many zeros as are missing. */
function ipv6Groups(text: string): readonly string[] {
  const [head = "", tail] = text.replace(/\d+\.\d+\.\d+\.\d+$/, embeddedIpv4).split("::");
  const groups = (part: string): readonly string[] => (part === "" ? [] : part.split(":"));
  if (tail === undefined) return groups(head);
  const zeros = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array.from({ length: zeros }, () => "0"), ...groups(tail)];
}

function embeddedIpv4(text: string): string {
  const value = ipv4Number(text);
  return `${Math.floor(value / 0x10000).toString(16)}:${(value % 0x10000).toString(16)}`;
}

/** The first longest run of at least two zero groups. */
function longestZeros(groups: readonly string[]): { readonly start: number; readonly end: number } | undefined {
  let longest = { start: 0, end: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === "0") end += 1;
    if (end - start > longest.end - longest.start) longest = { start, end };
  }
  return longest.end - longest.start > 1 ? longest : undefined;
}
