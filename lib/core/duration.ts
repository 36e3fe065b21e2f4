import { ValidationError } from "./errors";

/** A length of time, whole seconds at the least. */
export class Duration {
  /** @throws ValidationError unless the amount is a whole number above zero */
  public static seconds(amount: number): Duration {
    return Duration.of(amount, 1, "seconds");
  }

  /** @throws ValidationError unless the amount is a whole number above zero */
  public static minutes(amount: number): Duration {
    return Duration.of(amount, 60, "minutes");
  }

  /** @throws ValidationError unless the amount is a whole number above zero */
  public static hours(amount: number): Duration {
    return Duration.of(amount, 3_600, "hours");
  }

  /** Days of 24 hours. @throws ValidationError unless the amount is a whole number above zero */
  public static days(amount: number): Duration {
    return Duration.of(amount, 86_400, "days");
  }

  private static of(amount: number, unit: number, name: string): Duration {
    // A number token is a huge negative number, and is refused here like any other: a duration is a literal.
    if (!Number.isSafeInteger(amount * unit) || !Number.isInteger(amount) || amount <= 0) {
      throw new ValidationError([`duration of "${amount}" ${name}: must be a whole number above zero, known at synth`]);
    }
    return new Duration(amount * unit);
  }

  private constructor(private readonly wholeSeconds: number) {}

  public toSeconds(): number {
    return this.wholeSeconds;
  }

  /**
   * The form of Google's APIs, for example `86400s`.
   *
   * @see https://protobuf.dev/reference/protobuf/google.protobuf/#duration
   */
  public toSecondsString(): string {
    return `${this.wholeSeconds}s`;
  }
}
