import { withoutCredentials } from "./quoting";

/** How much of one text from outside is shown. */
const LONGEST = 200;

/** What nearly all texts are made of: nothing of it is ever spelled out. */
const PLAIN = /^[A-Za-z0-9 ._:@/=<>,-]*$/;

/** A text from outside, made of nothing but printable ASCII. */
export interface Shown {
  readonly text: string;

  /** How many characters (UTF-16 units) are left out at the end. */
  readonly left: number;
}

/**
 * What a reader sees of a text that is not trusted, without the credentials in its URLs.
 *
 * @param special further characters to spell out
 */
export function shown(text: string, special: ReadonlySet<string>, longest = LONGEST): Shown {
  if (!text.includes("//")) return spelled(text, special, longest);
  // A member of IAM has the form of a password and a host ("user:ada@example.com"), so only what has the slashes of a
  // URL is one.
  const head = text.slice(0, 2 * longest).split(/(\s+)/);
  const clean = head.map((word) => (word.includes("//") ? withoutCredentials(word) : word)).join("");
  return spelled(clean + text.slice(2 * longest), special, longest);
}

/**
 * The text with everything but printable ASCII (and "…") spelled out, such as `\u{202e}`: so there are no line breaks,
 * no invisible characters, no change of direction and no letters that only look like others. What is long is cut, and
 * counted.
 */
export function spelled(text: string, special: ReadonlySet<string>, longest: number): Shown {
  if (text.length <= longest && PLAIN.test(text)) return { text, left: 0 };
  let result = "";
  let read = 0;
  for (const character of text) {
    const next = result + spell(character, special);
    if (next.length > longest) break;
    result = next;
    read += character.length;
  }
  return { text: result, left: text.length - read };
}

/** No two texts look the same: a backslash is doubled. */
function spell(character: string, special: ReadonlySet<string>): string {
  if (character === "\\" || (character === '"' && special.has(character))) return `\\${character}`;
  if (/^[\x20-\x7e…]$/.test(character) && !special.has(character)) return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

const QUOTES = new Set(['"']);

/** The text in double quotes, for plain text. */
export function quoted(text: string, longest = LONGEST): string {
  const { text: visible, left } = shown(text, QUOTES, longest);
  return left === 0 ? `"${visible}"` : `"${visible}…" (${count(left, "more character")})`;
}

const BACKTICK = new Set(["`"]);

/** The text as a line of its own, in a terminal or between the fences of a code block. */
export function plain(text: string): string {
  const { text: visible, left } = shown(text, BACKTICK, 2 * LONGEST);
  return left === 0 ? visible : `${visible}… (${count(left, "more character")})`;
}

/** "1 package", "2,000 packages". */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? thing : `${thing}s`}`;
}
