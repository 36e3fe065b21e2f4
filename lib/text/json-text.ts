import { ValidationError } from "../core/errors";

/** Terraform's own documents nest about twenty deep; more is an attack on the call stack. */
export const DEEPEST = 200;

/**
 * Parses JSON that somebody else wrote.
 *
 * @throws ValidationError when it is not JSON, or nests deeper than any of Terraform's documents
 */
export function parseJsonText(text: string): unknown {
  checkDepth(text);
  return parseJson(text);
}

/**
 * The same, of what is known not to nest deep.
 *
 * @throws ValidationError when it is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const start = text.trimStart().slice(0, 1);
    throw notJson(start === "{" || start === "[");
  }
}

/** The parser's own message shows a part of the text, which may be a secret. */
export function notJson(isCut: boolean): ValidationError {
  return new ValidationError([
    isCut
      ? "is not valid JSON, perhaps cut off; write it again"
      : "is not JSON; give what was printed with -json or --format=json",
  ]);
}

export function tooDeep(): ValidationError {
  return new ValidationError([`nests more than ${DEEPEST} deep, as no document of Terraform does; check what it is`]);
}

/** Of what is not JSON it means nothing. */
function checkDepth(text: string): void {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isInText) {
      if (letter === "\\") at += 1;
      else if (letter === '"') isInText = false;
    } else if (letter === '"') {
      isInText = true;
    } else if (letter === "[" || letter === "{") {
      depth += 1;
      if (depth > DEEPEST) throw tooDeep();
    } else if (letter === "]" || letter === "}") {
      depth -= 1;
    }
  }
}
