import * as fc from "fast-check";
import { VersionConstraint } from "../../lib/core/version-constraint";

const within = (constraint: string): boolean => VersionConstraint.isWithin(constraint, "7.33.0", "8.0.0");

describe("VersionConstraint", () => {
  test.each([
    "7.45.0",
    "= 7.33.0",
    "~> 7.33",
    "~> 7.45.0",
    ">= 7.33.0, < 8.0.0",
    ">=7.40,<8",
    "> 7.33.0, <= 7.50",
    "~> 7.33, != 7.40.0",
  ])("%s admits nothing but 7.33.0 and newer of major 7", (constraint) => {
    expect(within(constraint)).toBe(true);
  });

  test.each([
    "6.50.0",
    "~> 6.0",
    "~> 7.0",
    "~> 7",
    "7.32.0",
    ">= 7.33.0",
    "> 7.32",
    ">= 7.33.0, <= 8.0.0",
    "< 8.0.0",
    "8.0.0",
    "!= 6.50.0",
  ])("%s admits something else", (constraint) => {
    expect(within(constraint)).toBe(false);
  });

  test.each([
    "",
    ",",
    "latest",
    "7.45.0-beta1",
    "${var.version}",
    "7.45.0 8.0.0",
    ">= 7.33.0 < 8.0.0",
    "=> 7.45.0",
    "7.45.0.1",
    "v7.45.0",
  ])("%p is not understood, so it admits anything", (constraint) => {
    expect(within(constraint)).toBe(false);
  });

  test("a constraint that passes admits no version outside of the bounds", () => {
    const version = fc.tuple(
      fc.integer({ min: 5, max: 9 }),
      fc.integer({ min: 30, max: 36 }),
      fc.integer({ min: 0, max: 2 }),
    );
    const clause = fc.tuple(fc.constantFrom("=", "!=", ">", ">=", "<", "<="), version);
    fc.assert(
      fc.property(fc.array(clause, { minLength: 1, maxLength: 3 }), version, (clauses, candidate) => {
        const text = clauses.map(([operator, bound]) => `${operator} ${bound.join(".")}`).join(", ");
        const admitted = clauses.every(([operator, bound]) => admits(operator, order(candidate, bound)));
        const [major, minor] = candidate;
        const outside = major !== 7 || minor < 33;
        expect(within(text) && admitted && outside).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

function order(left: readonly number[], right: readonly number[]): number {
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function admits(operator: string, difference: number): boolean {
  if (operator === "=") return difference === 0;
  if (operator === "!=") return difference !== 0;
  if (operator === ">") return difference > 0;
  if (operator === ">=") return difference >= 0;
  return operator === "<" ? difference < 0 : difference <= 0;
}
