import { own, phrase } from "../../lib/text/phrase";

test("a line break in the words of a phrase is a space, whatever the indentation after it", () => {
  const text = phrase`bucket ${"b"} is open:
    everybody
      reads ${"o"}`;
  expect(text.toString()).toBe('bucket "b" is open: everybody reads "o"');
  expect(text.parts.filter(({ isOwn }) => isOwn).map((part) => part.text)).toEqual([
    "bucket ",
    " is open: everybody reads ",
  ]);
});

test("a line break that comes from outside stays what it is, and is escaped where it is printed", () => {
  expect(phrase`${"a\n  b"}`.parts).toEqual([{ text: "a\n  b", isOwn: false }]);
  expect(phrase`${"a\n  b"}`.toString()).not.toContain("\n");
});

test("own words that are put in stay own, numbers too, and lists are joined", () => {
  expect(phrase`${own("two")} of ${3}: ${["x", "y"]}`.toString()).toBe('two of 3: "x", "y"');
});
