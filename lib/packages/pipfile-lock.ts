import type { Findings } from "./findings";
import type { JsonDocument } from "./json-document";
import {
  describe,
  type IndexUse,
  isOwnFolder,
  type LockContents,
  type LockEntry,
  notFromAnIndex,
  readPin,
  textOf,
} from "./lock-entry";
import { quote } from "../text/quoting";
import { isTable, type Table } from "./toml-document";

const DIRECT = ["git", "hg", "svn", "bzr", "ref", "file", "path", "url", "editable"] as const;

/** Whether the document looks like pipenv's lock, of whatever version. */
export function isPipfileLock(root: unknown): root is Table {
  return isTable(root) && "_meta" in root;
}

/**
 * Reads Pipfile.lock, pipfile-spec 6, in all its categories. A package without an index is from the first source.
 *
 * @see https://pipenv.pypa.io/en/latest/indexes.html
 */
export function readPipfileLock(document: JsonDocument, findings: Findings): LockContents {
  const root = isTable(document.root) ? document.root : {};
  const meta = isTable(root._meta) ? root._meta : {};
  if (meta["pipfile-spec"] !== 6) {
    findings.add(document.unknownVersion("pipfile-spec", meta["pipfile-spec"], "6"));
    return { entries: [], indexUses: [] };
  }
  const sources = (Array.isArray(meta.sources) ? meta.sources : []).filter(isTable);
  const entries: LockEntry[] = [];
  const indexUses: IndexUse[] = [];
  for (const [category, packages] of Object.entries(root)) {
    if (category === "_meta") continue;
    if (!isTable(packages)) {
      findings.add(
        `category ${quote(category)}: is not a table of packages; lock again, from ${document.originOf(category)}`,
      );
      continue;
    }
    for (const [name, locked] of Object.entries(packages)) {
      const origin = document.originOf(category, name);
      if (!isTable(locked)) {
        findings.add(`package ${quote(name)}: is not a table with a version; lock again, from ${origin}`);
        continue;
      }
      const direct = DIRECT.find((key) => key in locked && locked[key] !== false);
      if (direct !== undefined) {
        if (isOwnFolder(locked.path) || isOwnFolder(locked.file)) continue;
        findings.add(notFromAnIndex(name, `${direct} ${describe(locked[direct])}`, origin));
        continue;
      }
      const url = indexOf(locked, sources);
      if (url === undefined && sources.length + Number("index" in locked) > 0) {
        findings.add(
          `package ${quote(name)}: its index (${describe(locked.index)}) is not one of the lock's sources, or that has no URL; lock again, from ${origin}`,
        );
        continue;
      }
      if (url !== undefined) indexUses.push({ url, origin, packages: 1 });
      const entry = readEntry(category, name, locked, origin, findings);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return { entries, indexUses };
}

/** The URL of the source that a package names, or of the first source. */
function indexOf(locked: Table, sources: readonly Table[]): string | undefined {
  const source = "index" in locked ? sources.find(({ name }) => name === locked.index) : sources[0];
  return typeof source?.url === "string" ? source.url : undefined;
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
      `package ${quote(name)}: ${quote(version)} is not pinned to one version, as pipenv leaves what is not for the machine that it locks on; pin it in the Pipfile and lock again, from ${origin}`,
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
    origin,
    noWheel: false,
    // Each category is resolved and installed by itself.
    distinguishedBy: `${category}\n${textOf(markers) ?? ""}`,
  };
}
