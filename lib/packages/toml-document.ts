import type * as SmolToml from "smol-toml" with { "resolution-mode": "import" };
import { ValidationError } from "../core/errors";
import { originOf, unknownVersion } from "./lock-entry";
import type { TextFile } from "../text/text-file";
import { isJsonObject } from "../text/json-object";

// The package has a CommonJS build, but types for its ES module only, which TypeScript does not let us import.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { parse, TomlError } = require("smol-toml") as typeof SmolToml;

/** Lock files nest four deep; more is an attack on the parser's stack. */
const DEEPEST = 32;

export type Table = Readonly<Record<string, unknown>>;

/** One of the tables under a `[[header]]`. */
export interface TableEntry {
  readonly table: Table;
  /** "uv.lock:12", or without the line where it cannot be told. */
  readonly origin: string;
}

export function isTable(value: unknown): value is Table {
  return isJsonObject(value) && !(value instanceof Date);
}

/** A parsed TOML file that still knows on which lines its tables are. */
export class TomlDocument {
  /** @throws ValidationError when the text is not TOML, with the line */
  public static parse(file: TextFile): TomlDocument {
    try {
      return new TomlDocument(file, parse(file.text, { maxDepth: DEEPEST }));
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [reason = ""] = error.message.replace("Invalid TOML document: ", "").split("\n", 1);
      throw new ValidationError([
        `lock file "${file.path}": is not valid TOML (${reason}), perhaps cut off or merged by hand; ` +
          `lock again, from ${originOf(file.path, error.line)}`,
      ]);
    }
  }

  private constructor(
    private readonly file: TextFile,
    public readonly root: Table,
  ) {}

  /**
   * The tables under `[[key]]`, in the file's order.
   *
   * @throws ValidationError when there is something else under the key
   */
  public tables(key: string): readonly TableEntry[] {
    const found = this.root[key];
    if (found === undefined) return [];
    if (!Array.isArray(found) || !found.every(isTable)) {
      throw new ValidationError([`lock file "${this.file.path}": its ${key} is not a list of tables; lock again`]);
    }
    const lines = headerLines(this.file.text, `[[${key}]]`);
    const known = lines.length === found.length ? lines : [];
    return found.map((table, at) => ({ table, origin: originOf(this.file.path, known[at]) }));
  }

  /** The finding for what only old releases of a tool write. */
  public outdated(what: string, release: string): string {
    return `lock file "${this.file.path}": has ${what}; lock again with ${release}`;
  }

  /** The finding for a key at the top that the format demands. */
  public missing(key: string): string {
    return `lock file "${this.file.path}": has no ${key}, which the format demands; lock again`;
  }

  /** The finding for a version of the lock format that cannot be read. */
  public unknownVersion(key: string, found: unknown, read: string): string {
    return unknownVersion(this.file.path, key, found, read);
  }
}

/** The lines on which a header stands, from 1; multi-line strings are passed over. */
function headerLines(text: string, header: string): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let start = 0;
  const strings = multilineStrings(text);
  for (let string = strings.next(); ; line += 1) {
    while (string.done === false && string.value[1] <= start) string = strings.next();
    const inString = string.done === false && string.value[0] < start;
    let at = start;
    while (text[at] === " " || text[at] === "\t") at += 1;
    if (!inString && text.startsWith(header, at)) lines.push(line);
    const end = text.indexOf("\n", start);
    if (end < 0) return lines;
    start = end + 1;
  }
}

/** From and to where the multi-line strings of valid TOML go. */
function* multilineStrings(text: string): Generator<readonly [number, number], undefined> {
  if (!text.includes('"""') && !text.includes("'''")) return;
  const opener = /"""|'''|["'#]/g;
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const end = tokenEnd(text, match.index, match[0]);
    if (match[0].length === 3) yield [match.index, end];
    opener.lastIndex = end;
  }
}

function tokenEnd(text: string, start: number, opener: string): number {
  const closer = opener === "#" ? "\n" : opener;
  let at = text.indexOf(closer, start + opener.length);
  while (at >= 0 && opener.startsWith('"') && isEscaped(text, at)) at = text.indexOf(closer, at + 1);
  if (at < 0) return text.length;
  let end = at + closer.length;
  // Up to two quotes more belong to the string itself: """a"""" ends in a quote.
  for (let more = 0; opener.length === 3 && more < 2 && text[end] === opener[0]; more += 1) end += 1;
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
