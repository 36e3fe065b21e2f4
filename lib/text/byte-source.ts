import { closeSync, fstatSync, readSync } from "node:fs";
import { isUtf8 } from "node:buffer";
import { ValidationError } from "../core/errors";

/** Bytes that are looked at piece by piece, so that not all of them need be in memory. */
export interface ByteSource {
  readonly size: number;

  /**
   * @param start within the bytes
   * @param end not more than `size`
   * @throws ValidationError when they cannot be read any more
   */
  readonly read: (start: number, end: number) => Buffer;
}

/** Bytes that came through a pipe, or were unpacked: they can be had only once. */
export class HeldBytes implements ByteSource {
  public readonly size: number;

  public constructor(private readonly bytes: Buffer) {
    this.size = bytes.length;
  }

  public read(start: number, end: number): Buffer {
    return this.bytes.subarray(start, end);
  }
}

/** Bytes of a file, read whenever they are asked for. */
export class FileBytes implements ByteSource {
  public readonly size: number;
  private readonly written: number;

  /** @param descriptor of a regular file; `close` closes it */
  public constructor(private readonly descriptor: number) {
    const { size, mtimeMs } = fstatSync(descriptor);
    this.size = size;
    this.written = mtimeMs;
  }

  public read(start: number, end: number): Buffer {
    const bytes = Buffer.allocUnsafe(end - start);
    for (let done = 0; done < bytes.length;) {
      const length = readSync(this.descriptor, bytes, done, bytes.length - done, start + done);
      if (length === 0) throw changed();
      done += length;
    }
    return bytes;
  }

  /**
   * @throws ValidationError when somebody has written to the file since it was opened: what was read belongs to no one
   *   document
   */
  public checkUnchanged(): void {
    const { size, mtimeMs } = fstatSync(this.descriptor);
    if (size !== this.size || mtimeMs !== this.written) throw changed();
  }

  public close(): void {
    closeSync(this.descriptor);
  }
}

function changed(): ValidationError {
  return new ValidationError(["was written to while it was read; give it when it is whole"]);
}

/** Bytes that are looked at together: few enough to be let go of soon. */
const PIECE = 256 * 1024;

/** The pieces of a source, in their order, each with where it starts. */
export function* piecesOf(source: ByteSource, start = 0, end = source.size): Generator<readonly [Buffer, number]> {
  for (let at = start; at < end; at += PIECE) yield [source.read(at, Math.min(at + PIECE, end)), at];
}

/** Whether all bytes are UTF-8, whatever piece a letter begins and ends in. */
export class Utf8Check {
  private rest: Buffer = Buffer.alloc(0);

  /** Whether the piece, behind those before it, may be UTF-8. */
  public add(piece: Buffer): boolean {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    const whole = bytes.length - unfinished(bytes);
    this.rest = Buffer.from(bytes.subarray(whole));
    return isUtf8(bytes.subarray(0, whole));
  }

  /** Whether no letter is cut off at the end. */
  public get isWhole(): boolean {
    return this.rest.length === 0;
  }
}

/** How many bytes at the end begin a letter that may end in the next piece. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

/** Of a letter, by its first byte. */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
