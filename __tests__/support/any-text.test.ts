import fc from "fast-check";
import { anyText } from "./any-text";

test("gives characters from everywhere, and none that is half of one", () => {
  const text = fc.sample(anyText({ minLength: 1, maxLength: 20 }), { numRuns: 300, seed: 5 }).join("");
  const characters = [...text];
  expect(() => encodeURIComponent(text)).not.toThrow();
  const above = (least: number): number => characters.filter((one) => (one.codePointAt(0) ?? 0) > least).length;
  expect([above(0x7f), above(0xffff), above(0xfffff)].every((count) => count > 50)).toBe(true);
  expect(characters.length - above(0x7f)).toBeGreaterThan(0);
});
