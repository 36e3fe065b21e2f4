import { readMarker } from "./entry-marker";
import type { Places } from "./lock-places";
import type { Findings } from "./findings";
import { describe, type LockEntry, readPin } from "./lock-entry";
import { readLockedFiles } from "./locked-files";
import { isTable, type Table } from "./toml-document";

/** What a format says of the files and markers of a package in its own words. */
export interface FiledPackage {
  readonly table: Table;
  readonly origin: string;

  /** The lists of files that stand apart from the packages, as older versions of the formats have them. */
  readonly filesOfAll: Table;

  /** The key of the package's list among these. */
  readonly keyOf: (name: string, version: string) => string;

  /**
   * All versions whose files are in that list, by the package's name as its table has it.
   *
   * @default - only the package's own
   */
  readonly versionsInList?: ReadonlyMap<unknown, readonly string[]>;
  readonly marker: unknown;

  /** PEP 503 names of which the lock has several versions, each for other Pythons. */
  readonly split: ReadonlySet<string>;

  /** Where what the files tell of their place is noted. */
  readonly places: Places;

  /** @default - the lock names none for this package */
  readonly index?: string | undefined;
}

/** The entry of a package that is pinned with a list of its files; nothing but a finding when that cannot be. */
export function filedEntries(
  { table, origin, filesOfAll, keyOf, versionsInList, marker, split, places, index }: FiledPackage,
  findings: Findings,
): readonly LockEntry[] {
  const pin = readPin(table.name, table.version, origin, findings);
  if (pin === undefined) return [];
  const files = table.files ?? filesOfAll[keyOf(pin.name.written, pin.version)];
  const local = localFileOf(files);
  if (local !== undefined) {
    places.noteElsewhere(table.name, local, origin);
    return [];
  }
  const others = table.files === undefined ? (versionsInList?.get(table.name) ?? []) : [];
  const read = readLockedFiles(files, pin, origin, findings, others);
  if (read === undefined) return [];
  places.note(index, files, origin);
  const distinguishedBy =
    readMarker(marker, pin.name, origin, findings) ?? (split.has(pin.name.normalized) ? pin.version : undefined);
  return [{ ...pin, ...read, origin, noWheel: hasNoWheel(files), distinguishedBy }];
}

/** Whether a lock's list of a package's files is known and holds no wheel. */
function hasNoWheel(files: unknown): boolean {
  if (!Array.isArray(files) || files.length === 0) return false;
  return !files.some((file) => isTable(file) && nameOf(file.file ?? file.url).endsWith(".whl"));
}

/** The first of a package's files that is not to be had over http or https, for a message. */
export function localFileOf(files: unknown): string | undefined {
  for (const file of Array.isArray(files) ? files : []) {
    if (!isTable(file) || (typeof file.url === "string" && /^https?:\/\//i.test(file.url))) continue;
    const key = ["path", "url"].find((one) => one in file);
    if (key !== undefined) return `${key} ${describe(file[key])}`;
  }
  return undefined;
}

/** The file's name, from the name itself or from a URL. */
function nameOf(value: unknown): string {
  return typeof value === "string" ? (value.split(/[?#]/, 1)[0] ?? "").toLowerCase() : "";
}
