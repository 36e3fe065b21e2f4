/** What has to hold at the same time, each a term of which nothing is taken apart any more. */
export type Terms = ReadonlySet<string>;

/** Spaces, texts, names and numbers, and signs. */
const TOKEN = /\s+|[rR]?"(?:[^"\\\n]|\\.)*"|[rR]?'(?:[^'\\\n]|\\.)*'|[\w.]+|&&|\|\||[<>=!]=|[-+*/%<>!?:,()[\]{}]/y;

const SPACE = /^\s/;
const WORD = /^\w/;
const LITERAL = /^(["'])([^"'\\]*)\1$/;
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/** `resource.name in ["a", "b"]`: one of some texts. */
const ONE_OF = /^([\w.]+) in\[((?:"[^"\\]*",?)+)\]$/;

/** Longer ones are one term. Google takes no expression of more than twelve operators. */
const MOST_TOKENS = 1000;
const MOST_ALTERNATIVES = 100;

/**
 * A CEL expression as its alternatives, of which one has to hold: `(a || b) && c` is `a` and `c`, or `b` and `c`.
 * Spaces, kinds of quotes and the order say nothing. What is not understood is one term, its text.
 *
 * @see https://cloud.google.com/iam/docs/conditions-overview#cel
 */
export function alternativesOf(expression: string): readonly Terms[] {
  const tokens = tokensOf(expression);
  return (tokens && alternatives(tokens, 0)) ?? [new Set([expression.trim()])];
}

function tokensOf(expression: string): readonly string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const [token] = TOKEN.exec(expression) ?? [];
    // Also a text of several lines.
    if (token === undefined || tokens.length > MOST_TOKENS) return undefined;
    // A comment, outside of texts.
    if (token === "/" && expression.startsWith("/", TOKEN.lastIndex)) return undefined;
    if (!SPACE.test(token)) tokens.push(token.replace(LITERAL, '"$2"'));
  }
  return tokens.length === 0 ? undefined : tokens;
}

/** Undefined where the brackets do not match, something is missing, or it has too many parts. */
function alternatives(tokens: readonly string[], depth: number): readonly Terms[] | undefined {
  const parts = splitAt(tokens, ["?", "||", "&&"]);
  if (parts === undefined || depth > 50) return undefined;
  if (parts.pieces.some((piece) => piece.length === 0)) return undefined;
  if (parts.operator === "?") return [new Set([textOf(tokens)])];
  if (parts.operator === undefined) return single(tokens, depth);
  const each = parts.pieces.map((piece) => alternatives(piece, depth + 1));
  return each.reduce((one, other) => one && other && (parts.operator === "||" ? either(one, other) : both(one, other)));
}

function single(tokens: readonly string[], depth: number): readonly Terms[] | undefined {
  if (tokens[0] === "(" && closesAt(tokens) === tokens.length - 1) return alternatives(tokens.slice(1, -1), depth + 1);
  const text = textOf(tokens);
  if (text === "true") return [new Set()];
  if (text === "false") return [];
  const [, subject = "", list] = ONE_OF.exec(text) ?? [];
  if (list === undefined) return [new Set([text])];
  return [...list.matchAll(/"[^"]*"/g)].map(([value]) => new Set([`${subject}==${value}`]));
}

function either(some: readonly Terms[], others: readonly Terms[]): readonly Terms[] | undefined {
  return some.length + others.length > MOST_ALTERNATIVES ? undefined : [...some, ...others];
}

function both(some: readonly Terms[], others: readonly Terms[]): readonly Terms[] | undefined {
  if (some.length * others.length > MOST_ALTERNATIVES) return undefined;
  return some.flatMap((one) => others.map((other) => new Set([...one, ...other])));
}

/** Taken apart at the weakest operator outside of brackets; undefined where brackets do not match. */
function splitAt(
  tokens: readonly string[],
  operators: readonly string[],
): { readonly operator: string | undefined; readonly pieces: readonly (readonly string[])[] } | undefined {
  const depths = depthsOf(tokens);
  if (depths === undefined) return undefined;
  const operator = operators.find((one) => tokens.some((token, at) => token === one && depths[at] === 0));
  const pieces: string[][] = [[]];
  tokens.forEach((token, at) => {
    if (token === operator && depths[at] === 0) pieces.push([]);
    else pieces.at(-1)?.push(token);
  });
  return { operator, pieces };
}

/** How many brackets are open at each token, itself not counted. */
function depthsOf(tokens: readonly string[]): readonly number[] | undefined {
  let depth = 0;
  const depths = tokens.map((token) => {
    if (CLOSING.has(token)) depth -= 1;
    const at = depth;
    if (OPENING.has(token)) depth += 1;
    return at;
  });
  return depth === 0 && depths.every((one) => one >= 0) ? depths : undefined;
}

/** Where the bracket closes with which the tokens begin. */
function closesAt(tokens: readonly string[]): number {
  return depthsOf(tokens)?.indexOf(0, 1) ?? -1;
}

function textOf(tokens: readonly string[]): string {
  return tokens.map((token, at) => (isApart(token, tokens[at - 1]) ? ` ${token}` : token)).join("");
}

function isApart(token: string, last = ""): boolean {
  return token === "in" || (WORD.test(token) && WORD.test(last));
}
