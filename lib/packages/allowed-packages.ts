import { join } from "node:path";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Findings } from "./findings";
import type { ElsewhereEntry, LockContents, LockEntry } from "./lock-entry";
import type * as LockFile from "./lock-file";
import { AgreedIndexes } from "./package-index";
import { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";
import { quote } from "../text/quoting";
import { compareText, frozen, inOrder, sortedLeftOut, sortedPins } from "./list-order";
import type { LockedPin } from "./locked-pin";
import { findConflicts } from "./version-conflicts";

/** One package of an allow list. */
export interface AllowedPackage {
  /** In normal form (PEP 503). */
  readonly name: string;
  /**
   * In normal form (PEP 440), oldest first.
   *
   * @default - any version
   */
  readonly versions?: string[];
  /**
   * The texts by which rules name these versions, oldest first. A lock with hashes or the names of files shows how the
   * index spells a version; for others it is each spelling that PEP 440 calls equal to it, as "1.17.0" to "1.17".
   *
   * @default - any version
   */
  readonly spellings?: string[];
  /** Where the package was agreed to, such as "requirements.lock:12", sorted; empty for packages named in code. */
  readonly origins: string[];
}

/** A locked version that has no wheel, so that it is built where it is installed. */
export interface NeedBuild {
  readonly name: string;
  readonly version: string;
  /** Such as "uv.lock:12". */
  readonly origin: string;
}

/** What a lock file holds and the list leaves out. */
export interface LeftOut {
  /**
   * In normal form (PEP 503).
   *
   * @default - the lock does not name it, as in "-e ."
   */
  readonly name?: string;
  /** What it is from, such as `git "https://git.example/x"`, or "a package index" when it was left out by name. */
  readonly source: string;
  /** Such as "uv.lock:12". */
  readonly origin: string;
}

/** What a lock file cannot say by itself. */
export interface LockfileOptions {
  /**
   * The base URL of an index whose packages the repository's upstream serves too, or "pypi". A lock that tells, by an
   * index or by where its files are, which index it is from is taken only when that index is named: the same name on
   * another index can be another package.
   *
   * @default - only locks that tell no index are taken
   */
  readonly index?: string;
  /**
   * The same for several indexes.
   *
   * @default - none but `index`
   */
  readonly indexes?: string[];
  /**
   * Packages to leave out, as `AllowedPackages.without` does. With it a lock whose other problems are told does not
   * tell these.
   *
   * @default - none
   */
  readonly without?: string[];
}

interface Draft {
  /** `undefined` is any version. */
  versions: Set<string> | undefined;
  readonly spellings: Set<string>;
  readonly origins: Set<string>;
}

const ALLOWED_PACKAGES = { text: "an AllowedPackages", has: "needBuild" };

/**
 * The packages, and of each the versions, that a repository lets through. An immutable value: the same whatever the
 * order and repetition of what it is made from.
 */
export class AllowedPackages {
  /** The lock of `pipBootstrap()`, with hashes. */
  // As far from dist/packages/ as from lib/packages/.
  public static readonly PIP_BOOTSTRAP_LOCK = join(__dirname, "../../packages/bootstrap.txt");

  /**
   * Reads one lock file: requirements with exact pins, uv.lock, poetry.lock, pdm.lock, Pipfile.lock or pylock.toml,
   * recognised by content and name. Every entry counts, for whatever platform it is. The project itself and what is in
   * its folder is left out. Other packages that are not from an index have to be left out by name, with `without`: a
   * list that holds one throws as soon as it is used.
   *
   * @throws ValidationError with everything in the file that does not pin a package of an agreed index to one version,
   *   unless it is only packages that are not from an index
   */
  public static fromLockfile(path: string, options?: LockfileOptions): AllowedPackages {
    return AllowedPackages.fromLockfiles([path], options);
  }

  /**
   * Reads several lock files as `fromLockfile` does. The versions of a package that is in several locks are merged.
   *
   * @throws ValidationError as `fromLockfile`, and when no file is named
   */
  public static fromLockfiles(paths: string[], options: LockfileOptions = {}): AllowedPackages {
    Given.texts("lock files", paths);
    const { index, indexes = [], without = [] } = Given.options("options", options);
    const agreed = new AgreedIndexes(index === undefined ? indexes : [index, ...indexes]);
    return AllowedPackages.read(paths, agreed, without);
  }

  /**
   * What lock files ask for, from whatever indexes they were locked: to ask questions about it, never to allow it.
   *
   * @internal
   * @jsii ignore
   * @throws ValidationError as `fromLockfiles`, except for indexes that nobody named, for packages that are from none,
   *   which are left out, and for two versions of a package with nothing to tell which counts where: Poetry 1 locks so,
   *   and both are asked for
   */
  public static askedFor(paths: readonly string[]): AllowedPackages {
    return AllowedPackages.read(paths, undefined, []);
  }

  private static read(
    paths: readonly string[],
    agreed: AgreedIndexes | undefined,
    without: readonly string[],
  ): AllowedPackages {
    if (paths.length === 0) {
      throw new ValidationError(["no lock file is named; an empty allow list is AllowedPackages.none()"]);
    }
    // The readers of six formats are most of what this room costs to import, and who names packages in code needs none.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { readLock } = require("./lock-file") as typeof LockFile;
    const findings = new Findings();
    const locks: LockContents[] = [];
    for (const path of new Set(paths)) {
      const lock = findings.catching(() => readLock(path, findings));
      if (lock === undefined) continue;
      locks.push(lock);
      if (agreed !== undefined) findConflicts(lock, findings);
    }
    agreed?.check(
      locks.flatMap((lock) => lock.indexUses),
      locks.flatMap((lock) => lock.filesUses),
      findings,
    );
    const elsewhere = locks.flatMap((lock) => lock.elsewhere);
    if (findings.count > 0) {
      // All that is wrong at once, but for what is left out.
      const valid = without.filter((name) => PackageName.isValid(name));
      const names = new Set(valid.map((name) => PackageName.parse(name).normalized));
      for (const one of elsewhere) if (isRefused(one, agreed, names)) findings.add(one.problem);
    }
    findings.throwIfAny();

    const { drafts, needBuild, pins } = merged(locks.flatMap((lock) => lock.entries));
    const refused = elsewhere.filter((one) => isRefused(one, agreed, new Set()));
    const leftOut = elsewhere.filter((one) => !isRefused(one, agreed, new Set()));
    return new AllowedPackages(drafts, needBuild, leftOut, refused, pins).without(...without);
  }

  /**
   * Any version of each named package.
   *
   * @throws ValidationError when a name is not valid, or none is given
   */
  public static fromNames(names: string[]): AllowedPackages {
    Given.texts("package names", names);
    if (names.length === 0) {
      throw new ValidationError(["no package is named; an empty allow list is AllowedPackages.none()"]);
    }
    const findings = new Findings();
    const drafts = new Map<string, Draft>();
    for (const name of names) {
      const valid = findings.catching(() => PackageName.parse(name));
      if (valid !== undefined) draftOf(drafts, valid.normalized).versions = undefined;
    }
    findings.throwIfAny();
    return new AllowedPackages(drafts, [], [], []);
  }

  /**
   * pip, keyring and keyrings.google-artifactregistry-auth with all that they need on Debian 12 (CPython 3.11 on Linux,
   * x86_64 and aarch64): what a host has to get from the repository before pip can log in to it.
   */
  public static pipBootstrap(): AllowedPackages {
    return AllowedPackages.fromLockfile(AllowedPackages.PIP_BOOTSTRAP_LOCK);
  }

  /** No package at all: nothing can be downloaded. */
  public static none(): AllowedPackages {
    return new AllowedPackages(new Map(), [], [], []);
  }

  private readonly allowed: AllowedPackage[];
  private readonly builds: NeedBuild[];
  private readonly omitted: LeftOut[];
  private readonly locked: LockedPin[];

  private constructor(
    drafts: ReadonlyMap<string, Draft>,
    needBuild: readonly NeedBuild[],
    leftOut: readonly LeftOut[],
    /** What still has to be left out by name before the list can be used. */
    private readonly refused: readonly ElsewhereEntry[],
    locked: readonly LockedPin[] = [],
  ) {
    this.locked = frozen(sortedPins(locked));
    this.allowed = frozen(
      [...drafts]
        .sort(([one], [other]) => compareText(one, other))
        .map(([name, { versions, spellings, origins }]) => ({
          name,
          ...(versions && { versions: inOrder(versions), spellings: inOrder(spellings) }),
          origins: frozen([...origins].sort()),
        })),
    );
    const unique = new Map(needBuild.map((one) => [`${one.name} ${one.version} ${one.origin}`, one]));
    this.builds = frozen(
      [...unique.values()].sort(
        (one, other) =>
          compareText(one.name, other.name) ||
          PackageVersion.compare(one.version, other.version) ||
          compareText(one.origin, other.origin),
      ),
    );
    this.omitted = frozen(sortedLeftOut(leftOut));
  }

  /**
   * Sorted by name.
   *
   * @throws ValidationError when a lock file holds packages that are not from an index, and they were not left out by
   *   name; so do the other properties, and `union`
   */
  public get packages(): AllowedPackage[] {
    this.checkRefused();
    return this.allowed;
  }

  /**
   * Locked versions that have no wheel, sorted. pip builds them where it installs them, with build tools that come
   * through the same index, so those must be allowed too. Requirements files and Pipfile.lock do not tell.
   */
  public get needBuild(): NeedBuild[] {
    this.checkRefused();
    return this.builds;
  }

  /**
   * What the lock files hold and the list does not, sorted: what is not from an index, and what was left out by name.
   */
  public get leftOut(): LeftOut[] {
    this.checkRefused();
    return this.omitted;
  }

  /** Whether nothing is allowed. */
  public get isEmpty(): boolean {
    return this.packages.length === 0;
  }

  /** What either list allows: versions are merged, and "any version" in one list is any version in the result. */
  public union(...others: AllowedPackages[]): AllowedPackages {
    for (const other of others) Given.object("union", other, ALLOWED_PACKAGES);
    const lists = [this, ...others];
    const drafts = new Map<string, Draft>();
    for (const { name, versions, spellings = [], origins } of lists.flatMap((list) => list.packages)) {
      const draft = draftOf(drafts, name);
      if (versions === undefined) draft.versions = undefined;
      for (const version of versions ?? []) draft.versions?.add(version);
      for (const spelling of spellings) draft.spellings.add(spelling);
      for (const origin of origins) draft.origins.add(origin);
    }
    return new AllowedPackages(
      drafts,
      lists.flatMap((list) => list.needBuild),
      lists.flatMap((list) => list.leftOut),
      [],
      lists.flatMap((list) => list.locked),
    );
  }

  /**
   * The versions of the list that lock files agree to, sorted, each with its place. Packages that were named in code
   * have none.
   *
   * @internal
   * @jsii ignore
   */
  public get pins(): readonly LockedPin[] {
    this.checkRefused();
    return this.locked;
  }

  /**
   * Whether the list, or a lock that it was read from, holds a package, be it from an index or not.
   *
   * @internal
   * @jsii ignore
   * @throws ValidationError when the name is not valid
   */
  public holds(name: string): boolean {
    const { normalized } = PackageName.parse(name);
    return [this.allowed, this.omitted, this.refused].some((list) => list.some((one) => one.name === normalized));
  }

  /**
   * The list without these packages, in none of their versions. Packages of a lock that are not from an index are left
   * out so, too.
   *
   * @throws ValidationError when a name is not valid or not in the list
   */
  public without(...names: string[]): AllowedPackages {
    const findings = new Findings();
    const dropped = new Set<string>();
    for (const text of names) {
      const isKnown = findings.catching(() => this.holds(text));
      if (isKnown === true) dropped.add(PackageName.parse(text).normalized);
      if (isKnown === false)
        findings.add(
          `package ${quote(text)}: is not in the list, so it cannot be taken out; correct the name or drop it`,
        );
    }
    findings.throwIfAny();
    if (dropped.size === 0) return this;
    const isDropped = ({ name }: { readonly name?: string | undefined }): boolean =>
      name !== undefined && dropped.has(name);
    const byName = this.allowed
      .filter(isDropped)
      .flatMap(({ name, origins }) => origins.map((origin) => ({ name, source: "a package index", origin })));
    return new AllowedPackages(
      new Map(
        this.allowed
          .filter((one) => !isDropped(one))
          .map(({ name, versions, spellings, origins }) => [
            name,
            { versions: versions && new Set(versions), spellings: new Set(spellings), origins: new Set(origins) },
          ]),
      ),
      this.builds.filter((one) => !isDropped(one)),
      [...this.omitted, ...byName, ...this.refused.filter(isDropped)],
      this.refused.filter((one) => !isDropped(one)),
      this.locked.filter((one) => !isDropped(one)),
    );
  }

  private checkRefused(): void {
    if (this.refused.length === 0) return;
    const findings = new Findings();
    for (const { problem } of this.refused) findings.add(problem);
    findings.throwIfAny();
  }
}

/** Whether a package that is not from an index stops the reading of a list that is to be enforced. */
function isRefused(
  { name, isOwn }: ElsewhereEntry,
  agreed: AgreedIndexes | undefined,
  without: ReadonlySet<string>,
): boolean {
  if (agreed === undefined || isOwn) return false;
  return name === undefined || !without.has(name);
}

/** The entries of all locks, by package. */
function merged(entries: readonly LockEntry[]): {
  drafts: Map<string, Draft>;
  needBuild: NeedBuild[];
  pins: LockedPin[];
} {
  const drafts = new Map<string, Draft>();
  const needBuild: NeedBuild[] = [];
  const pins: LockedPin[] = [];
  for (const { name, version: written, spellings, origin, noWheel, hashes } of entries) {
    const draft = draftOf(drafts, name.normalized);
    // Where files show one spelling, that is the version, whatever the lock calls it.
    const version = (spellings.length === 1 ? spellings[0] : undefined) ?? written;
    draft.versions?.add(version);
    for (const spelling of spellings) draft.spellings.add(spelling);
    draft.origins.add(origin);
    pins.push({ name: name.normalized, version, hashes, origin });
    if (noWheel) needBuild.push({ name: name.normalized, version, origin });
  }
  return { drafts, needBuild, pins };
}

function draftOf(drafts: Map<string, Draft>, name: string): Draft {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { versions: new Set(), spellings: new Set(), origins: new Set() };
  drafts.set(name, draft);
  return draft;
}
