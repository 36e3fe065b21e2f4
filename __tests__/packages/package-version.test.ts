import fc from "fast-check";
import { PackageVersion } from "../../lib/packages";
import { problemsOf } from "./temporary-folder";

test.each([
  ["1.0.0", "1.0.0"],
  ["1.0", "1.0"],
  ["v1.0", "1.0"],
  [" 1.2.3 ", "1.2.3"],
  ["01.02", "1.2"],
  ["1.0-RC.1", "1.0rc1"],
  ["1.0alpha", "1.0a0"],
  ["1.0-1", "1.0.post1"],
  ["1.0.rev2", "1.0.post2"],
  ["1.0DEV3", "1.0.dev3"],
  ["1!2.0", "1!2.0"],
  ["0!2.0", "2.0"],
  ["2.0+CPU", "2.0+cpu"],
  ["2.0+Ubuntu_01-x", "2.0+ubuntu.1.x"],
  ["2.0+1e5", "2.0+1e5"],
  ["2.0+0x10", "2.0+0x10"],
  ["2.0+20240101123456789012", "2.0+20240101123456789012"],
  ["20240101.123", "20240101.123"],
])("%s is %s", (text, normal) => {
  expect(PackageVersion.normalize(text)).toBe(normal);
});

test.each([
  "",
  "*",
  "1.*",
  "1.0.*",
  "latest",
  "1.0 2.0",
  "==1.0",
  "1.0+",
  "1.0+a..b",
  "1.0\u0000",
  "١.٠",
  "1.0-",
  "1..0",
])("%j is refused", (text) => {
  expect(problemsOf(() => PackageVersion.normalize(text))).toEqual([
    expect.stringContaining("not a valid version (such as"),
  ]);
});

test("a number that a double cannot hold is refused, not rounded", () => {
  expect(problemsOf(() => PackageVersion.normalize("1.9007199254740993"))[0]).toContain("cannot be kept exactly");
});

test("a version of a megabyte is refused in no time", () => {
  const problem = problemsOf(() => PackageVersion.normalize("1.".repeat(500_000)))[0] ?? "";
  expect(problem.length).toBeLessThan(400);
});

const number = fc.integer({ min: 0, max: 99 });
const version = fc
  .tuple(
    fc.constantFrom("", "v", "1!"),
    fc.array(number, { minLength: 1, maxLength: 4 }),
    fc.constantFrom("", "a1", ".beta2", "-RC", "c3"),
    fc.constantFrom("", ".post1", "-2"),
    fc.constantFrom("", ".dev4"),
    fc.constantFrom("", "+Local.01"),
  )
  .map(([start, release, ...rest]) => start + release.join(".") + rest.join(""));

test("normalising twice is normalising once, and means the same version", () => {
  fc.assert(
    fc.property(version, (text) => {
      const once = PackageVersion.normalize(text);
      expect(PackageVersion.normalize(once)).toBe(once);
      expect(PackageVersion.isSame(once, text)).toBe(true);
    }),
  );
});

test("versions are ordered as versions, not as texts", () => {
  const sorted = ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.0", "1.0+cpu", "1.0.post1", "2.0", "10.0", "1!0.1"];
  expect([...sorted].reverse().sort((one, other) => PackageVersion.compare(one, other))).toEqual(sorted);
});
