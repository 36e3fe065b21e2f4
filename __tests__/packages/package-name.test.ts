import fc from "fast-check";
import { PackageName } from "../../lib/packages";
import { problemsOf } from "./temporary-folder";

const letters = fc.constantFrom("a", "b", "z", "A", "Z", "0", "9");
const name = fc
  .tuple(letters, fc.array(fc.constantFrom("a", "B", "5", ".", "-", "_"), { maxLength: 12 }), letters)
  .map(([first, middle, last]) => first + middle.join("") + last);

test.each([
  ["Foo.Bar", "foo-bar"],
  ["foo_bar", "foo-bar"],
  ["foo--._bar", "foo-bar"],
  ["PyYAML", "pyyaml"],
  ["a", "a"],
  ["zope.interface", "zope-interface"],
])("%s is %s", (written, normalized) => {
  expect(PackageName.parse(written)).toMatchObject({ written, normalized });
});

test.each([
  "",
  " ",
  "-a",
  "a-",
  ".a",
  "a b",
  "a\n",
  "naïve",
  "\u0455ix",
  "a\u0000",
  "a/b",
  "../a",
  "__proto__",
  "K\u212a",
])("%j is refused", (text) => {
  expect(PackageName.isValid(text)).toBe(false);
  expect(problemsOf(() => PackageName.parse(text))).toEqual([
    expect.stringContaining("not a valid package name (letters, digits"),
  ]);
});

test("look-alike letters are shown as what they are", () => {
  expect(problemsOf(() => PackageName.parse("\u0455ix\u202e\u001b[0m"))[0]).toContain(
    '"\\u{455}ix\\u{202e}\\u{1b}[0m"',
  );
});

test("normalising twice is normalising once, and keeps what was written", () => {
  fc.assert(
    fc.property(name, (text) => {
      const once = PackageName.parse(text);
      expect(once.written).toBe(text);
      expect(PackageName.parse(once.normalized).normalized).toBe(once.normalized);
      expect(PackageName.parse(text.toUpperCase()).normalized).toBe(once.normalized);
    }),
  );
});

test("a name that no file name holds is refused, whatever it is made of", () => {
  expect(PackageName.parse("a".repeat(255)).normalized).toBe("a".repeat(255));
  const problem = /not a valid package name .*; at most 255 characters\)$/;
  expect(problemsOf(() => PackageName.parse("a".repeat(256)))).toEqual([expect.stringMatching(problem)]);
  expect(problemsOf(() => PackageName.parse(`a${"-".repeat(5_000_000)}a`))).toEqual([expect.stringMatching(problem)]);
});

test("a long name that is not valid is refused in no time", () => {
  const problem = problemsOf(() => PackageName.parse(`${"a-".repeat(5_000_000)}!`))[0] ?? "";
  expect(problem.length).toBeLessThan(400);
});
