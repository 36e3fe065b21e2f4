import { randomUUID } from "node:crypto";
import { ValidationError } from "../core/errors";
import { type ByteSource, piecesOf } from "./byte-source";
import { DEEPEST, notJson, parseJson, tooDeep } from "./json-text";

/** What is shorter is parsed with what it is in. */
const LARGE = 64 * 1024;

/** The least that items of a list take that are parsed together, in bytes: few enough to be let go of soon. */
const BATCH = 256 * 1024;

/**
 * Says where in a document long lists and objects may be that are better not parsed as a whole.
 *
 * @param path the names of the fields that lead to it, from the outermost; an item of a list has an empty one
 */
export type IsApart = (path: readonly string[], isList: boolean) => boolean;

/** A list or an object that is parsed when it is asked for, as a place in the bytes. */
interface Part {
  readonly isList: boolean;

  /** How many lists and objects it is in, itself among them. */
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  readonly parts: Part[];

  /** Of a list: the commas at which it is cut into batches, each with how many items stand before it. */
  readonly cuts: { readonly at: number; readonly items: number }[];

  /** Of a list: how many commas stand between its items. */
  commas: number;
  wasRead: boolean;
}

/**
 * JSON that somebody else wrote, and of which not all need be in memory at once: long lists and objects are parsed
 * whenever they are asked for, and not kept; of such a list one item is in memory at a time. It is the same as what
 * `JSON.parse` makes of the whole, but that such a list is a `JsonList`.
 */
export class JsonDocument {
  /**
   * @param pieces all bytes, one after the other: for who looks at them, too
   * @throws ValidationError when it is not JSON, or nests deeper than any of Terraform's documents; also when a field
   *   is asked for
   */
  public static read(source: ByteSource, isApart: IsApart, pieces = piecesOf(source)): JsonDocument {
    const scan = new PartScan(source, isApart);
    for (const [bytes, offset] of pieces) scan.add(bytes, offset);
    return new JsonDocument(source, scan.root);
  }

  /** The outermost value. */
  public readonly value: unknown;

  /** Stands where a long part is; nobody can have written it. */
  private readonly mark = randomUUID();

  private constructor(
    private readonly source: ByteSource,
    private readonly whole: Part,
  ) {
    this.value = this.read(whole);
  }

  /**
   * Parses what nobody has asked for, too: half a document may mean something else than the whole.
   *
   * @throws ValidationError when that is not JSON
   */
  public checkRest(): void {
    this.checkParts(this.whole);
  }

  private checkParts({ parts }: Part): void {
    for (const part of parts) {
      if (!part.wasRead) {
        const value = this.read(part);
        if (value instanceof JsonList) Array.from(value, () => null);
      }
      this.checkParts(part);
    }
  }

  private read(part: Part): unknown {
    part.wasRead = true;
    if (part.isList && part.parts.length === 0) return new JsonList(() => this.items(part));
    const outline: unknown = parseJson(this.outline(part).replace(/^\ufeff/, ""));
    const items = asList(outline);
    if (items !== undefined) return new JsonList(() => items.map((item) => this.held(item, part)));
    if (typeof outline !== "object" || outline === null || part.parts.length === 0) return outline;
    const entries: readonly [string, unknown][] = Object.entries(outline);
    const fields = entries.map(([name, value]): [string, PropertyDescriptor] => {
      const isApart = this.partAt(value, part) !== undefined;
      return [name, { ...(isApart ? { get: () => this.held(value, part) } : { value }), enumerable: true }];
    });
    return Object.defineProperties({}, Object.fromEntries(fields));
  }

  private held(value: unknown, within: Part): unknown {
    const part = this.partAt(value, within);
    return part === undefined ? value : this.read(part);
  }

  /**
   * The text of a list or object with a mark in the place of each long part of it: a list, which cannot stand for a
   * name.
   */
  private outline({ start, end, parts }: Part): string {
    const texts = parts.map((part, at) => {
      const before = textOf(this.source.read(parts[at - 1]?.end ?? start, part.start));
      return `${before}["${this.mark}",${at}]`;
    });
    return [...texts, textOf(this.source.read(parts.at(-1)?.end ?? start, end))].join("");
  }

  private partAt(value: unknown, { parts }: Part): Part | undefined {
    const [mark, at] = Array.isArray(value) ? (value as unknown[]) : [];
    return mark === this.mark ? parts[Number(at)] : undefined;
  }

  private *items({ start, end, cuts, commas }: Part): Generator {
    let [at, before] = [start + 1, 0];
    for (const cut of [...cuts, { at: end - 1, items: commas + 1 }]) {
      const items = parseJson(`[${textOf(this.source.read(at, cut.at))}]`) as readonly unknown[];
      // Blanks between two commas, or behind the last one, are an item that is not there.
      if (items.length !== cut.items - before && !(commas === 0 && items.length === 0)) throw notJson(true);
      yield* items;
      [at, before] = [cut.at + 1, cut.items];
    }
  }
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}

/** A long list of JSON, of which one item is in memory at a time. */
export class JsonList implements Iterable<unknown> {
  readonly #items: () => Iterable<unknown>;

  public constructor(items: () => Iterable<unknown>) {
    this.#items = items;
  }

  public *[Symbol.iterator](): Generator {
    yield* this.#items();
  }
}

/** The items of a list, whether it was parsed as a whole or not; undefined where it is none. */
export function itemsOf(value: unknown): Iterable<unknown> | undefined {
  return Array.isArray(value) || value instanceof JsonList ? (value as Iterable<unknown>) : undefined;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT] = [
  '"',
  "\\",
  ",",
  "[",
  "{",
  "]",
  "}",
].map((text) => text.charCodeAt(0));

/** Bytes outside of texts that say nothing of where lists and objects begin and end: nearly all. */
const MEANS_NOTHING = new Uint8Array(256).fill(1);
for (const code of [QUOTE, COMMA, OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT]) MEANS_NOTHING[code ?? 0] = 0;

/** The next place where a text ends, or a backslash is; the end of the bytes where there is none. */
function textEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (code === QUOTE || code === BACKSLASH) return at;
  }
  return bytes.length;
}

/** Finds the long parts of a document; of what is not JSON they mean nothing, and parsing them fails. */
class PartScan {
  /** The whole document. */
  public readonly root: Part;

  /** The parts that are open, the outermost first, and what leads to the last of them. */
  private readonly open: Part[];
  private readonly path: string[] = [];
  private depth = 0;
  private isInText = false;
  private isEscaped = false;

  /** The last text, which before a list or an object in an object is its name. */
  private textStart = 0;
  private textEnd = 0;

  public constructor(
    private readonly source: ByteSource,
    private readonly isApart: IsApart,
  ) {
    this.root = newPart(false, 1, 0, source.size);
    this.open = [this.root];
  }

  public add(bytes: Uint8Array, offset: number): void {
    let { depth, isInText, isEscaped } = this;
    let innermost = this.innermost;
    for (let at = 0; at < bytes.length; at += 1) {
      const code = bytes[at];
      if (isInText) {
        if (isEscaped) {
          isEscaped = false;
          continue;
        }
        at = textEnd(bytes, at);
        if (bytes[at] === BACKSLASH) isEscaped = true;
        else if (bytes[at] === QUOTE) {
          isInText = false;
          this.textEnd = offset + at + 1;
        }
      } else if (MEANS_NOTHING[code ?? 0] === 1) {
        continue;
      } else if (code === QUOTE) {
        isInText = true;
        this.textStart = offset + at;
      } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
        depth += 1;
        if (depth > DEEPEST) throw tooDeep();
        if (depth === innermost.depth + 1) innermost = this.opened(offset + at, code === OPEN_LIST, depth);
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        if (depth === innermost.depth && depth > 1) innermost = this.closed(offset + at + 1);
        depth -= 1;
      } else if (depth === innermost.depth && innermost.isList) {
        comma(innermost, offset + at);
      }
    }
    this.depth = depth;
    this.isInText = isInText;
    this.isEscaped = isEscaped;
  }

  private get innermost(): Part {
    return this.open.at(-1) ?? this.root;
  }

  private opened(start: number, isList: boolean, depth: number): Part {
    const { innermost } = this;
    const name = innermost.isList ? "" : this.lastText();
    if (name === undefined || !this.isApart([...this.path, name], isList)) return innermost;
    this.path.push(name);
    this.open.push(newPart(isList, depth, start, start));
    return this.innermost;
  }

  private closed(end: number): Part {
    const part = this.open.pop();
    this.path.pop();
    if (part !== undefined && end - part.start >= LARGE) this.innermost.parts.push(Object.assign(part, { end }));
    return this.innermost;
  }

  /** As it is written; undefined when it is longer than the name of any field. */
  private lastText(): string | undefined {
    if (this.textEnd - this.textStart > LONGEST_NAME || this.textEnd <= this.textStart) return undefined;
    return this.source.read(this.textStart + 1, this.textEnd - 1).toString("utf8");
  }
}

function newPart(isList: boolean, depth: number, start: number, end: number): Part {
  return { isList, depth, start, end, parts: [], cuts: [], commas: 0, wasRead: false };
}

/** Notes a comma between two items of a list. */
function comma(list: Part, at: number): void {
  list.commas += 1;
  const start = list.cuts.at(-1)?.at ?? list.start;
  if (at - start >= BATCH) list.cuts.push({ at, items: list.commas });
}

/** In bytes. */
const LONGEST_NAME = 256;

/**
 * V8 holds no text of more than half a gibibyte, in bytes:
 * https://nodejs.org/docs/latest-v20.x/api/buffer.html#bufferconstantsmax_string_length
 */
const LONGEST_TEXT = 256 * 1024 * 1024;

function textOf(bytes: Buffer): string {
  if (bytes.length > LONGEST_TEXT)
    throw new ValidationError([
      `holds one value of more than ${LONGEST_TEXT / 1024 / 1024} MiB, as no document of Terraform does; ` +
        "check what it is",
    ]);
  return bytes.toString("utf8");
}
