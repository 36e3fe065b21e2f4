/**
 * Whether every version that a constraint of Terraform takes ("7.45.0", "~> 7.33", ">= 7.33.0, < 8.0.0") is at least
 * one version and below another.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function constraintWithin(
  constraint: string,
  range: { readonly least: string; readonly below: string },
): boolean {
  let least: readonly number[] = [];
  let below: readonly number[] = [Infinity];
  for (const part of constraint.split(",")) {
    const [, operator = "=", text] = /^\s*(=|!=|>=?|<=?|~>)?\s*(\d+(?:\.\d+){0,2})\s*$/.exec(part) ?? [];
    if (text === undefined) return false;
    const version = text.split(".").map(Number);
    const next = (parts: readonly number[]): readonly number[] => [...parts.slice(0, -1), (parts.at(-1) ?? 0) + 1];
    const after = next([...version, 0, 0].slice(0, 3));
    if (operator === "=" || operator === ">=" || operator === "~>") least = greater(least, version);
    if (operator === ">") least = greater(least, after);
    if (operator === "=" || operator === "<=") below = smaller(below, after);
    if (operator === "<") below = smaller(below, version);
    if (operator === "~>") below = smaller(below, next(version.slice(0, Math.max(1, version.length - 1))));
  }
  return compare(least, parse(range.least)) >= 0 && compare(below, parse(range.below)) <= 0;
}

function parse(version: string): readonly number[] {
  return version.split(".").map(Number);
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const index of [0, 1, 2]) {
    const [a = 0, b = 0] = [one[index], other[index]];
    if (a !== b) return a - b;
  }
  return 0;
}

function greater(one: readonly number[], other: readonly number[]): readonly number[] {
  return compare(one, other) >= 0 ? one : other;
}

function smaller(one: readonly number[], other: readonly number[]): readonly number[] {
  return compare(one, other) <= 0 ? one : other;
}
