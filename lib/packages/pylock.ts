import { localFileOf } from "./file-list";
import { Places } from "./lock-places";
import { readMarker } from "./entry-marker";
import type { Findings } from "./findings";
import { describe, type LockContents, type LockEntry, NOTHING, readPin } from "./lock-entry";
import { readLockedFiles } from "./locked-files";
import { isOwnFolder } from "./own-folder";
import type { PackageName } from "./package-name";
import { quote } from "../text/quoting";
import { isTable, type Table, type TableEntry, type TomlDocument } from "./toml-document";

/** Whether the document looks like a PEP 751 lock, of whatever version. */
export function isPylock(root: Table): boolean {
  return "lock-version" in root;
}

/**
 * Reads pylock.toml, lock-version 1.0.
 *
 * @see https://packaging.python.org/en/latest/specifications/pylock-toml/
 */
export function readPylock(document: TomlDocument, findings: Findings): LockContents {
  const version = document.root["lock-version"];
  if (version !== "1.0") {
    findings.add(document.unknownVersion("lock-version", version, '"1.0"'));
    return NOTHING;
  }
  const writer = document.root["created-by"];
  const packages = document.tables("packages");
  if (typeof writer !== "string") {
    findings.add(document.missing("created-by"));
    return NOTHING;
  }
  const places = new Places(findings);
  return places.with(packages.flatMap((one) => readPackage(one, writer, places, findings)));
}

/** The entry of a package that is from an index; of another one, where it is from is noted. */
function readPackage(
  { table, origin }: TableEntry,
  writer: string,
  places: Places,
  findings: Findings,
): readonly LockEntry[] {
  const direct = ["vcs", "directory", "archive"].find((key) => key in table);
  if (direct !== undefined) {
    const source = isTable(table[direct]) ? table[direct] : {};
    const isOwn = direct === "directory" && isOwnFolder(source.path);
    places.noteElsewhere(table.name, `${direct} ${describe(source.url ?? source.path)}`, origin, isOwn);
    return [];
  }
  const wheels: readonly unknown[] = Array.isArray(table.wheels) ? table.wheels : [];
  const files = table.sdist === undefined ? wheels : [...wheels, table.sdist];
  const local = files.length > 0 && files.every(isPlaced) ? localFileOf(files) : noPlace(writer);
  if (local !== undefined) {
    places.noteElsewhere(table.name, local, origin);
    return [];
  }
  places.note(indexOf(table), files, origin);
  const pin = readPin(table.name, table.version, origin, findings);
  if (pin === undefined || !isAsTheFormatHasIt(pin.name, files, origin, findings)) return [];
  const read = readLockedFiles(files, pin, origin, findings);
  if (read === undefined) return [];
  const distinguishedBy = readMarker(table.marker, pin.name, origin, findings);
  return [{ ...pin, ...read, origin, noWheel: wheels.length === 0, distinguishedBy }];
}

function indexOf({ index }: Table): string | undefined {
  return index === undefined || typeof index === "string" ? index : "";
}

/** Whether a wheel or sdist says where it is, as the format demands. */
function isPlaced(file: unknown): boolean {
  return isTable(file) && ("url" in file || "path" in file);
}

function noPlace(writer: string): string {
  const cure = writer.toLowerCase() === "pdm" ? " (pdm names it with pdm lock --strategy static_urls)" : "";
  return `a place that the lock does not name${cure}`;
}

/** What the format demands of a package from an index, and every tool keeps. */
function isAsTheFormatHasIt(
  { written, normalized }: PackageName,
  files: readonly unknown[],
  origin: string,
  findings: Findings,
): boolean {
  if (written !== normalized) {
    findings.add(
      `package ${quote(written)}: its name is not in normal form, "${normalized}"; lock again, from ${origin}`,
    );
    return false;
  }
  if (files.every(hasHashes)) return true;
  findings.add(`package "${normalized}": has a file without hashes; lock again with hashes, from ${origin}`);
  return false;
}

function hasHashes(file: unknown): boolean {
  const hashes = isTable(file) && isTable(file.hashes) ? Object.values(file.hashes) : [];
  return hashes.length > 0 && hashes.every((hash) => typeof hash === "string" && /^[0-9a-f]+$/i.test(hash));
}
