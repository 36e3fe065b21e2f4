import type { Findings } from "./findings";
import { describe, type IndexUse, type LockContents, type LockEntry, notFromAnIndex, readPin, textOf } from "./lock-entry";
import { isTable, type Table, type TomlDocument } from "./toml-document";
import { hasNoWheel } from "./wheel-list";

/** Whether the document looks like poetry's lock, of whatever version. */
export function isPoetryLock(root: Table): boolean {
  return isTable(root.metadata) && ("lock-version" in root.metadata || "content-hash" in root.metadata);
}

/**
 * Reads poetry.lock, lock-version 1 and 2. A package without a source is from poetry's built-in index, PyPI.
 *
 * @see https://github.com/python-poetry/poetry/blob/main/src/poetry/packages/locker.py
 */
export function readPoetryLock(document: TomlDocument, findings: Findings): LockContents {
  const metadata = isTable(document.root.metadata) ? document.root.metadata : {};
  const version = metadata["lock-version"];
  if (typeof version !== "string" || !/^[12]\.[0-9]+$/.test(version)) {
    findings.add(document.unknownVersion("lock-version", version, "1.x and 2.x"));
    return { entries: [], indexUses: [] };
  }
  const packages = document.tables("package");
  const split = namesSplitByMarkers(packages.map(({ table }) => table));
  const filesOfAll = isTable(metadata.files) ? metadata.files : {};
  const entries: LockEntry[] = [];
  const indexUses: IndexUse[] = [];
  for (const { table, origin } of packages) {
    const source = isTable(table.source) ? table.source : undefined;
    if (source !== undefined) {
      const url = typeof source.url === "string" ? source.url : "";
      if (source.type !== "legacy") {
        findings.add(notFromAnIndex(table.name, `a source of type ${describe(source.type)} (${describe(source.url)})`, origin));
        continue;
      }
      indexUses.push({ url, origin, packages: 1 });
    }
    const pin = readPin(table.name, table.version, origin, findings);
    if (pin === undefined) continue;
    entries.push({
      ...pin,
      origin,
      noWheel: hasNoWheel(table.files ?? filesOfAll[pin.name.written]),
      distinguishedBy: distinguishedBy(table, split.has(pin.name.normalized), pin.version),
    });
  }
  return { entries, indexUses };
}

/**
 * Since lock-version 2.1 each package has its markers. Before, only those who depend on a package tell when which of
 * two versions counts, or the Pythons that each version is for.
 */
function distinguishedBy(table: Table, isSplit: boolean, version: string): string | undefined {
  const markers = textOf(table.markers);
  if (markers !== undefined) return markers;
  if (isSplit) return version;
  const pythons = table["python-versions"];
  return typeof pythons === "string" && pythons !== "*" ? pythons : undefined;
}

/** Names on which some package depends in several ways, each with its markers. */
function namesSplitByMarkers(packages: readonly Table[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { dependencies } of packages) {
    if (!isTable(dependencies)) continue;
    for (const [name, ways] of Object.entries(dependencies)) {
      if (!Array.isArray(ways) || ways.length < 2) continue;
      if (ways.every((way) => isTable(way) && ("markers" in way || "python" in way))) {
        names.add(name.replace(/[-_.]+/g, "-").toLowerCase());
      }
    }
  }
  return names;
}
