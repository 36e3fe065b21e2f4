const TOKEN = new RegExp(
  `[ \\t]*(?:${[
    /([()])/,
    /(===|==|~=|!=|<=|>=|<|>|(?:not[ \t]+)?in(?![A-Za-z0-9_.]))/,
    /(and|or)(?![A-Za-z0-9_.])/,
    /('[^']*'|"[^"]*"|[A-Za-z_][A-Za-z0-9_.]*)/,
  ]
    .map(({ source }) => source)
    .join("|")})[ \\t]*`,
  "y",
);

/**
 * What markers can ask for, the names of old setuptools and those of pylock.toml among them.
 *
 * @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
 * @see https://packaging.python.org/en/latest/specifications/pylock-toml/#packages-marker
 */
const VARIABLES: ReadonlySet<string> = new Set([
  "dependency_groups",
  "extra",
  "extras",
  "implementation_name",
  "implementation_version",
  "os.name",
  "os_name",
  "platform.machine",
  "platform.python_implementation",
  "platform.version",
  "platform_machine",
  "platform_python_implementation",
  "platform_release",
  "platform_system",
  "platform_version",
  "python_full_version",
  "python_implementation",
  "python_version",
  "sys.platform",
  "sys_platform",
]);

/**
 * An environment marker in one spelling, so that two can be compared; `undefined` when it is not a marker.
 *
 * @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
 */
export function canonicalMarker(text: string): string | undefined {
  const tokens: string[] = [];
  let depth = 0;
  let expected: "operand" | "operator" | "second operand" | "join" = "operand";
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, parenthesis, operator, join, operand] = match;
    if (parenthesis === "(" && expected === "operand") depth += 1;
    else if (parenthesis === ")" && expected === "join" && depth > 0) depth -= 1;
    else if (operator !== undefined && expected === "operator") expected = "second operand";
    else if (join !== undefined && expected === "join") expected = "operand";
    else if (operand !== undefined && expected === "operand") expected = "operator";
    else if (operand !== undefined && expected === "second operand") expected = "join";
    else return undefined;
    if (operand !== undefined && !/^['"]/.test(operand) && !VARIABLES.has(operand)) return undefined;
    tokens.push(operand === undefined ? match[0].trim().replace(/[ \t]+/, " ") : withDoubleQuotes(operand));
  }
  return expected === "join" && depth === 0 ? tokens.join(" ") : undefined;
}

function withDoubleQuotes(operand: string): string {
  return operand.startsWith("'") && !operand.includes('"') ? `"${operand.slice(1, -1)}"` : operand;
}

/** Deeper than any tool nests; what is deeper is not looked into. */
const DEEPEST = 32;

/** Each further item doubles what has to be tried. */
const MOST_ITEMS = 10;

/**
 * Whether a marker can hold where of each set of names one at most is true of `extra`.
 *
 * @param choice names that are true and names that are not
 * @returns true also when that cannot be told
 */
export function mayHold(
  marker: string,
  choice: { readonly on: ReadonlySet<string>; readonly off: ReadonlySet<string> },
  sets: readonly ReadonlySet<string>[],
): boolean {
  const words = [...marker.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double ?? "");
  const open = [...new Set(words)].filter(
    (word) => !choice.on.has(word) && !choice.off.has(word) && sets.some((set) => set.has(word)),
  );
  if (open.length > MOST_ITEMS) return true;
  for (let bits = 0; bits < 2 ** open.length; bits += 1) {
    const on = new Set([...choice.on, ...open.filter((_, at) => Math.floor(bits / 2 ** at) % 2 === 1)]);
    const isAllowed = sets.every((set) => [...on].filter((word) => set.has(word)).length <= 1);
    const valueOf = (word: string): boolean | undefined =>
      on.has(word) || (choice.off.has(word) || open.includes(word) ? false : undefined);
    if (isAllowed && evaluate(marker, valueOf) !== false) return true;
  }
  return false;
}

type Truth = boolean | undefined;

/**
 * What is known of a marker when it is known which names are true of `extra`; undefined when it cannot be told, or is
 * no marker.
 */
function evaluate(marker: string, valueOf: (name: string) => Truth): Truth {
  if (canonicalMarker(marker) === undefined) return undefined;
  try {
    return new Evaluation(marker, valueOf).any(0);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Goes through a valid marker once, from left to right. */
class Evaluation {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(
    marker: string,
    private readonly valueOf: (name: string) => Truth,
  ) {
    this.tokens = [...marker.matchAll(new RegExp(TOKEN, "g"))].map((match) => match[0].trim());
  }

  /** @throws RangeError where parentheses stand in too many others */
  public any(depth: number): Truth {
    let result = this.all(depth);
    while (this.takes("or")) result = either(result, this.all(depth));
    return result;
  }

  private all(depth: number): Truth {
    let result = this.one(depth);
    while (this.takes("and")) result = both(result, this.one(depth));
    return result;
  }

  private one(depth: number): Truth {
    if (!this.takes("(")) return this.comparison();
    if (depth === DEEPEST) throw new RangeError("too deep");
    const inner = this.any(depth + 1);
    this.takes(")");
    return inner;
  }

  private comparison(): Truth {
    const [left = "", operator = "", right = ""] = this.tokens.slice(this.at, this.at + 3);
    this.at += 3;
    const isExtra = left === "extra" || right === "extra";
    const value = isExtra ? this.valueOf((left === "extra" ? right : left).slice(1, -1)) : undefined;
    if (operator === "==") return value;
    return operator === "!=" && value !== undefined ? !value : undefined;
  }

  private takes(token: string): boolean {
    const isNext = this.tokens[this.at] === token;
    if (isNext) this.at += 1;
    return isNext;
  }
}

function either(one: Truth, other: Truth): Truth {
  if (one === true || other === true) return true;
  return one === false && other === false ? false : undefined;
}

function both(one: Truth, other: Truth): Truth {
  if (one === false || other === false) return false;
  return one === true && other === true ? true : undefined;
}
