import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LIB = join(__dirname, "../../lib");
const PRINTER = "cli/output.ts";

const files = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const printing = files.filter((file) =>
  /\bprocess\.(?:stdout|stderr)\b|\bconsole\./.test(readFileSync(join(LIB, file), "utf8")),
);

test("what a command prints is printed in one file", () => {
  expect(printing).toEqual([PRINTER]);
});

test("exit codes have names", () => {
  const numbered = files.filter((file) => /\bexitCode = (?:.*[?:] )?\d/.test(readFileSync(join(LIB, file), "utf8")));
  expect(numbered).toEqual([]);
});
