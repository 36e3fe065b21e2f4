import { HeldBytes } from "../../lib/text/byte-source";
import { textPieces } from "../../lib/text/text-file";

const PIECE = 256 * 1024;
const read = (bytes: Buffer): number => [...textPieces(new HeldBytes(bytes), "x.json")].length;

test.each([1, 2, 3, 4])("a letter may begin in one piece and end in the next, at byte %d of it", (before) => {
  const text = Buffer.concat([Buffer.alloc(PIECE - before, "a"), Buffer.from("\u{1f600}é€b")]);
  expect(read(text)).toBe(2);
});

test.each([
  ["cut off at the end", [0xf0, 0x9f, 0x98]],
  ["overlong", [0xc0, 0xaf]],
  ["a surrogate", [0xed, 0xa0, 0x80]],
  ["without a first byte", [0x98]],
  ["too many first bytes", [0xf0, 0xf0, 0xf0, 0xf0]],
])("what is no UTF-8 is refused, also between two pieces: %s", (_, bytes) => {
  for (const before of [10, PIECE - 2, PIECE - 1, PIECE])
    expect(() => read(Buffer.concat([Buffer.alloc(before, "a"), Buffer.from(bytes)]))).toThrow("is not UTF-8 text");
});

test("the line of a NUL byte counts the lines of all pieces before", () => {
  const text = Buffer.concat([Buffer.from("a\n".repeat(PIECE)), Buffer.from("b\n\0")]);
  expect(() => read(text)).toThrow(`x.json:${PIECE + 2}`);
});
