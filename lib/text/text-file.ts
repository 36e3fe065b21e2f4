import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { ValidationError } from "../core/errors";
import { type ByteSource, FileBytes, HeldBytes, piecesOf, Utf8Check } from "./byte-source";
import { descriptorOf, readDescriptor } from "./open-stream";
import { quote } from "./quoting";
import { codeOf } from "./json-object";

const MEBI = 1024 * 1024;

const LINE_END = 0x0a;

const ZIP = Buffer.from("PK\u0003\u0004");

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

  /**
   * Whether `-`, `/dev/stdin` and `/dev/fd/N` are what a shell means by them. Not for paths that stand in a file from
   * elsewhere.
   *
   * @default false
   */
  readonly mayBeStream?: boolean;
}

/** The text of a file, checked to be a regular UTF-8 file of a sane size. */
export class TextFile {
  /** @throws ValidationError when there is no such file, or it is not a text file of a sane size */
  public static read(path: string, options: TextFileOptions = {}): TextFile {
    const { kind = "lock file", largest = LARGEST_FILE, base, mayBeStream = false } = options;
    try {
      const isStream = mayBeStream && descriptorOf(path) !== undefined;
      const bytes = isStream ? readStream(path, largest) : readBytes(path, largest, base);
      return new TextFile(path, isStream ? path : realpathSync(path), bytes.length, decodeUtf8(bytes, path));
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
 * What a path that is given on a command line holds: a file, or what the shell means by `-`, `/dev/stdin` and
 * `/dev/fd/N`.
 *
 * @param largest in bytes
 * @throws ValidationError when it cannot be read, or is larger
 */
export function readStream(path: string, largest: number): Buffer {
  const descriptor = descriptorOf(path);
  if (descriptor === undefined) return readBytes(path, largest);
  try {
    return readDescriptor(descriptor, largest);
  } catch (error) {
    if (ValidationError.isValidationError(error)) throw error;
    throw new ValidationError([streamReason(error)]);
  }
}

function streamReason(error: unknown): string {
  const code = codeOf(error);
  if (code === "EBADF") return 'is not open; a shell opens it with "< file", "command |" or "<(command)"';
  if (code === "EISDIR") return "is a directory; name the file in it";
  return `cannot be read (${code}); give a file`;
}

/**
 * The bytes of what a path on a command line names, for who looks at them piece by piece: a regular file is not read
 * before that.
 *
 * @param largest in bytes
 * @throws ValidationError when it cannot be read, or is larger
 */
export function openStream(path: string, largest: number): HeldBytes | FileBytes {
  if (descriptorOf(path) !== undefined) return new HeldBytes(readStream(path, largest));
  try {
    return new FileBytes(openRegularFile(realpathSync(path), largest));
  } catch (error) {
    if (ValidationError.isValidationError(error)) throw error;
    throw new ValidationError([reasonOf(error, path, "the working directory")]);
  }
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
    throw new ValidationError([reasonOf(error, path, base)]);
  }
}

function readRegularFile(realPath: string, largest: number): Buffer {
  const descriptor = openRegularFile(realPath, largest);
  try {
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @returns a descriptor, for the caller to close */
function openRegularFile(realPath: string, largest: number): number {
  // Without O_NONBLOCK a named pipe would hold the open until somebody writes to it.
  const descriptor = openSync(realPath, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new ValidationError(["is a directory; name the file in it"]);
    if (!stat.isFile()) throw new ValidationError(["is not a regular file; name a file"]);
    if (stat.size > largest) {
      throw new ValidationError([
        `is ${Math.ceil(stat.size / MEBI)} MiB, and at most ${largest / MEBI} MiB are read; ` +
          "split it, or check what it is",
      ]);
    }
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
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

function checkUtf8(bytes: Buffer, shown: string): void {
  Array.from(textPieces(new HeldBytes(bytes), shown), () => null);
}

/**
 * The pieces of what is not to be decoded all at once.
 *
 * @param shown what messages call the place that the bytes are from
 * @throws ValidationError when they are not UTF-8 text
 */
export function* textPieces(source: ByteSource, shown: string): Generator<readonly [Buffer, number]> {
  const check = new Utf8Check();
  let lines = 1;
  for (const [piece, start] of piecesOf(source)) {
    if (start === 0) checkStart(piece);
    if (!check.add(piece)) throw notUtf8();
    const nul = piece.indexOf(0);
    if (nul >= 0)
      throw new ValidationError([
        "holds a NUL byte, so it is not UTF-8 text; save it as UTF-8, or name the right file, " +
          `from ${shown}:${lines + linesIn(piece.subarray(0, nul))}`,
      ]);
    lines += linesIn(piece);
    yield [piece, start];
  }
  if (!check.isWhole) throw notUtf8();
}

function checkStart(bytes: Buffer): void {
  const start = bytes.subarray(0, 2).toString("hex");
  if (start === "fffe" || start === "feff") {
    throw new ValidationError(["is UTF-16; save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)"]);
  }
  // https://pkg.go.dev/github.com/hashicorp/terraform/internal/plans/planfile: a saved plan is a zip archive.
  if (bytes.subarray(0, 4).equals(ZIP)) {
    throw new ValidationError([
      "is a zip archive; if it is a plan that terraform saved, give what `terraform show -json` prints of it",
    ]);
  }
}

function notUtf8(): ValidationError {
  return new ValidationError(["is not UTF-8 text; save it as UTF-8, or name the right file"]);
}

/** How many line ends there are. */
function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines += 1;
  return lines;
}

function reasonOf(error: unknown, path: string, base: string): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return (
        `there is no such file in ${quote(dirname(resolve(path)))}; ` +
        `paths are relative to ${base}${backslashHint(path)}`
      );
    case "ELOOP":
      return "its symbolic links go round in a circle; name the file itself";
    case "EACCES":
    case "EPERM":
      return "may not be read; give yourself the permission to read it";
    default:
      return `cannot be read${code === "" ? "" : ` (${code})`}; name a file that can be opened`;
  }
}

/** Files that were written on Windows separate folders so, which elsewhere is a letter of a name. */
function backslashHint(path: string): string {
  return path.includes("\\") && sep !== "\\" ? '; separate folders with "/", which every system knows' : "";
}
