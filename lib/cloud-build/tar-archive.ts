/**
 * A block of tar; everything in one is padded to it.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
const BLOCK = 512;
const NAME_LENGTH = 100;
/** 11 octal digits. */
const MOST_BYTES = 0o77777777777;

/** A regular file or a symbolic link that an archive holds. */
export interface TarEntry {
  /** Relative, with "/". */
  readonly name: string;
  readonly isExecutable: boolean;
  /** Where a symbolic link leads to; undefined for a file. */
  readonly linkTarget?: string;
  /** In bytes; 0 for a link. */
  readonly size: number;
}

/**
 * Writes tar, in the POSIX form. It says nothing of when, by whom and on what machine something was written, so that
 * the same files are the same bytes.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_01
 */
export class TarArchive {
  /** What ends an archive. */
  public static readonly END: Uint8Array = new Uint8Array(2 * BLOCK);

  /** What stands before the content of an entry. */
  public static header(entry: TarEntry): Uint8Array {
    const records: string[] = [];
    if (!fits(entry.name)) records.push(paxRecord("path", entry.name));
    if (entry.linkTarget !== undefined && !fits(entry.linkTarget))
      records.push(paxRecord("linkpath", entry.linkTarget));
    const plain = block(entry, entry.linkTarget === undefined ? "0" : "2");
    if (records.length === 0) return plain;
    const extended = Buffer.from(records.join(""));
    // The name of the extension itself is read by nobody.
    const before = block({ name: "PaxHeader", isExecutable: false, size: extended.length }, "x");
    return Buffer.concat([before, extended, TarArchive.padding(extended.length), plain]);
  }

  /** What stands after a content of that many bytes. */
  public static padding(size: number): Uint8Array {
    return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
  }
}

/** Whether every reader of tar takes the name as it is. */
function fits(name: string): boolean {
  return name.length <= NAME_LENGTH && /^[ -~]*$/.test(name);
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length > length) length += 1;
  return `${length} ${key}=${value}\n`;
}

function block(entry: TarEntry, type: "0" | "2" | "x"): Buffer {
  if (entry.size > MOST_BYTES) throw new RangeError(`"${entry.name}" is too large for tar`);
  const header = Buffer.alloc(BLOCK);
  header.write(entry.name.slice(0, NAME_LENGTH), 0, NAME_LENGTH, "latin1");
  header.write(entry.isExecutable ? "0000755" : "0000644", 100, "latin1");
  header.write("0000000", 108, "latin1");
  header.write("0000000", 116, "latin1");
  header.write(entry.size.toString(8).padStart(11, "0"), 124, "latin1");
  header.write("00000000000", 136, "latin1");
  header.write(" ".repeat(8), 148, "latin1");
  header.write(type, 156, "latin1");
  header.write((entry.linkTarget ?? "").slice(0, NAME_LENGTH), 157, NAME_LENGTH, "latin1");
  header.write("ustar\u000000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148, "latin1");
  return header;
}
