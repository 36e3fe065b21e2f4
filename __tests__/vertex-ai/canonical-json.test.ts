import * as fc from "fast-check";
import { CanonicalJson } from "../../lib/vertex-ai/canonical-json";
import goJson from "./fixtures/go-json.json";

/** Whether Terraform leaves all texts in it as they are. */
function isKept(value: unknown): boolean {
  const text = JSON.stringify(value);
  return text.normalize("NFC") === text && !/\\ud[89a-f]/i.test(text);
}

/** With the keys of objects in one order, whichever. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, held]) => [key, sorted(held)]);
}

test("it is the text that Go 1.26 made of the same documents", () => {
  // Texts that Terraform would change are refused, below.
  const kept = goJson.filter(([, expected]) => isKept(JSON.parse(expected!)));
  expect(kept.length).toBeGreaterThan(300);
  expect(kept.map(([text]) => CanonicalJson.of(JSON.parse(text!)))).toEqual(kept.map(([, expected]) => expected));
});

test("whatever it writes is read back as the same, and written again as the same", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "grapheme" }).filter(isKept), (value) => {
      const text = CanonicalJson.of(value);
      expect(CanonicalJson.of(JSON.parse(text))).toBe(text);
      expect(JSON.stringify(sorted(JSON.parse(text)))).toBe(JSON.stringify(sorted(value)));
    }),
  );
});

test.each([
  [{ a: { b: "\ud800" } }, `"a.b": holds half of a surrogate pair`],
  [{ a: ["e\u0301"] }, `"a.0": is not in Unicode's normal form C`],
  [{ "e\u0301": 1 }, "is not in Unicode's normal form C"],
  [{ a: Infinity }, `"a": Infinity is no number of JSON`],
  [{ a: undefined }, `"a": a undefined is no JSON`],
  [JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`), "nests more than 200 deep"],
])("%# is refused with its place", (value, words) => {
  expect(() => CanonicalJson.of(value)).toThrow(words);
});
