import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { ValidationError } from "../core/errors";
import { quote } from "./quoting";

const MEBI = 1024 * 1024;

/** The largest lock file that is read, in bytes: twice what 10,000 packages with all their files and hashes take. */
export const LARGEST_FILE = 32 * MEBI;

/** How a text file is read, and what messages call it. */
export interface TextFileOptions {
  /** @default "lock file" */
  readonly kind?: string;

  /**
   * The size in bytes from which on it is refused.
   *
   * @default LARGEST_FILE
   */
  readonly largest?: number;

  /**
   * What a relative path starts from.
   *
   * @default "the working directory"
   */
  readonly base?: string;
}

/** The text of a file, checked to be a regular UTF-8 file of a sane size. */
export class TextFile {
  /** @throws ValidationError when there is no such file, or it is not a text file of a sane size */
  public static read(path: string, options: TextFileOptions = {}): TextFile {
    const { kind = "lock file", largest = LARGEST_FILE, base } = options;
    try {
      const bytes = readBytes(path, largest, base);
      return new TextFile(path, realpathSync(path), bytes.length, decodeUtf8(bytes, path));
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      throw new ValidationError(error.problems.map((problem) => `${kind} ${quote(path)}: ${problem}`));
    }
  }

  private constructor(
    /** As the caller wrote it. */
    public readonly path: string,
    /** With symbolic links followed: one for each file, whatever the way to it. */
    public readonly realPath: string,
    /** In bytes. */
    public readonly size: number,
    /** Without a byte order mark. */
    public readonly text: string,
  ) {}
}

/**
 * @param largest in bytes
 * @param base what a relative path starts from, for messages
 * @throws ValidationError when there is no such file, it is not a regular one, or larger
 */
export function readBytes(path: string, largest: number, base = "the working directory"): Buffer {
  try {
    return readRegularFile(realpathSync(path), largest);
  } catch (error) {
    if (ValidationError.isValidationError(error)) throw error;
    throw new ValidationError([reasonOf(error, base)]);
  }
}

function readRegularFile(realPath: string, largest: number): Buffer {
  // Without O_NONBLOCK a named pipe would hold the open until somebody writes to it.
  const descriptor = openSync(realPath, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new ValidationError(["is a directory; name the file in it"]);
    if (!stat.isFile()) throw new ValidationError(["is not a regular file; name a file"]);
    if (stat.size > largest) {
      throw new ValidationError([
        `is ${Math.ceil(stat.size / MEBI)} MiB, and at most ${largest / MEBI} MiB are read; split it, or check what it is`,
      ]);
    }
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * @param shown what messages call the place that the bytes are from
 * @throws ValidationError when they are not UTF-8 text
 */
export function decodeUtf8(bytes: Buffer, shown: string): string {
  checkUtf8(bytes, shown);
  const text = bytes.toString("utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The same, for what is not to be decoded all at once. */
export function checkUtf8(bytes: Buffer, shown: string): void {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new ValidationError(["is UTF-16; save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)"]);
  }
  if (!isUtf8(bytes)) {
    throw new ValidationError(["is not UTF-8 text; save it as UTF-8, or name the right file"]);
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const line = bytes.subarray(0, nul).toString("utf8").split("\n").length;
    throw new ValidationError([
      `holds a NUL byte, so it is not UTF-8 text; save it as UTF-8, or name the right file, from ${shown}:${line}`,
    ]);
  }
}

function reasonOf(error: unknown, base: string): string {
  // Not by instanceof Error: file system errors may come from another realm, as under jest.
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `there is no such file; paths are relative to ${base}`;
    case "ELOOP":
      return "its symbolic links go round in a circle; name the file itself";
    case "EACCES":
    case "EPERM":
      return "may not be read; give yourself the permission to read it";
    default:
      return `cannot be read${code === "" ? "" : ` (${code})`}; name a file that can be opened`;
  }
}
