/** The tokens of JSON that matter here, in the order in which they stand. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const MOST_SHOWN = 100;

/**
 * What a document of JSON says that its readers do not all take alike, and of which only one reading would be in a
 * plan: numbers that no double holds, and names that stand twice in one object.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-6
 */
export class ExactJson {
  /** @param json valid JSON @returns a sentence each, of the first that are found */
  public static problems(json: string): string[] {
    const tokens = json.match(TOKEN) ?? [];
    const numbers = tokens.filter((one) => /^[-\d]/.test(one)).flatMap(numberProblem);
    return [...new Set([...numbers, ...doubledNames(tokens)])].slice(0, 10);
  }
}

/**
 * Fractions are taken for the nearest double by all; a whole number that is not one is another number for some. What a
 * double is written as is read back as it.
 */
function numberProblem(text: string): readonly string[] {
  const value = Number(text);
  const shown = text.slice(0, MOST_SHOWN);
  if (!Number.isFinite(value)) return [`number ${shown}: is larger than any double; give it as a text`];
  if (!/^-?\d+$/.test(text) || BigInt(text) === BigInt(value) || String(value) === text) return [];
  return [`number ${shown}: is kept as ${value.toString()}, which is another one; give it as a text`];
}

/** An object has each name once; which of two counts is not said anywhere. */
function doubledNames(tokens: readonly string[]): readonly string[] {
  const open: (Set<string> | undefined)[] = [];
  return tokens.flatMap((token, at) => {
    if (token === "{") open.push(new Set());
    if (token === "[") open.push(undefined);
    if (token === "}" || token === "]") open.pop();
    const names = open.at(-1);
    if (names === undefined || tokens[at + 1] !== ":" || !token.startsWith('"')) return [];
    const name = JSON.parse(token) as string;
    if (names.has(name)) return [`${token.slice(0, MOST_SHOWN)}: stands twice in one object; keep one of them`];
    names.add(name);
    return [];
  });
}
