import type { PackageFile } from "../packages/package-files";
import { PackageVersion } from "../packages/package-version";
import type { Policy } from "../policy";
import { type FilledPackage, FilledPolicy } from "../policy/filled-repository";
import { quote } from "../text/quoting";
import type { DeployedFile } from "./deployed-files";

/** How what a repository is filled with, and what is in it, go together. */
export interface FileDifference {
  readonly state: "missing" | "extra" | "different" | "unknown";

  /** The package's PEP 503 name. @default - not known */
  readonly packageName?: string;

  /** @default - it is about a file of which that is not known */
  readonly version?: string;

  /** A clause without a full stop. */
  readonly reason: string;
}

/** What was found out about the files of a repository that is filled from locks. */
export interface FilesReport {
  /** How many versions the policy lists. */
  readonly expected: number;
  /** How many files there are. */
  readonly deployed: number;
  /** Whether their hashes were compared with those of locks. */
  readonly byHash: boolean;
  readonly differences: readonly FileDifference[];
}

/** The files of a repository, beside the list that it is filled from. */
export class FileComparison {
  private readonly versions = new Map<string, Map<string, DeployedFile[]>>();
  private readonly differences: FileDifference[] = [];

  /**
   * @param files what is in it
   * @param locks the files that locks name
   */
  constructor(
    private readonly expected: FilledPolicy,
    private readonly files: readonly DeployedFile[],
    private readonly locks?: readonly PackageFile[],
  ) {
    for (const file of files) this.take(file);
    for (const [name, versions] of this.list) {
      for (const version of versions) {
        if (this.filesOf(name, version).length === 0)
          this.note({
            state: "missing",
            packageName: name,
            version,
            reason: "the policy lists it, and no file of it is there",
          });
      }
    }
    for (const [name, versions] of this.versions) {
      for (const [version, some] of versions) this.compare(name, version, some);
    }
  }

  public get report(): FilesReport {
    return {
      expected: [...this.list.values()].reduce((sum, versions) => sum + versions.length, 0),
      deployed: this.files.length,
      byHash: this.locks !== undefined,
      differences: this.differences,
    };
  }

  /**
   * What can be downloaded.
   *
   * @param rules what rules let through of what is there
   */
  public policyUnder(rules?: Policy): FilledPolicy {
    const packages = [...this.versions].map(([name, versions]): [string, FilledPackage] => {
      const listed = this.list.get(name) ?? [];
      const spelled = [...versions.keys()].map((found) => listed.find((one) => isSame(one, found)) ?? found);
      return [name, { versions: spelled, places: [] }];
    });
    return new FilledPolicy([{ packages: new Map(packages) }], rules);
  }

  private get list(): ReadonlyMap<string, readonly string[]> {
    return this.expected.contents ?? new Map<string, readonly string[]>();
  }

  private take(file: DeployedFile): void {
    const { packageName, version, fileName } = file;
    if (packageName === undefined || version === undefined) {
      const reason = `the service does not say of which version the file ${quote(fileName)} is`;
      this.note({ state: "unknown", reason });
      return;
    }
    const versions = this.versions.get(packageName) ?? new Map<string, DeployedFile[]>();
    this.versions.set(packageName, versions);
    versions.set(version, [...(versions.get(version) ?? []), file]);
  }

  private filesOf(name: string, version: string): readonly DeployedFile[] {
    return [...(this.versions.get(name) ?? [])].flatMap(([one, files]) => (isSame(one, version) ? files : []));
  }

  private compare(name: string, version: string, files: readonly DeployedFile[]): void {
    const shown = files.map(({ fileName }) => quote(fileName)).join(", ");
    if (this.list.get(name)?.some((one) => isSame(one, version)) !== true) {
      this.note({
        state: "extra",
        packageName: name,
        version,
        reason: `it is there (${shown}), and the policy does not list it`,
      });
      return;
    }
    if (this.locks === undefined) return;
    const locked = this.locks.filter((one) => one.name === name && isSame(one.version, version));
    const hashes = new Set(locked.flatMap(({ sha256 }) => sha256));
    for (const { fileName, sha256 } of files) {
      const file = `the file ${quote(fileName)}`;
      if (sha256 === undefined)
        this.note({
          state: "unknown",
          packageName: name,
          version,
          reason: `the service does not say the SHA-256 of ${file}`,
        });
      else if (!hashes.has(sha256))
        this.note({
          state: "different",
          packageName: name,
          version,
          reason: `${file} has the SHA-256 ${sha256}, which the locks do not have`,
        });
    }
  }

  private note(difference: FileDifference): void {
    this.differences.push(difference);
  }
}

/** What is no version of PEP 440 is itself only. */
function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return PackageVersion.isSame(one, other);
  } catch {
    return false;
  }
}
