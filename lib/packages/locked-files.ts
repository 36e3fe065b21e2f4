import { contradicts, readFileName } from "./distribution-file";
import type { Findings } from "./findings";
import type { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";
import { isTable } from "./toml-document";
import { quote } from "../text/quoting";

interface Pin {
  readonly name: PackageName;
  /** In normal form. */
  readonly version: string;
}

/** What the files that a lock lists for a package say of it. */
export interface LockedFiles {
  /** How the index may spell the version, in normal form: as the names of the files do, where there are any. */
  readonly spellings: readonly string[];
  /** As `hashesOf` has them. */
  readonly hashes: readonly string[];
}

/**
 * Reads the names of a package's files. Hashes show the index's spelling as well: the tool that wrote them looked the
 * version up.
 *
 * @param files a list of tables with names, paths or URLs, and hashes
 * @param others further versions, in normal form, whose files may be in the list, since it is that of all versions of
 *   the package
 * @returns undefined, with a finding, when a file of another version or project is in the list
 */
export function readLockedFiles(
  files: unknown,
  { name, version }: Pin,
  origin: string,
  findings: Findings,
  others: readonly string[] = [],
): LockedFiles | undefined {
  const tables = (Array.isArray(files) ? files : []).filter(isTable);
  const isOf = (fileName: string, one: string): boolean => !contradicts(fileName, name.normalized, one);
  const spellings = new Set<string>();
  const hashes: string[] = [];
  for (const file of tables) {
    const names = [...namesOf(file)];
    const strange = names.filter((one) => !isOf(one, version));
    const foreign = strange.find((one) => !others.some((other) => isOf(one, other)));
    if (foreign !== undefined) {
      findings.add(notItsFile(name, version, foreign, origin));
      return undefined;
    }
    for (const one of names.filter((each) => !strange.includes(each))) {
      const read = readFileName(one, name.normalized);
      if (read !== undefined) spellings.add(read.version);
    }
    if (strange.length === 0) hashes.push(...textsOf(file.hash), ...tableOf(file.hashes));
  }
  const hasHash = tables.some((file) => "hash" in file || "hashes" in file);
  return {
    spellings: spellings.size > 0 ? [...spellings] : spellingsOf(version, hasHash),
    hashes: hashesOf(hashes),
  };
}

/** Each once, in lower case and sorted; what is no hash in the form `ALGORITHM:DIGITS` is left out. */
export function hashesOf(texts: readonly unknown[]): readonly string[] {
  // One after the other: a lock has tens of thousands.
  const hashes = new Set<string>();
  for (const text of texts) {
    const hash = typeof text === "string" ? text.toLowerCase() : "";
    if (/^[a-z0-9]+:[0-9a-f]+$/.test(hash)) hashes.add(hash);
  }
  return [...hashes].sort();
}

function textsOf(value: unknown): readonly string[] {
  return typeof value === "string" ? [value] : [];
}

/** From `{ sha256 = "…" }`. */
function tableOf(hashes: unknown): readonly string[] {
  return isTable(hashes)
    ? Object.entries(hashes).flatMap(([algorithm, digits]) =>
        typeof digits === "string" ? [`${algorithm}:${digits}`] : [],
      )
    : [];
}

/** How the index may spell a version of which the lock lists hashes, or nothing. */
export function spellingsOf(version: string, hasHash: boolean): readonly string[] {
  return hasHash ? [version] : PackageVersion.equalSpellings(version);
}

function notItsFile(name: PackageName, version: string, file: string, origin: string): string {
  return (
    `package "${name.normalized}": lists ${quote(file)}, which is a file of another version ` +
    `or project than ${version}; lock again, from ${origin}`
  );
}

/** A file's names: what the lock calls it, and the end of its URL or path. */
function namesOf(file: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const key of ["file", "name", "filename"]) {
    const value = file[key];
    if (typeof value === "string") names.add(value);
  }
  for (const key of ["url", "path"]) {
    const value = file[key];
    if (typeof value === "string") names.add(lastPart(value));
  }
  return names;
}

function lastPart(place: string): string {
  const end = place.search(/[?#]/);
  const path = end < 0 ? place : place.slice(0, end);
  const last = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  if (!last.includes("%")) return last;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
