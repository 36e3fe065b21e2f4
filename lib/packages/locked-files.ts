import { contradicts, readFileName } from "./distribution-file";
import type { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";
import { isTable } from "./toml-document";
import { quote } from "../text/quoting";

/** What the files that a lock lists for a package say of it. */
export interface LockedFiles {
  /** How the index may spell the version, in normal form: as the names of the files do, where there are any. */
  readonly spellings: readonly string[];
  /** The name of a file of another version or project. */
  readonly foreign: string | undefined;
  /** As `hashesOf` has them. */
  readonly hashes: readonly string[];
}

/**
 * Reads the names of a package's files. Hashes show the index's spelling as well: the tool that wrote them looked the version up.
 *
 * @param files a list of tables with names, paths or URLs, and hashes
 * @param version in normal form
 * @param others further versions, in normal form, whose files may be in the list, since it is that of all versions of the package
 */
export function readLockedFiles(
  files: unknown,
  name: PackageName,
  version: string,
  others: readonly string[] = [],
): LockedFiles {
  const spellings = new Set<string>();
  const hashes: string[] = [];
  let hasHash = false;
  for (const file of Array.isArray(files) ? files : []) {
    if (!isTable(file)) continue;
    hasHash ||= "hash" in file || "hashes" in file;
    let isOthers = false;
    for (const fileName of namesOf(file)) {
      if (contradicts(fileName, name.normalized, version)) {
        isOthers = others.some((other) => !contradicts(fileName, name.normalized, other));
        if (isOthers) continue;
        return { spellings: [version], foreign: fileName, hashes: [] };
      }
      const read = readFileName(fileName, name.normalized);
      if (read !== undefined) spellings.add(read.version);
    }
    if (!isOthers) hashes.push(...textsOf(file.hash), ...tableOf(file.hashes));
  }
  const known = { foreign: undefined, hashes: hashesOf(hashes) };
  if (spellings.size > 0) return { ...known, spellings: [...spellings] };
  return { ...known, spellings: spellingsOf(version, hasHash) };
}

/** Each once, in lower case and sorted; what is no hash in the form `ALGORITHM:DIGITS` is left out. */
export function hashesOf(texts: readonly unknown[]): readonly string[] {
  const hashes = texts.flatMap(textsOf).map((text) => text.toLowerCase());
  return [...new Set(hashes.filter((hash) => /^[a-z0-9]+:[0-9a-f]+$/.test(hash)))].sort();
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

/** The finding for a file that cannot be the package's. */
export function notItsFile(name: PackageName, version: string, file: string, origin: string): string {
  return `package "${name.normalized}": lists ${quote(file)}, which is a file of another version or project than ${version}; lock again, from ${origin}`;
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
