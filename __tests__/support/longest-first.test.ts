import { existsSync } from "node:fs";
import { join } from "node:path";
import LongestFirst from "./longest-first.cjs";

const fileOf = (name: string) => join(__dirname, "..", `${name}.test.ts`);

test("each of the files that take longest is there, and they come first; all others stay in their order", () => {
  expect(LongestFirst.LONGEST.filter((name) => !existsSync(fileOf(name)))).toEqual([]);
  const names = ["other/terminal", "core/duration", ...LongestFirst.LONGEST.toReversed(), "access/terminal"];
  const ordered = LongestFirst.ordered(names.map((name) => ({ path: fileOf(name) })));
  expect(ordered.map(({ path }) => path)).toEqual(
    [...LongestFirst.LONGEST, "other/terminal", "core/duration", "access/terminal"].map(fileOf),
  );
});
