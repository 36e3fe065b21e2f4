import { filedEntries } from "./file-list";
import { Places } from "./lock-places";
import type { Findings } from "./findings";
import { describe, type LockContents, type LockEntry, NOTHING } from "./lock-entry";
import { canonicalMarker } from "./marker";
import { isOwnFolder } from "./own-folder";
import { PackageName } from "./package-name";
import { namesSplitByPython } from "./supported-pythons";
import { isTable, type Table, type TomlDocument } from "./toml-document";

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
    return NOTHING;
  }
  const packages = document.tables("package");
  const tables = packages.map(({ table }) => table);
  const places = new Places(findings);
  const shared = {
    filesOfAll: isTable(metadata.files) ? metadata.files : {},
    keyOf: (name: string): string => name,
    versionsInList: versionsByName(tables),
    split: namesSplit(tables, version),
    places,
  };
  const entries = packages.flatMap(({ table, origin }): readonly LockEntry[] => {
    const source = isTable(table.source) ? table.source : undefined;
    if (source !== undefined && source.type !== "legacy") {
      const kind = `a source of type ${describe(source.type)} (${describe(source.url)})`;
      places.noteElsewhere(table.name, kind, origin, source.type === "directory" && isOwnFolder(source.url));
      return [];
    }
    return filedEntries({ ...shared, table, origin, marker: table.markers, index: indexOf(source) }, findings);
  });
  const hasMarkers = /^2\.[1-9]/.test(version);
  return { ...places.with(entries), ...(!hasMarkers && { markerWriter: "Poetry 2.0 or newer" }) };
}

/** More versions of one package than any lock has; those beyond are not looked for among its files. */
const MOST_VERSIONS = 100;

/** Before lock-version 2, one list has the files of all versions of a package. */
function versionsByName(packages: readonly Table[]): ReadonlyMap<unknown, readonly string[]> {
  const versions = new Map<unknown, string[]>();
  for (const { name, version } of packages) {
    const known = versions.get(name);
    if (typeof version !== "string") continue;
    if (known === undefined) versions.set(name, [version]);
    else if (known.length < MOST_VERSIONS) known.push(version);
  }
  return versions;
}

function indexOf(source: Table | undefined): string | undefined {
  if (source === undefined) return undefined;
  return typeof source.url === "string" ? source.url : "";
}

/**
 * Since lock-version 2.1 each package has its markers. Before, only those who depend on a package tell when which of
 * two versions counts, or the Pythons that each version is for.
 */
function namesSplit(packages: readonly Table[], lockVersion: string): ReadonlySet<string> {
  if (/^2\.[1-9]/.test(lockVersion)) return new Set();
  return new Set([...namesSplitByMarkers(packages), ...namesSplitByPython(packages, "python-versions")]);
}

/** Names on which some package depends in several ways, each with its own markers. */
function namesSplitByMarkers(packages: readonly Table[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { dependencies } of packages) {
    if (!isTable(dependencies)) continue;
    for (const [name, ways] of Object.entries(dependencies)) {
      if (PackageName.isValid(name) && Array.isArray(ways) && areToldApart(ways))
        names.add(PackageName.parse(name).normalized);
    }
  }
  return names;
}

function areToldApart(ways: readonly unknown[]): boolean {
  const constraintBy = new Map<string, unknown>();
  for (const way of ways) {
    if (!isTable(way)) return false;
    const { markers, python, version } = way;
    const texts = [
      typeof markers === "string" ? (canonicalMarker(markers) ?? markers) : "",
      typeof python === "string" ? python : "",
    ];
    const marker = texts.join("\n").trim();
    // One way in two entries, for its extras, is still one way.
    if (marker === "" || (constraintBy.has(marker) && constraintBy.get(marker) !== version)) return false;
    constraintBy.set(marker, version);
  }
  return constraintBy.size > 1;
}
