import type { AllowedPackages } from "./allowed-packages";
import { Findings } from "./findings";
import { quote } from "../text/quoting";

/** One version of a package, with the files of it that locks agree to. */
export interface PackageFile {
  /** In normal form (PEP 503). */
  readonly name: string;
  /** As the index spells it, in normal form (PEP 440). */
  readonly version: string;
  /** SHA-256 of its files in hexadecimal digits, sorted. */
  readonly sha256: readonly string[];
}

const SHA256 = /^sha256:([0-9a-f]{64})$/;

/** The files behind an allow list: what may be copied, to the byte. */
export class PackageFiles {
  /**
   * The files of a list, sorted by name and version.
   *
   * @throws ValidationError when a package is allowed in any version, or a lock has no SHA-256 for a version
   */
  public static of(packages: AllowedPackages): readonly PackageFile[] {
    const findings = new Findings();
    for (const { name, versions } of packages.packages) {
      if (versions === undefined)
        findings.add(
          `package "${name}": any version is allowed, and only files that a lock names with their hashes can ` +
            "be copied; lock it",
        );
    }
    const files = new Map<string, { readonly name: string; readonly version: string; readonly sha256: Set<string> }>();
    for (const { name, version, hashes, origin } of packages.pins) {
      const digits = hashes.flatMap((hash) => SHA256.exec(hash)?.[1] ?? []);
      if (digits.length === 0)
        findings.add(
          `package ${quote(`${name}==${version}`)}: has ${hashes.length === 0 ? "no hashes" : "no SHA-256"}; ` +
            "lock with hashes (pip-compile --generate-hashes, uv pip compile --generate-hashes, " +
            `or uv.lock), from ${origin}`,
        );
      const key = `${name} ${version}`;
      const file = files.get(key) ?? { name, version, sha256: new Set<string>() };
      files.set(key, file);
      for (const one of digits) file.sha256.add(one);
    }
    findings.throwIfAny();
    return [...files]
      .sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
      .map(([, { name, version, sha256 }]) => ({ name, version, sha256: [...sha256].sort() }));
  }
}
