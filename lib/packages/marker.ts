const TOKEN =
  /[ \t]*(?:([()])|(===|==|~=|!=|<=|>=|<|>|(?:not[ \t]+)?in(?![A-Za-z0-9_.]))|(and|or)(?![A-Za-z0-9_.])|('[^']*'|"[^"]*"|[A-Za-z_][A-Za-z0-9_.]*))[ \t]*/y;

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
    tokens.push(operand === undefined ? match[0].trim().replace(/[ \t]+/, " ") : withDoubleQuotes(operand));
  }
  return expected === "join" && depth === 0 ? tokens.join(" ") : undefined;
}

function withDoubleQuotes(operand: string): string {
  return operand.startsWith("'") && !operand.includes('"') ? `"${operand.slice(1, -1)}"` : operand;
}
