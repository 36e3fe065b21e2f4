import { Places } from "./lock-places";
import { readMarker } from "./entry-marker";
import type { Findings } from "./findings";
import type { JsonDocument } from "./json-document";
import { describe, type LockContents, type LockEntry, NOTHING, readPin } from "./lock-entry";
import { isOwnFolder } from "./own-folder";
import { plainUrl } from "./package-index";
import { isPyPI } from "./pypi";
import { quote } from "../text/quoting";
import { hashesOf, spellingsOf } from "./locked-files";
import { isTable, type Table } from "./toml-document";

const DIRECT = ["git", "hg", "svn", "bzr", "ref", "file", "path", "url", "editable"] as const;

/** Whether the document looks like pipenv's lock, of whatever version. */
export function isPipfileLock(root: unknown): root is Table {
  return isTable(root) && "_meta" in root;
}

/**
 * Reads Pipfile.lock, pipfile-spec 6, in all its categories. Newer releases of pipenv take a package that
 * names no index from the first source, older ones looked for every package in all of them, so that each source counts.
 *
 * @see https://pipenv.pypa.io/en/latest/indexes.html
 */
export function readPipfileLock(document: JsonDocument, findings: Findings): LockContents {
  const root = isTable(document.root) ? document.root : {};
  const meta = isTable(root._meta) ? root._meta : {};
  if (meta["pipfile-spec"] !== 6) {
    findings.add(document.unknownVersion("pipfile-spec", meta["pipfile-spec"], "6"));
    return NOTHING;
  }
  const sources = readSources(meta.sources, document.originOf("_meta", "sources"), findings);
  const places = new Places(findings);
  const entries = Object.entries(root).flatMap(([category, packages]): readonly LockEntry[] => {
    if (category === "_meta") return [];
    if (!isTable(packages)) {
      const origin = document.originOf(category);
      findings.add(`category ${quote(category)}: is not a table of packages; lock again, from ${origin}`);
      return [];
    }
    return Object.entries(packages).flatMap(([name, locked]) => {
      const origin = document.originOf(category, name);
      const isFromIndex = isTable(locked) && isOfSource(name, locked, origin, sources, places, findings);
      if (!isTable(locked)) {
        findings.add(`package ${quote(name)}: is not a table with a version; lock again, from ${origin}`);
      }
      return isFromIndex ? (readEntry(category, name, locked, origin, findings) ?? []) : [];
    });
  });
  const indexUses = sources.map(({ url, origin }) => ({ url, origin, packages: entries.length }));
  return { ...places.with(entries), indexUses };
}

/** Whether a package is from one of the lock's sources; where another one is from is noted. */
function isOfSource(
  name: string,
  locked: Table,
  origin: string,
  sources: readonly Source[],
  places: Places,
  findings: Findings,
): boolean {
  const direct = DIRECT.find((key) => key in locked && locked[key] !== false);
  if (direct !== undefined) {
    const isOwn = isOwnFolder(locked.path) || isOwnFolder(locked.file);
    places.noteElsewhere(name, sourceOf(locked), origin, isOwn);
    return false;
  }
  if ("index" in locked && !sources.some(({ names }) => names.includes(locked.index))) {
    const index = describe(locked.index);
    findings.add(
      `package ${quote(name)}: its index (${index}) is not one of the lock's sources; lock again, from ${origin}`,
    );
    return false;
  }
  return true;
}

/** The place, where the lock says more than that it is editable. */
function sourceOf(locked: Table): string {
  const keys = DIRECT.filter((key) => key in locked && locked[key] !== false);
  const key = keys.find((one) => typeof locked[one] === "string") ?? keys[0] ?? "path";
  return `${key} ${describe(locked[key])}`;
}

/** An index that the Pipfile names. */
interface Source {
  readonly names: readonly unknown[];
  readonly url: string;
  readonly origin: string;
}

function readSources(sources: unknown, origin: string, findings: Findings): readonly Source[] {
  if (sources === undefined) return [];
  if (!Array.isArray(sources)) {
    findings.add(`the lock's sources are ${describe(sources)}, not a list; lock again, from ${origin}`);
    return [];
  }
  return sources.flatMap((source: unknown): readonly Source[] => {
    const { name, url } = isTable(source) ? source : {};
    if (typeof url === "string") return [{ names: name === undefined ? impliedNames(url) : [name], url, origin }];
    findings.add(
      `source ${describe(name)} of the lock: its URL is ${describe(url)}, not a text; lock again, from ${origin}`,
    );
    return [];
  });
}

/**
 * By what packages call a source to which the Pipfile gives no name: pipenv takes that of its host, and "pypi" for
 * PyPI.
 *
 * @see https://github.com/pypa/pipenv/blob/main/pipenv/utils/sources.py
 */
function impliedNames(text: string): readonly string[] {
  const url = plainUrl(text);
  if (url === undefined) return [];
  return isPyPI(url) ? [url.hostname, "pypi"] : [url.hostname];
}

function readEntry(
  category: string,
  name: string,
  locked: Table,
  origin: string,
  findings: Findings,
): LockEntry | undefined {
  const { version, markers } = locked;
  if (typeof version === "string" && !version.startsWith("==")) {
    findings.add(
      `package ${quote(name)}: ${quote(version)} is not pinned to one version, ` +
        "as pipenv leaves what is not for the machine that it locks on; " +
        `pin it in the Pipfile and lock again, from ${origin}`,
    );
    return undefined;
  }
  const bare = typeof version === "string" ? version.replace(/^={2,3}/, "") : version;
  if (typeof bare === "string" && bare.includes("*")) {
    findings.add(`package ${quote(name)}: ${quote(bare)} is a wildcard, not one version; lock again, from ${origin}`);
    return undefined;
  }
  const pin = readPin(name, bare, origin, findings);
  if (pin === undefined) return undefined;
  return {
    ...pin,
    spellings: spellingsOf(pin.version, Array.isArray(locked.hashes) && locked.hashes.length > 0),
    hashes: hashesOf(Array.isArray(locked.hashes) ? locked.hashes : []),
    origin,
    noWheel: false,
    // Each category is resolved and installed by itself.
    distinguishedBy: `${category}\n${readMarker(markers, pin.name, origin, findings) ?? ""}`,
  };
}
