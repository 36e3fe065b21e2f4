import { readSync } from "node:fs";
import { ValidationError } from "../core/errors";

/** Bytes that are asked for at once. */
const PART = 64 * 1024;

/** How long is waited, in milliseconds, for a program that has nothing to say yet. */
const PAUSE = 10;

const NAMES = /^(?:-|\/dev\/stdin|(?:\/dev\/fd|\/proc\/self\/fd)\/([0-9]{1,4}))$/;

/** What was read from each descriptor: it can be read once, and some files are looked at twice. */
const alreadyRead = new Map<number, Buffer>();

/**
 * The descriptor that a path names: `-` and `/dev/stdin` are the standard input, and `/dev/fd/N` is what a shell puts
 * in the place of `<(a command)`. A file of that name is `./-`.
 */
export function descriptorOf(path: string): number | undefined {
  const match = NAMES.exec(path);
  return match === null ? undefined : Number(match[1] ?? 0);
}

/**
 * All bytes of a descriptor that this process was started with.
 *
 * @param largest in bytes
 * @throws ValidationError when it is not open, or says more
 */
export function readDescriptor(descriptor: number, largest: number): Buffer {
  const before = alreadyRead.get(descriptor);
  const bytes = before ?? readToEnd(descriptor, largest);
  if (bytes.length > largest) throw tooLarge(largest);
  alreadyRead.set(descriptor, bytes);
  return bytes;
}

function readToEnd(descriptor: number, largest: number): Buffer {
  const parts: Buffer[] = [];
  for (let size = 0; size <= largest;) {
    const part = Buffer.allocUnsafe(PART);
    const length = readPart(descriptor, part);
    if (length === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, length));
    size += length;
  }
  throw tooLarge(largest);
}

function readPart(descriptor: number, part: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, part);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows says the end of a pipe so.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

function tooLarge(largest: number): ValidationError {
  return new ValidationError([
    `is more than ${largest / 1024 / 1024} MiB, and no more is read; split it, or check what it is`,
  ]);
}
