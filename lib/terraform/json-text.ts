import { ValidationError } from "../core/errors";

/** Terraform's own documents nest about twenty deep; more is an attack on the call stack. */
const DEEPEST = 200;

const [QUOTE, BACKSLASH, ...BRACKETS] = ['"', "\\", "[", "{", "]", "}"].map((text) => text.charCodeAt(0));

/**
 * Parses JSON that somebody else wrote.
 *
 * @throws ValidationError when it is not JSON, or nests deeper than any of Terraform's documents
 */
export function parseJsonText(text: string): unknown {
  checkDepth(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message shows a part of the text, which may be a secret.
    const start = text.trimStart().slice(0, 1);
    const isCut = start === "{" || start === "[";
    throw new ValidationError([isCut ? "is not valid JSON, perhaps cut off; write it again" : "is not JSON; give what was printed with -json or --format=json"]);
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) {
      isInText = true;
    } else if (code === BRACKETS[0] || code === BRACKETS[1]) {
      depth += 1;
      if (depth > DEEPEST) throw new ValidationError([`nests more than ${DEEPEST} deep, as no document of Terraform does; check what it is`]);
    } else if (code === BRACKETS[2] || code === BRACKETS[3]) {
      depth -= 1;
    }
  }
}
