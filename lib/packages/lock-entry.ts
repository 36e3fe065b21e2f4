import type { FilesUse } from "./file-places";
import type { Findings } from "./findings";
import { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";
import { quote } from "../text/quoting";

/** A name and a version that a lock file agrees to. */
export interface LockEntry {
  readonly name: PackageName;
  /** In normal form. */
  readonly version: string;
  /** "uv.lock:12" */
  readonly origin: string;
  /** Whether the lock lists the package's files, and none of them is a wheel. */
  readonly noWheel: boolean;
  /** What tells this entry from others of the same name, such as its marker. */
  readonly distinguishedBy: string | undefined;
}

/** An index that a lock says packages are from. */
export interface IndexUse {
  /** As the lock writes it. */
  readonly url: string;
  readonly origin: string;
  /** How many packages of the lock are from there, as far as the lock tells. */
  readonly packages: number;
}

/** What one lock file says. */
export interface LockContents {
  readonly entries: readonly LockEntry[];
  readonly indexUses: readonly IndexUse[];
  /** Files whose place is known, but not their index. */
  readonly filesUses: readonly FilesUse[];
}

/** What a lock says that could not be read. */
export const NOTHING: LockContents = { entries: [], indexUses: [], filesUses: [] };

/** Where something stands, for messages and origins; without a line when it is not known. */
export function originOf(path: string, line?: number): string {
  return line === undefined ? path : `${path}:${line}`;
}

/** Reads a name and a version that may be anything, as they come from a parsed lock. */
export function readPin(
  rawName: unknown,
  rawVersion: unknown,
  origin: string,
  findings: Findings,
): { readonly name: PackageName; readonly version: string } | undefined {
  const name = readName(rawName, origin, findings);
  if (name === undefined) return undefined;
  if (rawVersion === undefined) {
    findings.add(`package ${quote(name.written)}: has no version; lock it to one version, from ${origin}`);
    return undefined;
  }
  if (typeof rawVersion !== "string") {
    findings.add(
      `package ${quote(name.written)}: its version is ${describe(rawVersion)}, not a text; write it in quotes, from ${origin}`,
    );
    return undefined;
  }
  const version = findings.catching(
    () => PackageVersion.normalize(rawVersion),
    (problem) => `package ${quote(name.written)}: ${problem}, from ${origin}`,
  );
  return version === undefined ? undefined : { name, version };
}

/** Reads a name that may be anything. */
export function readName(rawName: unknown, origin: string, findings: Findings): PackageName | undefined {
  if (typeof rawName !== "string") {
    findings.add(`a package's name is ${describe(rawName)}, not a text; lock again, from ${origin}`);
    return undefined;
  }
  return findings.catching(
    () => PackageName.parse(rawName),
    (problem) => `${problem}, from ${origin}`,
  );
}

/** The finding for a package that does not come from an index at all. */
export function notFromAnIndex(name: unknown, source: string, origin: string): string {
  return `package ${describe(name)}: comes from ${source}, not from a package index, so no version of it can be allowed; publish it to an index of your own and lock that, or take it out of this lock, from ${origin}`;
}

/** Whether a path in a lock is the folder of the lock's own project. */
export function isOwnFolder(path: unknown): boolean {
  return path === "." || path === "./";
}

/** The finding for a version of a lock format that cannot be read: what changed in it is not known. */
export function unknownVersion(path: string, key: string, found: unknown, read: string): string {
  const has = found === undefined ? `has no ${key}` : `its ${key} is ${describe(found)}`;
  return `lock file "${path}": ${has}, and only ${read} can be read; lock again with a release of the tool that writes it`;
}

/** What two entries of one name can be told apart by: a marker, or several, in one text. */
export function textOf(markers: unknown): string | undefined {
  if (typeof markers === "string") return markers === "" ? undefined : markers;
  if (typeof markers !== "object" || markers === null) return undefined;
  const texts = Object.values(markers).filter((value) => typeof value === "string");
  return texts.length === 0 ? undefined : texts.sort().join("\n");
}

/** A value of any kind for a message: a text in quotes, everything else by its kind. */
export function describe(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date";
  return typeof value === "number" || typeof value === "boolean" ? `the ${typeof value} ${String(value)}` : "a table";
}
