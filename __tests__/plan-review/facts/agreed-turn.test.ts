import { agreedTurn } from "../../../lib/plan-review/facts/agreed-turn";

test.each<[readonly (string | undefined)[], string | undefined]>([
  [[], "same"],
  [["same", "same"], "same"],
  [["same", "more", "more"], "more"],
  [["less"], "less"],
  [["more", "less"], undefined],
  [["same", undefined], undefined],
  [[undefined, undefined], undefined],
  [["more", undefined], undefined],
])("parts that turn %p come to %p, and what cannot be seen is never the same", (turns, expected) => {
  expect(agreedTurn(turns, undefined)).toBe(expected);
});

test("has the word for what does not agree that it is given", () => {
  expect([agreedTurn(["more", "less"], "unknown"), agreedTurn(["unknown"], "unknown")]).toEqual(["unknown", "unknown"]);
});
