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
  let hasHash = false;
  for (const file of Array.isArray(files) ? files : []) {
    if (!isTable(file)) continue;
    hasHash ||= "hash" in file || "hashes" in file;
    for (const fileName of namesOf(file)) {
      if (contradicts(fileName, name.normalized, version)) {
        if (others.some((other) => !contradicts(fileName, name.normalized, other))) continue;
        return { spellings: [version], foreign: fileName };
      }
      const read = readFileName(fileName, name.normalized);
      if (read !== undefined) spellings.add(read.version);
    }
  }
  if (spellings.size > 0) return { spellings: [...spellings], foreign: undefined };
  return { spellings: spellingsOf(version, hasHash), foreign: undefined };
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
