/** A version as Terraform orders it: three numbers; a missing one is zero. */
type Version = readonly [number, number, number];

/** The versions from `least` (included) up to `below` (excluded); `below` undefined is no end. */
interface Range {
  readonly least: Version;
  readonly below: Version | undefined;
}

/**
 * A Terraform version constraint, for the one question whether all that it admits lies within bounds.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export class VersionConstraint {
  /**
   * Whether every version that the constraint admits is at least `least` and below `below`. A constraint that is not
   * understood admits anything.
   */
  public static isWithin(constraint: string, least: string, below: string): boolean {
    const [lower, upper, admitted] = [readVersion(least), readVersion(below), admittedBy(constraint)];
    if (lower === undefined || upper === undefined || admitted?.below === undefined) return false;
    return compare(admitted.least, lower) >= 0 && compare(admitted.below, upper) <= 0;
  }

  /** Whether it admits a version below `least`. A constraint that is not understood admits anything. */
  public static admitsBelow(constraint: string, least: string): boolean {
    const [lower, admitted] = [readVersion(least), admittedBy(constraint)];
    return lower === undefined || admitted === undefined || compare(admitted.least, lower) < 0;
  }
}

/** The bounds that all parts of a constraint leave; undefined where one is not understood. */
function admittedBy(constraint: string): Range | undefined {
  let admitted: Range = { least: [0, 0, 0], below: undefined };
  for (const part of constraint.split(",")) {
    const range = rangeOf(part.trim());
    if (range === undefined) return undefined;
    admitted = {
      least: compare(range.least, admitted.least) > 0 ? range.least : admitted.least,
      below: lowest(admitted.below, range.below),
    };
  }
  return admitted;
}

function lowest(one: Version | undefined, other: Version | undefined): Version | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compare(other, one) < 0 ? other : one;
}

function rangeOf(part: string): Range | undefined {
  const match = /^(=|!=|>=|<=|>|<|~>)?\s*(\d+(?:\.\d+){0,2})$/.exec(part);
  const version = readVersion(match?.[2]);
  if (match === null || version === undefined) return undefined;
  const [major, minor, patch] = version;
  const next: Version = [major, minor, patch + 1];
  switch (match[1]) {
    case undefined:
    case "=":
      return { least: version, below: next };
    case ">=":
      return { least: version, below: undefined };
    case ">":
      return { least: next, below: undefined };
    case "<":
      return { least: [0, 0, 0], below: version };
    case "<=":
      return { least: [0, 0, 0], below: next };
    case "~>":
      return pessimistic(version, match[2]?.split(".").length);
    default:
      // "!=" takes single versions out, which does not move the bounds.
      return { least: [0, 0, 0], below: undefined };
  }
}

/** "~> 7.33" lets the minor version move, "~> 7.33.1" the patch only; what "~> 7" admits is not documented. */
function pessimistic(version: Version, parts: number | undefined): Range | undefined {
  const [major, minor] = version;
  if (parts === 2) return { least: version, below: [major + 1, 0, 0] };
  if (parts === 3) return { least: version, below: [major, minor + 1, 0] };
  return undefined;
}

function readVersion(text: string | undefined): Version | undefined {
  if (text === undefined) return undefined;
  const [major, minor = 0, patch = 0] = text.split(".").map(Number);
  return major === undefined ? undefined : [major, minor, patch];
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
