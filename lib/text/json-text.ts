import { ValidationError } from "../core/errors";

/** Terraform's own documents nest about twenty deep; more is an attack on the call stack. */
const DEEPEST = 200;

const [QUOTE, BACKSLASH, ...BRACKETS] = ['"', "\\", "[", "{", "]", "}"].map((text) => text.charCodeAt(0));

/** An object or a list within the outermost one, as places in the bytes. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses JSON that somebody else wrote.
 *
 * @throws ValidationError when it is not JSON, or nests deeper than any of Terraform's documents
 */
export function parseJsonText(text: string): unknown {
  partsOf(Buffer.from(text));
  return parse(text);
}

/** So far down nothing is parsed before it is asked for: `configuration.root_module.resources`. */
const LAZY_LEVELS = 4;

/** A long list of JSON, of which one item is in memory at a time. */
export class JsonList implements Iterable<unknown> {
  public constructor(
    private readonly bytes: Buffer,
    private readonly items: readonly Part[],
  ) {}

  public *[Symbol.iterator](): Generator {
    for (const { start, end } of this.items) yield parse(this.bytes.toString("utf8", start, end));
  }
}

/** The items of a list, whether it was parsed as a whole or not; undefined where it is none. */
export function itemsOf(value: unknown): Iterable<unknown> | undefined {
  return Array.isArray(value) || value instanceof JsonList ? (value as Iterable<unknown>) : undefined;
}

/**
 * Parses JSON that somebody else wrote, so that not all of a large document is in memory at once: each field near the top that holds an
 * object or a list is parsed whenever it is asked for, and not kept. Such a list is a `JsonList` when it holds nothing but objects and lists.
 *
 * @param bytes UTF-8, with or without a byte order mark
 * @throws ValidationError when it is not JSON, or nests deeper than any of Terraform's documents; also when a field is asked for
 */
export function parseJsonBytes(bytes: Buffer, levels = LAZY_LEVELS): unknown {
  const parts = levels === 0 ? [] : partsOf(bytes);
  if (parts.length === 0) return parse(bytes.toString("utf8").replace(/^\ufeff/, ""));
  const between = parts.map(({ start }, at) => `${bytes.toString("utf8", parts[at - 1]?.end ?? 0, start)}[${at}]`);
  const outline = parse([...between, bytes.toString("utf8", parts.at(-1)?.end)].join("").replace(/^\ufeff/, ""));
  if (Array.isArray(outline))
    return outline.length === parts.length ? new JsonList(bytes, parts) : parse(bytes.toString("utf8"));
  const fields = Object.entries(outline as Readonly<Record<string, unknown>>).map(
    ([name, value]): [string, PropertyDescriptor] => {
      const part = Array.isArray(value) ? parts[Number(value[0])] : undefined;
      const held =
        part === undefined
          ? { value }
          : { get: () => parseJsonBytes(bytes.subarray(part.start, part.end), levels - 1) };
      return [name, { ...held, enumerable: true }];
    },
  );
  return Object.defineProperties({}, Object.fromEntries(fields));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message shows a part of the text, which may be a secret.
    const start = text.trimStart().slice(0, 1);
    const isCut = start === "{" || start === "[";
    throw new ValidationError([
      isCut
        ? "is not valid JSON, perhaps cut off; write it again"
        : "is not JSON; give what was printed with -json or --format=json",
    ]);
  }
}

/** The objects and lists directly within the outermost one; of what is not JSON they mean nothing. */
function partsOf(bytes: Uint8Array): readonly Part[] {
  const parts: Part[] = [];
  let depth = 0;
  let start = 0;
  let isInText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (isInText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) {
      isInText = true;
    } else if (code === BRACKETS[0] || code === BRACKETS[1]) {
      depth += 1;
      if (depth === 2) start = at;
      if (depth > DEEPEST)
        throw new ValidationError([
          `nests more than ${DEEPEST} deep, as no document of Terraform does; check what it is`,
        ]);
    } else if (code === BRACKETS[2] || code === BRACKETS[3]) {
      if (depth === 2) parts.push({ start, end: at + 1 });
      depth -= 1;
    }
  }
  return parts;
}
