import { filedEntries } from "./file-list";
import { Places } from "./lock-places";
import type { Findings } from "./findings";
import { describe, type LockContents, type LockEntry, NOTHING } from "./lock-entry";
import { isOwnFolder } from "./own-folder";
import { namesSplitByPython } from "./supported-pythons";
import { isTable, type Table, type TomlDocument } from "./toml-document";

/** Where a package is from when it is not from an index. */
const DIRECT = ["git", "hg", "svn", "bzr", "url", "path"] as const;

/** Whether the document looks like pdm's lock, of whatever version. */
export function isPdmLock(root: Table): boolean {
  return isTable(root.metadata) && ("lock_version" in root.metadata || "content_hash" in root.metadata);
}

/**
 * Reads pdm.lock, lock_version 4. It records no index, and with `static_urls` where each file is.
 *
 * @see https://pdm-project.org/en/latest/usage/lockfile/
 */
export function readPdmLock(document: TomlDocument, findings: Findings): LockContents {
  const metadata = isTable(document.root.metadata) ? document.root.metadata : {};
  const version = metadata.lock_version;
  if (typeof version !== "string" || !/^4(?:\.[0-9]+){0,2}$/.test(version)) {
    findings.add(document.unknownVersion("lock_version", version, "4.x"));
    return NOTHING;
  }
  const filesOfAll = isTable(metadata.files) ? metadata.files : {};
  const keyOf = (name: string, pinned: string): string => `${name} ${pinned}`;
  const packages = document.tables("package");
  const split = namesSplitByPython(
    packages.map(({ table }) => table),
    "requires_python",
  );
  const places = new Places(findings);
  const entries: LockEntry[] = [];
  for (const { table, origin } of packages) {
    const direct = DIRECT.find((key) => key in table);
    if (direct !== undefined) {
      const isOwn = direct === "path" && isOwnFolder(table.path);
      places.noteElsewhere(table.name, `${direct} ${describe(table[direct])}`, origin, isOwn);
      continue;
    }
    entries.push(...filedEntries({ table, origin, filesOfAll, keyOf, marker: table.marker, split, places }, findings));
  }
  return { ...places.with(entries), markerWriter: "pdm lock --strategy inherit_metadata" };
}
