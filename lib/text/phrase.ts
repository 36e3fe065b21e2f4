import { quoted } from "./untrusted-text";

/** A piece of a sentence: the review's own words, or a text from outside, which no output trusts. */
export interface PhrasePart {
  readonly text: string;
  readonly isOwn: boolean;
}

/**
 * What the review says, with its own words kept apart from what the plan holds, so that each output can make that
 * harmless in its way.
 */
export class Phrase {
  public constructor(public readonly parts: readonly PhrasePart[]) {}

  /**
   * The sentence as plain text: what comes from outside is in quotes, with control and invisible characters escaped.
   */
  public toString(): string {
    return this.parts.map(({ text, isOwn }) => (isOwn ? text : quoted(text))).join("");
  }
}

/**
 * Makes a phrase from a template: its literal parts are the review's own words, and every text put in is from outside.
 * Numbers are the review's own, phrases stay what they are, and lists are joined with commas. A line break in the
 * template is a space, so that a sentence may be longer than a line of code.
 */
export function phrase(
  words: readonly string[],
  ...values: readonly (string | number | Phrase | readonly string[])[]
): Phrase {
  // One after the other, since large plans have very many phrases.
  const parts: PhrasePart[] = [];
  for (const [at, text] of words.entries()) {
    if (text !== "") parts.push({ text: onOneLine(text), isOwn: true });
    const value = values[at];
    if (value === undefined) continue;
    for (const part of partsOf(value)) if (!part.isOwn || part.text !== "") parts.push(part);
  }
  return new Phrase(parts);
}

function onOneLine(words: string): string {
  return words.includes("\n") ? words.replace(/\s*\n\s*/g, " ") : words;
}

/** The review's own words as a phrase; never for a text from a plan. */
export function own(words: string): Phrase {
  return new Phrase([{ text: words, isOwn: true }]);
}

function partsOf(value: string | number | Phrase | readonly string[]): readonly PhrasePart[] {
  if (typeof value === "number") return [{ text: String(value), isOwn: true }];
  if (typeof value === "string") return [{ text: value, isOwn: false }];
  if (value instanceof Phrase) return value.parts;
  return value.flatMap((text, at) => [...(at === 0 ? [] : [{ text: ", ", isOwn: true }]), { text, isOwn: false }]);
}
