import { BlockList, isIP } from "node:net";
import fc from "fast-check";

import { IpAddress, IpRange, type IpFamily } from "../../lib/core/ip-range";

const family = fc.constantFrom<IpFamily>(4, 6);
const bits = { 4: 32, 6: 128 };

const address = family.chain((one) =>
  fc
    .oneof(
      fc.bigInt({ min: 0n, max: (1n << BigInt(bits[one])) - 1n }),
      // Few set bits, so that runs of zeros and neighbouring ranges come up.
      fc
        .array(fc.integer({ min: 0, max: bits[one] - 1 }), { maxLength: 4 })
        .map((set) => set.reduce((value, bit) => value | (1n << BigInt(bit)), 0n)),
    )
    .map((value) => IpAddress.of(one, value)),
);

const range = address.chain((one) =>
  fc.integer({ min: 0, max: bits[one.family] }).map((length) => IpRange.around(one, length)),
);

const ipv4Range = fc
  .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([value, length]) => IpRange.around(IpAddress.of(4, BigInt(value)), length));

/** What Node's own implementation says. */
function oracle(one: IpRange): (address: IpAddress) => boolean {
  const list = new BlockList();
  list.addSubnet(one.first.toString(), one.prefixLength, one.family === 4 ? "ipv4" : "ipv6");
  // Across families Node compares an IPv4 address with the IPv6 ranges that map it; here the families are apart.
  return (other) => other.family === one.family && list.check(other.toString(), other.family === 4 ? "ipv4" : "ipv6");
}

describe("addresses", () => {
  test.each([
    ["10.0.0.1", 4, 0x0a000001n],
    ["255.255.255.255", 4, 0xffffffffn],
    ["::", 6, 0n],
    ["::1", 6, 1n],
    ["2600:2d00:2:1000::", 6, 0x26002d00000210000000000000000000n],
    ["::ffff:10.0.0.1", 6, 0xffff0a000001n],
    ["1:2:3:4:5:6:7:8", 6, 0x00010002000300040005000600070008n],
    ["FE80::A", 6, 0xfe80000000000000000000000000000an],
  ])("%s is IPv%i", (text, version, value) => {
    expect(IpAddress.parse(text)).toMatchObject({ family: version, value });
  });

  test.each([
    ["0:0:0:0:0:0:0:0", "::"],
    ["2600:0:0:1:0:0:0:1", "2600:0:0:1::1"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["1:0:0:2:0:0:3:4", "1::2:0:0:3:4"],
    ["0001:00AB::", "1:ab::"],
  ])("%s is written %s", (text, written) => {
    expect(IpAddress.parse(text).toString()).toBe(written);
  });

  test.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.01",
    "10.0.0.1 ",
    "0x0a.0.0.1",
    "1.2.3.4.5",
    "fe80::1%eth0",
    "1::2::3",
    "::g",
    "12345::",
    "${x}",
  ])("%j is none", (text) => {
    expect(IpAddress.read(text)).toBeUndefined();
    expect(() => IpAddress.parse(text)).toThrow(`"${text}": not an IP address`);
  });

  test("what is written is read back as the same, and Node takes it for an address", () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(IpAddress.parse(one.toString())).toEqual(one);
        expect(isIP(one.toString())).toBe(one.family);
      }),
    );
  });

  test("IPv6 is written as the URL standard's serialiser writes it", () => {
    fc.assert(
      fc.property(address, (one) => {
        fc.pre(one.family === 6);
        expect(`[${one.toString()}]`).toBe(new URL(`http://[${one.toString()}]/`).hostname);
      }),
    );
  });
});

describe("ranges", () => {
  test.each([
    ["10.0.0.0/24", "10.0.0.0", "10.0.0.255", 256n],
    ["0.0.0.0/0", "0.0.0.0", "255.255.255.255", 1n << 32n],
    ["199.36.153.4/30", "199.36.153.4", "199.36.153.7", 4n],
    ["10.0.0.7/32", "10.0.0.7", "10.0.0.7", 1n],
    ["2600:2d00:2:1000::/64", "2600:2d00:2:1000::", "2600:2d00:2:1000:ffff:ffff:ffff:ffff", 1n << 64n],
    ["::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1n << 128n],
  ])("%s goes from %s to %s", (text, first, last, size) => {
    const one = IpRange.parse(text);
    expect([one.toString(), one.first.toString(), one.last.toString(), one.size]).toEqual([text, first, last, size]);
  });

  test.each([
    ["10.0.0.1/24", 'has host bits set; the range that contains it is "10.0.0.0/24"'],
    ["2600::1/64", 'has host bits set; the range that contains it is "2600::/64"'],
    ["10.0.0.0", 'no prefix length; for this one address write "10.0.0.0/32"'],
    ["2600::", 'no prefix length; for this one address write "2600::/128"'],
    ["10.0.0.0/33", "the prefix length must be a number from 0 to 32"],
    ["2600::/129", "the prefix length must be a number from 0 to 128"],
    ["10.0.0.0/", "the prefix length must be a number from 0 to 32"],
    ["10.0.0.0/08", "the prefix length must be a number from 0 to 32"],
    ["10.0.0.0/-1", "the prefix length must be a number from 0 to 32"],
    ["10.0.0.0/255.0.0.0", "the prefix length must be a number from 0 to 32"],
    ["10.0.0/24", "not an IP range"],
    ["10.0.0.0/24/24", "not an IP range"],
    ["/24", "not an IP range"],
    [" 10.0.0.0/24", "not an IP range"],
    ["", "not an IP range"],
  ])("%j is refused", (text, message) => {
    expect(() => IpRange.parse(text)).toThrow(`"${text}": ${message}`);
    expect(IpRange.read(text)).toBeUndefined();
  });

  test("hold what Node's block list holds", () => {
    fc.assert(
      fc.property(range, address, (one, other) => {
        const holds = oracle(one);
        expect(one.has(other)).toBe(holds(other));
        expect([one.first, one.last].map((edge) => [one.has(edge), holds(edge)])).toEqual([
          [true, true],
          [true, true],
        ]);
        const beyond = one.last.value + 1n;
        if (beyond < 1n << BigInt(bits[one.family])) {
          const outside = IpAddress.of(one.family, beyond);
          expect([one.has(outside), holds(outside)]).toEqual([false, false]);
        }
      }),
    );
  });

  test("contain and overlap as their edges say", () => {
    const near = fc
      .tuple(range, fc.integer({ min: 0, max: 32 }))
      .map(([one, length]) => IpRange.around(one.last, length));
    fc.assert(
      fc.property(range, fc.oneof(range, near), (one, other) => {
        const holds = oracle(one);
        expect(one.contains(other)).toBe(holds(other.first) && holds(other.last));
        expect(one.overlaps(other)).toBe(
          holds(other.first) || holds(other.last) || oracle(other)(one.first) || oracle(other)(one.last),
        );
        expect(one.overlaps(other)).toBe(other.overlaps(one));
      }),
    );
  });

  test("cover an interval exactly, without two that could be one", () => {
    fc.assert(
      fc.property(ipv4Range, ipv4Range, (one, other) => {
        const [first, last] = [one.first, other.last].sort((a, b) => (a.value < b.value ? -1 : 1)) as [
          IpAddress,
          IpAddress,
        ];
        const cover = IpRange.covering(first, last);
        expect(cover[0]?.first).toEqual(first);
        expect(cover.at(-1)?.last).toEqual(last);
        cover.slice(1).forEach((next, at) => {
          expect(next.first.value).toBe(cover[at]!.last.value + 1n);
          expect(IpRange.around(next.first, next.prefixLength - 1).first).not.toEqual(
            next.prefixLength === cover[at]!.prefixLength ? cover[at]!.first : undefined,
          );
        });
      }),
    );
  });

  test("cover a whole family with one", () => {
    const all = IpRange.parse("::/0");
    expect(IpRange.covering(all.first, all.last).map(String)).toEqual(["::/0"]);
  });
});
