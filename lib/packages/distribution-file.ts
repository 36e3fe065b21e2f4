import { ValidationError } from "../core/errors";
import { PackageName } from "./package-name";
import { PackageVersion } from "./package-version";

/** What the name of a distribution's file says. */
export interface DistributionFile {
  readonly kind: "wheel" | "sdist";
  /** In normal form (PEP 440). */
  readonly version: string;
  /** The project's name as the file spells it. */
  readonly writtenName: string;
  /** The version as the file spells it. */
  readonly writtenVersion: string;
}

/** No common file system stores longer names. */
const LONGEST = 255;

/** Source archives that releases on PyPI have; other formats of pip's (".tar.xz", ".tar.lzma") are not known there. */
const SDIST = /\.(?:tar\.gz|zip|tar\.bz2|tgz)$/;

/**
 * Version, perhaps a build tag, and three compressed tag sets, after the name.
 *
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
 */
const WHEEL =
  /^(?<name>[A-Za-z0-9._]+)-(?<version>[^-]+)(?:-[0-9][A-Za-z0-9_.]*)?(?:-[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*){3}\.whl$/;

/**
 * Which version of a project a file is, from its name. Undefined whenever that is not sure: no wheel and no source
 * archive, another project's, or a version that is not in the name as PEP 440 has it.
 *
 * @param file the file's name, without a path and not URL-encoded
 * @param project the project on whose index page the file is, in any spelling
 */
export function readFileName(file: string, project: string): DistributionFile | undefined {
  if (file.length > LONGEST || !/^[\x21-\x7e]+$/.test(file) || !PackageName.isValid(project)) return undefined;
  const { normalized } = PackageName.parse(project);
  if (file.endsWith(".whl")) return readWheel(file, normalized);
  return SDIST.test(file) ? readSdist(file.replace(SDIST, ""), normalized) : undefined;
}

/**
 * Whether a file's name says that it is of another project, or of another version than this one. What has a name that
 * cannot be read (old installers, archives for one platform) says neither.
 *
 * @param project in normal form (PEP 503)
 * @param version in normal form (PEP 440)
 */
export function contradicts(file: string, project: string, version: string): boolean {
  const [, name, written] = (file.endsWith(".whl") ? /^([^-]+)-([^-]+)-/ : /$^/).exec(file) ?? [];
  if (name !== undefined && written !== undefined) return !isNameOf(project, name) || isOther(written, version);
  if (!SDIST.test(file)) return false;
  const stem = file.replace(SDIST, "");
  for (let dash = stem.indexOf("-"); dash >= 0; dash = stem.indexOf("-", dash + 1)) {
    const rest = stem.slice(dash + 1);
    // "six-extra-1.0" is of another project, "six-latest" of a version that cannot be read.
    if (isNameOf(project, stem.slice(0, dash)))
      return isOther(rest, version) || (/^[A-Za-z][^-]*-(?:.*-)?[0-9]/.test(rest) && !isReadable(rest));
  }
  return /-[0-9]/.test(stem);
}

function isReadable(written: string): boolean {
  return described("sdist", "", written) !== undefined;
}

function isOther(written: string, version: string): boolean {
  const read = described("sdist", "", written)?.version;
  return read !== undefined && !PackageVersion.isSame(read, version);
}

function readWheel(file: string, project: string): DistributionFile | undefined {
  const { name, version } = WHEEL.exec(file)?.groups ?? {};
  if (name === undefined || version === undefined) return undefined;
  // The name is escaped to single underscores, so two of them are a file that no tool makes.
  if (name.includes("__") || !isNameOf(project, name)) return undefined;
  return described("wheel", name, version);
}

/**
 * Older names have dashes in the name ("zope-interface-7.2") and in the version ("kiwi-1.0-2", which is 1.0.post2), so
 * only the project tells where the one ends and the other starts. pip reads them in the same way.
 *
 * @see https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-file-name
 */
function readSdist(stem: string, project: string): DistributionFile | undefined {
  for (let dash = stem.indexOf("-"); dash >= 0; dash = stem.indexOf("-", dash + 1)) {
    const name = stem.slice(0, dash);
    // No other dash can end the same name: a valid name does not end in a separator.
    if (isNameOf(project, name)) return described("sdist", name, stem.slice(dash + 1));
  }
  return undefined;
}

function isNameOf(project: string, name: string): boolean {
  return PackageName.isValid(name) && PackageName.parse(name).normalized === project;
}

function described(
  kind: DistributionFile["kind"],
  writtenName: string,
  writtenVersion: string,
): DistributionFile | undefined {
  try {
    return { kind, version: PackageVersion.normalize(writtenVersion), writtenName, writtenVersion };
  } catch (error) {
    if (ValidationError.isValidationError(error)) return undefined;
    throw error;
  }
}
