import type { Phrase } from "../../text/phrase";
import { count, shown } from "../../text/untrusted-text";

/** How many texts from outside one phrase shows. */
const MOST_TEXTS = 24;

// What ends a code span or a table cell; and "$", since GitHub reads $`…`$ as mathematics.
const SPECIAL = new Set(["`", "|", "$"]);

/**
 * A text from outside as a Markdown code span. This is the one way in which such a text gets into prose, a list or a
 * table: a code span holds just its characters, so nothing in it is a link, a mention, a reference, an entity, HTML or
 * emphasis, and what could end the span, the table cell or the line is spelled out before.
 *
 * https://spec.commonmark.org/0.31.2/#code-spans, https://github.github.com/gfm/#tables-extension-
 */
export function codeSpan(text: string): string {
  const { text: visible, left } = shown(text, SPECIAL);
  // An empty span is none, and spaces at its ends would be stripped.
  if (text === "") return "(empty)";
  const content = visible.replace(/^ | $/g, "\\u{20}");
  return left === 0 ? `\`${content}\`` : `\`${content}…\` (${count(left, "more character")})`;
}

/** A phrase as Markdown on one line. */
export function markdownPhrase({ parts }: Phrase): string {
  const outside = parts.flatMap((part, at) => (part.isOwn ? [] : [at]));
  const end = outside[MOST_TEXTS] ?? parts.length;
  const texts = parts.slice(0, end).map(({ text, isOwn }) => (isOwn ? ownWords(text) : codeSpan(text)));
  return outside.length > MOST_TEXTS ? `${texts.join("")}and ${outside.length - MOST_TEXTS} more` : texts.join("");
}

/** The review's own words, in which no character means anything to Markdown. */
function ownWords(text: string): string {
  return text.replace(/[\\`*_[\]<>|~$&#]/g, "\\$&").replace(/\s+/g, " ");
}
