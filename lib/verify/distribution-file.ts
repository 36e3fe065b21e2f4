import { PackageName, PackageVersion } from "../packages";

/** A wheel or source distribution, as its file name tells. */
export interface DistributionFile {
  /** The name of the package as the file spells it. */
  readonly writtenName: string;

  /** The version as the file spells it. */
  readonly writtenVersion: string;

  /** In PEP 440 normal form. */
  readonly version: string;

  /** What every file of its kind begins with. */
  readonly firstByte: number;
}

const ZIP = 0x50;
const KINDS: readonly (readonly [ending: string, firstByte: number])[] = [
  [".tar.gz", 0x1f],
  [".tgz", 0x1f],
  [".tar.bz2", 0x42],
  [".zip", ZIP],
];

/**
 * Reads the name of a file of a package.
 *
 * @param packageName the PEP 503 name of the package, which tells where the version begins
 * @returns undefined for all other files
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
 * @see https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-file-name
 */
export function readFileName(fileName: string, packageName: string): DistributionFile | undefined {
  if (fileName.endsWith(".whl")) {
    const [writtenName = "", writtenVersion = "", ...tags] = fileName.slice(0, -".whl".length).split("-");
    return tags.length === 3 || tags.length === 4 ? described(writtenName, writtenVersion, packageName, ZIP) : undefined;
  }
  const [ending, firstByte] = KINDS.find(([one]) => fileName.endsWith(one)) ?? [];
  if (ending === undefined || firstByte === undefined) return undefined;
  const stem = fileName.slice(0, -ending.length);
  for (let dash = stem.indexOf("-"); dash > 0; dash = stem.indexOf("-", dash + 1)) {
    const file = described(stem.slice(0, dash), stem.slice(dash + 1), packageName, firstByte);
    if (file !== undefined) return file;
  }
  return undefined;
}

function described(writtenName: string, written: string, packageName: string, firstByte: number): DistributionFile | undefined {
  // In file names "_" stands for the "-" of a local version or an old spelling.
  const writtenVersion = written.replaceAll("_", "-");
  if (!PackageName.isValid(writtenName) || PackageName.of(writtenName).normalized !== packageName) return undefined;
  try {
    return { writtenName, writtenVersion, version: PackageVersion.normalize(writtenVersion), firstByte };
  } catch {
    return undefined;
  }
}
