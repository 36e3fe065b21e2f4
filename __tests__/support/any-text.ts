import fc from "fast-check";

const SURROGATES = 0xd800;
const COUNT_OF_SURROGATES = 0x800;
const LAST = 0x10ffff;

/** Any code point but half a surrogate pair. */
const character = fc
  .integer({ min: 0, max: LAST - COUNT_OF_SURROGATES })
  .map((n) => String.fromCodePoint(n < SURROGATES ? n : n + COUNT_OF_SURROGATES), numberOf);

function numberOf(text: unknown): number {
  const codePoint = typeof text === "string" ? text.codePointAt(0) : undefined;
  if (codePoint === undefined || text !== String.fromCodePoint(codePoint)) throw new Error("not one character");
  return codePoint < SURROGATES ? codePoint : codePoint - COUNT_OF_SURROGATES;
}

/**
 * What `fc.string({ unit: "binary" })` gives, the same texts for the same seed. That one fills a table of all 1.1
 * million characters first, in each file of tests again: a second, and 200 MB.
 */
export function anyText(constraints: Omit<fc.StringConstraints, "unit"> = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: character });
}
