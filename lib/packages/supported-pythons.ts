import { PackageName } from "./package-name";
import type { Table } from "./toml-document";

/** From and to which Python, both included, in steps as `stepOf` counts them. */
interface PythonRange {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Names, in normal form, whose versions are for Pythons that do not overlap, so that each Python fits one version at
 * most. That newer versions need newer Pythons is not enough: the newest Python fits them all.
 *
 * @param key where a package's table holds its Pythons, such as ">=3.8,<3.12"
 */
export function namesSplitByPython(packages: readonly Table[], key: string): ReadonlySet<string> {
  const rangesBy = new Map<string, Map<string, PythonRange>>();
  for (const table of packages) {
    if (typeof table.name !== "string" || !PackageName.isValid(table.name) || typeof table.version !== "string")
      continue;
    const name = PackageName.parse(table.name).normalized;
    const ranges = rangesBy.get(name) ?? new Map<string, PythonRange>();
    rangesBy.set(name, ranges.set(table.version, rangeOf(table[key])));
  }
  return new Set([...rangesBy].filter(([, ranges]) => areApart([...ranges.values()])).map(([name]) => name));
}

/** Clauses of other kinds ("!=3.9.*") are passed over: they only narrow a range. Alternatives ("||") would widen it. */
function rangeOf(pythons: unknown): PythonRange {
  let lowest = -Infinity;
  let highest = Infinity;
  const text = typeof pythons === "string" && !pythons.includes("|") ? pythons : "";
  for (const clause of text.split(",")) {
    const [, operator, version] = /^(>=?|<=?)\s*([0-9]{1,3}(?:\.[0-9]{1,3}){0,3})$/.exec(clause.trim()) ?? [];
    if (operator === undefined || version === undefined) continue;
    const step = stepOf(version);
    if (operator.startsWith(">")) lowest = Math.max(lowest, operator === ">" ? step + 1 : step);
    else highest = Math.min(highest, operator === "<" ? step - 1 : step);
  }
  return { lowest, highest };
}

/** Orders releases such as "3.9", which is "3.9.0" too; the odd numbers are for what lies between two. */
function stepOf(version: string): number {
  const [major = 0, minor = 0, micro = 0, fourth = 0] = version.split(".").map(Number);
  return (((major * 1000 + minor) * 1000 + micro) * 1000 + fourth) * 2;
}

function areApart(ranges: readonly PythonRange[]): boolean {
  const sorted = [...ranges].sort((one, other) => (one.lowest < other.lowest ? -1 : Number(one.lowest > other.lowest)));
  return sorted.slice(1).every(({ lowest }, at) => (sorted[at]?.highest ?? Infinity) < lowest);
}
