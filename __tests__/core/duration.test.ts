import { Token } from "cdktf";
import { Duration } from "../../lib/core/duration";

describe("Duration", () => {
  test.each([
    [Duration.seconds(90), "90s"],
    [Duration.minutes(2), "120s"],
    [Duration.hours(1), "3600s"],
    [Duration.days(30), "2592000s"],
  ])("%# is written in seconds", (duration, text) => {
    expect(duration.toSecondsString()).toBe(text);
    expect(duration.toSeconds()).toBe(Number(text.slice(0, -1)));
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER, Token.asNumber({ ref: 1 })])(
    "%p days are refused",
    (amount) => {
      expect(() => Duration.days(amount)).toThrow("must be a whole number above zero");
    },
  );
});
