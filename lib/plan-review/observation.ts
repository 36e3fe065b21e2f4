import { withoutCredentials } from "../text/quoting";
import { fingerprint } from "../text/fingerprint";
import type { Effect } from "./finding";
import type { Phrase } from "../text/phrase";
import type { PlanRule, ReviewedChange } from "./plan-rule";

/** What a rule sees, before it is made a finding. */
export interface Observation {
  /** What it is about, by a name that stays the same over unrelated changes; never a secret. */
  readonly subject: string;

  /** What is said of it: changes when what becomes possible changes; never a secret. */
  readonly substance: string;
  readonly effect: Effect;
  readonly address: string;
  readonly summary: Phrase;

  /**
   * The new content that is spoken of, where it is more, or less, than the resource at the address: see `Finding`.
   *
   * @default - the whole resource at the address
   */
  readonly content?: unknown;
}

/** Says what is seen of one thing. */
export type See = (effect: Effect, substance: string, summary: Phrase) => Observation;

/** @param subject what it is about, by a name that stays the same over unrelated changes; never a secret */
export function seeing(subject: string, address: string): See {
  return (effect, substance, summary) => ({ subject, substance, effect, address, summary });
}

/** Longer parts of a key are cut, and told apart by a hash. */
const LONGEST = 160;

/** How much of one word is searched for credentials: enough that the end of a token in a URL is seen. */
const LONGEST_WORD = 65_536;

/**
 * Makes a rule of what it sees: what can be read of the finding's key is the rule's id, the subject and the substance.
 */
export function ruleOf(
  { id, kind, finds, reads, readsMoved = false }: Omit<PlanRule, "review">,
  observe: (change: ReviewedChange) => readonly Observation[],
): PlanRule {
  return {
    id,
    kind,
    finds,
    readsMoved,
    ...(reads === undefined ? {} : { reads }),
    review: (change) =>
      observe(change).map(({ subject, substance, effect, address, summary, content }) => {
        const key = `${id}:${keyPart(subject, true)}:${keyPart(substance, false)}${change.isDrift ? ":drift" : ""}`;
        const finding = { key, rule: id, kind, effect, address, summary, isDrift: change.isDrift };
        return content === undefined ? finding : { ...finding, content };
      }),
  };
}

/** Printable, with a plus for a space; and in all parts but the last without the colon that is between parts. */
function keyPart(text: string, isInside: boolean): string {
  const clean = withoutSecretsInUrls(text);
  const harmful = isInside ? /[^\w./@*=,[\]"'(){}-]/gu : /[^\w./@*=,[\]"'(){}:-]/gu;
  // What is spelled out only gets longer, so that not all of a long text need be.
  const part = clean
    .slice(0, 2 * LONGEST)
    .replace(harmful, (one) =>
      one === " "
        ? "+"
        : [...Buffer.from(one)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    );
  if (part.length <= LONGEST) return part;
  return `${part.slice(0, LONGEST)}~${fingerprint(clean)}`;
}

/**
 * Members such as "user:a@b" are no credentials; what may be is in words with the slashes of a URL. Those are looked
 * for character by character: a pattern that takes as many as it finds is quadratic on long texts, and overflows the
 * stack on very long ones.
 */
function withoutSecretsInUrls(text: string): string {
  let clean = "";
  let at = 0;
  for (let slashes = text.indexOf("//"); slashes >= 0; slashes = text.indexOf("//", at)) {
    let start = slashes;
    while (start > at && !isSpace(text[start - 1])) start -= 1;
    let end = slashes;
    while (end < text.length && !isSpace(text[end])) end += 1;
    const word = text.slice(start, end);
    clean += text.slice(at, start) + withoutCredentials(word.slice(0, LONGEST_WORD)) + word.slice(LONGEST_WORD);
    at = end;
  }
  return clean + text.slice(at);
}

function isSpace(character = ""): boolean {
  return /\s/.test(character);
}
