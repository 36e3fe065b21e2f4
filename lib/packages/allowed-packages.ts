import { join } from "node:path";
import { ValidationError } from "../core/errors";
import { Findings } from "./findings";
import type { LockContents } from "./lock-entry";
import { readLock } from "./lock-file";
import { AgreedIndexes } from "./package-index";
import { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";
import { quote } from "../text/quoting";
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

/** What a lock file cannot say by itself. */
export interface LockfileOptions {
  /**
   * The base URL of an index whose packages the repository's upstream serves too, or "pypi". A lock that tells, by an index or by where
   * its files are, which index it is from is taken only when that index is named: the same name on another index can be another package.
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
}

interface Draft {
  /** `undefined` is any version. */
  versions: Set<string> | undefined;
  readonly origins: Set<string>;
}

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
   * recognised by content and name. Every entry counts, for whatever platform it is.
   *
   * @throws ValidationError with everything in the file that does not pin a package of an agreed index to one version
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
    const { index, indexes = [] } = options;
    return AllowedPackages.read(paths, new AgreedIndexes(index === undefined ? indexes : [index, ...indexes]));
  }

  /**
   * What lock files ask for, from whatever indexes they were locked: to ask questions about it, never to allow it.
   *
   * @internal
   * @jsii ignore
   * @throws ValidationError as `fromLockfiles`, except for indexes that nobody named, and for two versions of a package with
   * nothing to tell which counts where: Poetry 1 locks so, and both are asked for
   */
  public static askedFor(paths: readonly string[]): AllowedPackages {
    return AllowedPackages.read(paths, undefined);
  }

  private static read(paths: readonly string[], agreed: AgreedIndexes | undefined): AllowedPackages {
    if (paths.length === 0) {
      throw new ValidationError(["no lock file is named; an empty allow list is AllowedPackages.none()"]);
    }
    const findings = new Findings();
    const locks: LockContents[] = [];
    for (const path of new Set(paths)) {
      const lock = findings.catching(() => readLock(path, findings));
      if (lock === undefined) continue;
      locks.push(lock);
      if (agreed !== undefined) findConflicts(lock.entries, findings);
    }
    agreed?.check(
      locks.flatMap((lock) => lock.indexUses),
      locks.flatMap((lock) => lock.filesUses),
      findings,
    );
    findings.throwIfAny();

    const drafts = new Map<string, Draft>();
    const needBuild: NeedBuild[] = [];
    for (const { name, version, origin, noWheel } of locks.flatMap((lock) => lock.entries)) {
      const draft = draftOf(drafts, name.normalized);
      draft.versions?.add(version);
      draft.origins.add(origin);
      if (noWheel) needBuild.push({ name: name.normalized, version, origin });
    }
    return new AllowedPackages(drafts, needBuild);
  }

  /**
   * Any version of each named package.
   *
   * @throws ValidationError when a name is not valid, or none is given
   */
  public static fromNames(names: string[]): AllowedPackages {
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
    return new AllowedPackages(drafts, []);
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
    return new AllowedPackages(new Map(), []);
  }

  /** Sorted by name. */
  public readonly packages: AllowedPackage[];

  /**
   * Locked versions that have no wheel, sorted. pip builds them where it installs them, with build tools that come
   * through the same index, so those must be allowed too. Requirements files and Pipfile.lock do not tell.
   */
  public readonly needBuild: NeedBuild[];

  private constructor(drafts: ReadonlyMap<string, Draft>, needBuild: readonly NeedBuild[]) {
    this.packages = frozen(
      [...drafts]
        .sort(([one], [other]) => compareText(one, other))
        .map(([name, { versions, origins }]) => ({
          name,
          ...(versions && { versions: frozen([...versions].sort((one, other) => PackageVersion.compare(one, other))) }),
          origins: frozen([...origins].sort()),
        })),
    );
    const unique = new Map(needBuild.map((one) => [`${one.name} ${one.version} ${one.origin}`, one]));
    this.needBuild = frozen(
      [...unique.values()].sort(
        (one, other) =>
          compareText(one.name, other.name) ||
          PackageVersion.compare(one.version, other.version) ||
          compareText(one.origin, other.origin),
      ),
    );
  }

  /** Whether nothing is allowed. */
  public get isEmpty(): boolean {
    return this.packages.length === 0;
  }

  /** What either list allows: versions are merged, and "any version" in one list is any version in the result. */
  public union(...others: AllowedPackages[]): AllowedPackages {
    const lists = [this, ...others];
    const drafts = new Map<string, Draft>();
    for (const { name, versions, origins } of lists.flatMap((list) => list.packages)) {
      const draft = draftOf(drafts, name);
      if (versions === undefined) draft.versions = undefined;
      for (const version of versions ?? []) draft.versions?.add(version);
      for (const origin of origins) draft.origins.add(origin);
    }
    return new AllowedPackages(
      drafts,
      lists.flatMap((list) => list.needBuild),
    );
  }

  /**
   * The list without these packages, in none of their versions.
   *
   * @throws ValidationError when a name is not valid or not in the list
   */
  public without(...names: string[]): AllowedPackages {
    const findings = new Findings();
    const dropped = new Set<string>();
    const known = new Set(this.packages.map((one) => one.name));
    for (const text of names) {
      const name = findings.catching(() => PackageName.parse(text));
      if (name === undefined) continue;
      if (known.has(name.normalized)) dropped.add(name.normalized);
      else
        findings.add(
          `package ${quote(text)}: is not in the list, so it cannot be taken out; correct the name or drop it`,
        );
    }
    findings.throwIfAny();
    const kept = this.packages.filter((one) => !dropped.has(one.name));
    return new AllowedPackages(
      new Map(
        kept.map(({ name, versions, origins }) => [
          name,
          { versions: versions && new Set(versions), origins: new Set(origins) },
        ]),
      ),
      this.needBuild.filter((one) => !dropped.has(one.name)),
    );
  }
}

function draftOf(drafts: Map<string, Draft>, name: string): Draft {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { versions: new Set(), origins: new Set() };
  drafts.set(name, draft);
  return draft;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Lists only: on a frozen object jsii cannot note which object of another language it is. */
function frozen<T>(list: T[]): T[] {
  Object.freeze(list);
  return list;
}
