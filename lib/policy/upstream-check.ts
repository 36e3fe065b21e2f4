import type { AllowedPackages } from "../packages";
import { readFileName } from "../packages/distribution-file";
import { PackageVersion } from "../packages/package-version";
import type { BlockedPackage } from "./lock-check";

/** A file that an upstream's page lists, as far as a lock has something to say of it. */
export interface UpstreamFile {
  readonly name: string;
  /** Digests by algorithm. */
  readonly hashes: Readonly<Record<string, string>>;
  /** A text is the reason. */
  readonly yanked?: boolean | string;
}

/** Where a version is locked, and the files that its locks agree to. */
interface Locked {
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly string[];
  readonly origins: readonly string[];
}

/** The files of a version among those of its project. */
export function filesOfVersion<F extends UpstreamFile>(
  files: readonly F[],
  name: string,
  version: string,
): readonly F[] {
  return files.filter((file) => {
    const read = readFileName(file.name, name);
    return read !== undefined && PackageVersion.isSame(read.version, version);
  });
}

/**
 * What of lock files an upstream does not have as they have it: no file of the version, none with a hash of the lock,
 * or withdrawn ones only.
 *
 * @param upstream the files that it lists, by the normal name of their project
 */
export function notInUpstream(
  list: AllowedPackages,
  upstream: ReadonlyMap<string, readonly UpstreamFile[]>,
): readonly BlockedPackage[] {
  return lockedVersions(list).flatMap((one) => problemOf(one, upstream.get(one.name) ?? []));
}

function lockedVersions(list: AllowedPackages): readonly Locked[] {
  const found = new Map<string, Locked>();
  for (const { name, version, hashes, origin } of list.pins) {
    const key = `${name} ${version}`;
    const before = found.get(key) ?? { name, version, hashes: [], origins: [] };
    found.set(key, { ...before, hashes: [...before.hashes, ...hashes], origins: [...before.origins, origin] });
  }
  return [...found.values()];
}

function problemOf({ name, version, hashes, origins }: Locked, listed: readonly UpstreamFile[]): BlockedPackage[] {
  const problem = (reason: BlockedPackage["reason"], decision: string): BlockedPackage[] => [
    { name, version, origins, reason, decision, allowed: [] },
  ];
  const files = filesOfVersion(listed, name, version);
  if (files.length === 0) return problem("not-there", "the upstream lists no file of this version");
  const agreed = hashes.length === 0 ? files : files.filter((file) => isAgreed(file, hashes));
  if (agreed.length === 0)
    return problem("other-content", "of the files that the upstream lists, none has a hash of the lock");
  const withdrawn = agreed.filter(({ yanked = false }) => yanked !== false);
  return withdrawn.length === agreed.length ? problem("withdrawn", "the upstream has withdrawn it") : [];
}

function isAgreed({ hashes }: UpstreamFile, agreed: readonly string[]): boolean {
  return Object.entries(hashes).some(([algorithm, digest]) => agreed.includes(`${algorithm}:${digest.toLowerCase()}`));
}
