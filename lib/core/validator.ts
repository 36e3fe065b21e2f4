import { DefaultTokenResolver, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "./errors";

/**
 * Collects everything that is wrong with the props of one construct, so that its constructor can say all of it at once.
 * A value that is known only to Terraform (an unresolved token) passes: the provider checks it at plan time.
 */
export class Validator {
  private readonly problems: string[] = [];

  constructor(private readonly scope: IConstruct) {}

  /** Notes a problem in the caller's own words. */
  public problem(text: string): void {
    this.problems.push(text);
  }

  /**
   * Checks a text against a pattern.
   *
   * @param prop the name of the prop, for the message
   * @param value the value got; absent and unresolved values pass
   * @param pattern what the whole value must match
   * @param allowed what is allowed, in words
   */
  public matches(prop: string, value: string | undefined, pattern: RegExp, allowed: string): void {
    if (value === undefined) return;
    if (Token.isUnresolved(value)) {
      this.refuseIterated(prop, value);
      return;
    }
    // Callers from plain JavaScript may pass anything.
    if (typeof value !== "string" || !pattern.test(value)) {
      this.problem(`${prop} ${JSON.stringify(value)}: ${allowed}`);
    }
  }

  /** As `matches`, for a prop that callers from plain JavaScript may have left out. */
  public requires(prop: string, value: string | undefined, pattern: RegExp, allowed: string): void {
    if (value === undefined) this.problem(`${prop}: is missing; ${allowed}`);
    else this.matches(prop, value, pattern, allowed);
  }

  /** No construct of this library is repeated by `for_each`, and only what is has a value for each time. */
  private refuseIterated(prop: string, value: string): void {
    const scope = TerraformStack.of(this.scope);
    const written: unknown = Tokenization.resolve(value, {
      scope,
      resolver: new DefaultTokenResolver(new StringConcat()),
    });
    if (typeof written === "string" && /\beach\.(?:key|value)\b/.test(written)) {
      this.problem(
        `${prop} ${JSON.stringify(written)}: has a value only in a resource that an iterator repeats; ` +
          "loop in the program, over literals",
      );
    }
  }

  /** Checks a whole number against bounds, both included; absent and unresolved values pass. */
  public inRange(prop: string, value: number | undefined, least: number, most: number): void {
    if (value === undefined || Token.isUnresolved(value)) return;
    if (!Number.isInteger(value) || value < least || value > most) {
      this.problem(`${prop} ${JSON.stringify(value)}: must be a whole number from ${least} to ${most}`);
    }
  }

  /**
   * Ends the validation.
   *
   * @throws ValidationError with every problem noted and the construct's path
   */
  public throwIfAny(): void {
    if (this.problems.length > 0) throw new ValidationError(this.problems, this.scope.node.path);
  }
}
