import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FOLDER = join(__dirname, "../golden");

/**
 * Compares a value with `__tests__/golden/<name>.json`, and shows the difference. To take the value for right, run the
 * test with UPDATE_GOLDEN=1 and read what changed in the file.
 *
 * @param value anything that JSON can hold
 */
export function expectGolden(name: string, value: unknown, folder: string = FOLDER): void {
  const file = join(folder, `${name}.json`);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(value, sorted, 2)}\n`);
  }
  if (!existsSync(file)) throw new Error(`there is no golden file "${name}.json": run the test with UPDATE_GOLDEN=1`);
  expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(readFileSync(file, "utf8")));
}

/** Puts the keys of objects in order, so that a file changes only where a value did. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
