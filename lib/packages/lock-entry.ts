import type { Findings } from "./findings";
import { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";
import { quote } from "../text/quoting";

/** A name and a version that a lock file agrees to. */
export interface LockEntry {
  readonly name: PackageName;
  /** In normal form. */
  readonly version: string;
  /** How the index may spell it; all ways that PEP 440 calls equal, where the lock does not show which. */
  readonly spellings: readonly string[];
  /** "uv.lock:12" */
  readonly origin: string;
  /** Whether the lock lists the package's files, and none of them is a wheel. */
  readonly noWheel: boolean;
  /** Of its files, each as `sha256:…`, in lower case and sorted; of other algorithms too. */
  readonly hashes: readonly string[];
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

/** Files of a package of which the lock tells the place, but not the index that links to them. */
export interface FilesUse {
  /** The folders they are in, without credentials, "/" at the end, queries and fragments. */
  readonly folders: readonly string[];
  readonly origin: string;
}

/** A package of a lock that is not from an index. */
export interface ElsewhereEntry {
  /** In normal form; undefined where the lock names none that is valid, so that it cannot be left out by name. */
  readonly name: string | undefined;
  /** What it is from, such as `git "https://git.example/x"`. */
  readonly source: string;
  readonly origin: string;
  /** The finding for it. */
  readonly problem: string;
  /** Whether it belongs to the project whose lock it is: it is left out without being named. */
  readonly isOwn: boolean;
}

/** What one lock file says. */
export interface LockContents {
  readonly entries: readonly LockEntry[];
  readonly indexUses: readonly IndexUse[];
  /** Files whose place is known, but not their index. */
  readonly filesUses: readonly FilesUse[];
  readonly elsewhere: readonly ElsewhereEntry[];
  /**
   * The tool that writes markers into such a lock, where this one was written without.
   *
   * @default - this one has all the markers that its format knows
   */
  readonly markerWriter?: string;
}

/** What a lock says that could not be read. */
export const NOTHING: LockContents = { entries: [], indexUses: [], filesUses: [], elsewhere: [] };

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
      `package ${quote(name.written)}: its version is ${describe(rawVersion)}, not a text; ` +
        `write it in quotes, from ${origin}`,
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

/** How a package that is not from an index is left out, for a finding. */
export function leaveOut(name: string | undefined): string {
  return name === undefined
    ? "take it out of this lock"
    : `leave it out by { without: ["${name}"] } in code or --without ${name} on the command line`;
}

/** The finding for a version of a lock format that cannot be read: what changed in it is not known. */
export function unknownVersion(path: string, key: string, found: unknown, read: string): string {
  const has = found === undefined ? `has no ${key}` : `its ${key} is ${describe(found)}`;
  const advice = "lock again with a release of the tool that writes it";
  return `lock file "${path}": ${has}, and only ${read} can be read; ${advice}`;
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
