import { localFileOf } from "./file-list";
import { Places } from "./lock-places";
import type { Findings } from "./findings";
import { describe, type LockContents, type LockEntry, NOTHING, readPin, textOf } from "./lock-entry";
import { quote } from "../text/quoting";
import { readLockedFiles } from "./locked-files";
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
  const packages = document.tables("package");
  const members = isTable(root.manifest) && Array.isArray(root.manifest.members) ? root.manifest.members : [];
  const places = new Places(findings);
  const reader = new UvPackages(new Set(members), places, findings);
  const entries = packages.flatMap((one) => reader.entries(one));
  findMissing(packages, findings);
  const tables = packages.map(({ table }) => table);
  return places.with(toldApartByConflicts(entries, root, tables));
}

/** Reads the packages of one lock, one after the other. */
class UvPackages {
  constructor(
    private readonly members: ReadonlySet<unknown>,
    private readonly places: Places,
    private readonly findings: Findings,
  ) {}

  /** The entry of a package that is from an index; of another one, where it is from is noted. */
  public entries({ table, origin }: TableEntry): readonly LockEntry[] {
    const source = isTable(table.source) ? table.source : {};
    const isOwn = isOwnProject(source, this.members.has(table.name));
    if (isOwn || typeof source.registry !== "string") {
      this.places.noteElsewhere(table.name, placeOf(source), origin, isOwn);
      return [];
    }
    const files = filesOf(table);
    const local = localFileOf(files);
    if (local !== undefined) {
      this.places.noteElsewhere(table.name, local, origin);
      return [];
    }
    this.places.note(source.registry, files, origin);
    const pin = readPin(table.name, table.version, origin, this.findings);
    const read = pin && readLockedFiles(files, pin, origin, this.findings);
    if (pin === undefined || read === undefined) return [];
    const distinguishedBy = textOf(table["resolution-markers"]);
    return [{ ...pin, ...read, origin, noWheel: hasNoWheel(table), distinguishedBy }];
  }
}

/** Where a package is from that is from no index. */
function placeOf(source: Table): string {
  const [kind] = Object.keys(source);
  if (kind === undefined) return "a place that the lock does not name";
  return `${/^[a-z]{1,20}$/.test(kind) ? kind : quote(kind)} ${describe(source[kind])}`;
}

function hasNoWheel({ sdist, wheels }: Table): boolean {
  const isThere = Array.isArray(wheels) && wheels.length > 0;
  return sdist !== undefined && !isThere;
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
        `package ${quote(name)}: ${describe(table.name)} depends on it, and it is not in the lock, ` +
          `as if the file were cut off; lock again, from ${origin}`,
      );
    }
  }
}
