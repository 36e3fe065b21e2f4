import { localFileOf } from "./file-list";
import { Places } from "./lock-places";
import type { Findings } from "./findings";
import { describe, type LockContents, type LockEntry, NOTHING, readPin, textOf } from "./lock-entry";
import { quote } from "../text/quoting";
import { notItsFile, readLockedFiles } from "./locked-files";
import { isOwnFolder } from "./own-folder";
import { toldApartByConflicts } from "./uv-conflicts";
import { isTable, type Table, type TableEntry, type TomlDocument } from "./toml-document";

/** Whether the document looks like uv's lock, of whatever version. */
export function isUvLock(root: Table): boolean {
  if ("metadata" in root || "lock-version" in root) return false;
  if ("distribution" in root) return true;
  if ("version" in root) return "package" in root || "revision" in root || "requires-python" in root;
  return Array.isArray(root.package) && root.package.some(isUvPackage);
}

/** Poetry's packages have sources too, with a type. */
function isUvPackage(table: unknown): boolean {
  const source = isTable(table) && isTable(table.source) ? table.source : {};
  return !("type" in source) && ["registry", "editable", "virtual"].some((key) => key in source);
}

/**
 * Reads uv.lock, version 1 of any revision: by uv's promise a revision adds and changes nothing.
 *
 * @see https://docs.astral.sh/uv/concepts/resolution/#lockfile-versioning
 */
export function readUvLock(document: TomlDocument, findings: Findings): LockContents {
  const { root } = document;
  if ("distribution" in root) {
    findings.add(document.outdated("[[distribution]] tables, as uv 0.2 wrote them", "uv 0.3 or newer"));
    return NOTHING;
  }
  if (root.version !== 1) {
    findings.add(document.unknownVersion("version", root.version, "1"));
    return NOTHING;
  }
  const members = new Set(isTable(root.manifest) && Array.isArray(root.manifest.members) ? root.manifest.members : []);
  const packages = document.tables("package");
  const entries: LockEntry[] = [];
  const places = new Places(findings);
  for (const { table, origin } of packages) {
    const source = isTable(table.source) ? table.source : {};
    const isOwn = isOwnProject(source, members.has(table.name));
    if (isOwn || typeof source.registry !== "string") {
      const [kind] = Object.keys(source);
      const place =
        kind === undefined
          ? "a place that the lock does not name"
          : `${/^[a-z]{1,20}$/.test(kind) ? kind : quote(kind)} ${describe(source[kind])}`;
      places.noteElsewhere(table.name, place, origin, isOwn);
      continue;
    }
    const local = localFileOf(filesOf(table));
    if (local !== undefined) {
      places.noteElsewhere(table.name, local, origin);
      continue;
    }
    places.note(source.registry, filesOf(table), origin);
    const pin = readPin(table.name, table.version, origin, findings);
    if (pin === undefined) continue;
    const { spellings, foreign, hashes } = readLockedFiles(filesOf(table), pin.name, pin.version);
    if (foreign !== undefined) {
      findings.add(notItsFile(pin.name, pin.version, foreign, origin));
      continue;
    }
    entries.push({
      ...pin,
      spellings,
      hashes,
      origin,
      noWheel: table.sdist !== undefined && !(Array.isArray(table.wheels) && table.wheels.length > 0),
      distinguishedBy: textOf(table["resolution-markers"]),
    });
  }
  findMissing(packages, findings);
  const tables = packages.map(({ table }) => table);
  return places.with(toldApartByConflicts(entries, root, tables));
}

function filesOf({ wheels, sdist }: Table): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(wheels) ? wheels : [];
  return sdist === undefined ? list : [...list, sdist];
}

/** The project whose lock it is, or another one of its workspace, which may be beside it when it is a member. */
function isOwnProject(source: Table, isMember: boolean): boolean {
  const path = source.editable ?? source.virtual;
  return isOwnFolder(path ?? source.directory) || (path !== undefined && isMember);
}

/** uv locks everything that a locked package depends on, so what is missing was cut off or taken out by hand. */
function findMissing(packages: readonly TableEntry[], findings: Findings): void {
  const locked = new Set(packages.map(({ table }) => table.name));
  for (const { table, origin } of packages) {
    const groups = [table["optional-dependencies"], table["dev-dependencies"]].filter(isTable);
    const lists = [table.dependencies, ...groups.flatMap((group) => Object.values(group))];
    for (const dependency of lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))) {
      const name = isTable(dependency) ? dependency.name : undefined;
      if (typeof name !== "string" || locked.has(name)) continue;
      findings.add(
        `package ${quote(name)}: ${describe(table.name)} depends on it, and it is not in the lock, as if the file were cut off; lock again, from ${origin}`,
      );
    }
  }
}
