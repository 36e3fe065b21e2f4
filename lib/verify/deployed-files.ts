import { PackageName } from "../packages/package-name";
import { fieldOf, textOf } from "./json-fields";

/** A file in a repository, as the service lists it. */
export interface DeployedFile {
  /** As its name ends, such as `six-1.17.0-py2.py3-none-any.whl`. */
  readonly fileName: string;

  /** The package's PEP 503 name. @default - the service does not say of which package it is */
  readonly packageName?: string;

  /** As the service spells it. @default - the service does not say of which version it is */
  readonly version?: string;

  /** In hexadecimal digits. @default - the service does not say it */
  readonly sha256?: string;
}

/**
 * Reads an entry of a list of files.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/devtools/artifactregistry/v1/file.proto
 */
export function readFile(entry: unknown): DeployedFile {
  const path = decoded(textOf(entry, "name")?.split("/files/").at(1) ?? "");
  const [, name = "", version = ""] =
    /\/packages\/([^/]+)\/versions\/([^/]+)$/.exec(textOf(entry, "owner") ?? "") ?? [];
  const packageName = decoded(name);
  const sha256 = readDigest(fieldOf(entry, "hashes"));
  return {
    fileName: path.split("/").at(-1) ?? "",
    ...(PackageName.isValid(packageName) ? { packageName: PackageName.parse(packageName).normalized } : {}),
    ...(version === "" ? {} : { version: decoded(version) }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Bytes are in base64; the service has been seen to write digits, too. */
function readDigest(hashes: unknown): string | undefined {
  if (!Array.isArray(hashes)) return undefined;
  const value = hashes.flatMap((hash: unknown) => {
    const text = textOf(hash, "value");
    return textOf(hash, "type") === "SHA256" && text !== undefined ? [text] : [];
  })[0];
  if (value === undefined) return undefined;
  if (/^[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  const bytes = Buffer.from(value, "base64");
  return bytes.length === 32 ? bytes.toString("hex") : undefined;
}
