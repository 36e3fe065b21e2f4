const MARK = Symbol.for("cdktf-google-private-pypi.ValidationError");

/**
 * Says everything that is wrong with one input, at once: each problem names the value, its place, what is allowed and
 * how to mend it, in lower case and without a full stop.
 *
 * Recognise it with `ValidationError.isValidationError`, not with `instanceof`: two copies of this library may be
 * loaded in one app.
 *
 * @jsii ignore
 */
export class ValidationError extends Error {
  public static isValidationError(value: unknown): value is ValidationError {
    return typeof value === "object" && value !== null && MARK in value;
  }

  /** One sentence for each thing that is wrong, in the order in which they were found. */
  public readonly problems: readonly string[];

  /**
   * @param problems what is wrong; at least one
   * @param where the construct path (or another place) that all the problems share
   */
  constructor(problems: readonly string[], where?: string) {
    const suffix = where === undefined || where === "" ? "" : ` [${where}]`;
    const [first = "invalid input", ...rest] = problems;
    super(
      rest.length === 0
        ? `${first}${suffix}`
        : `${problems.length} problems${suffix}${problems.map((problem) => `\n  - ${problem}`).join("")}`,
    );
    this.name = "ValidationError";
    this.problems = problems;
    Object.defineProperty(this, MARK, { value: true });
  }
}
