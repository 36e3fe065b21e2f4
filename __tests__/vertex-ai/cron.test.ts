import { Cron } from "../../lib/vertex-ai/cron";

const HOUR = 60;
const DAY = 24 * HOUR;

test.each([
  ["0 3 * * *", DAY],
  ["*/15 * * * *", 15],
  ["0 */5 * * *", 4 * HOUR],
  ["0,10 3 * * *", 10],
  ["59 23 * * *", DAY],
  ["30 0,23 * * *", HOUR],
  ["0 3 * * 1", 7 * DAY],
  ["0 3 * * 1,2", DAY],
  ["0 3 1 * *", 28 * DAY],
  ["0 3 1,15 * *", 14 * DAY],
  ["0 0 1 1 *", 365 * DAY],
  ["0 0 31 * *", 31 * DAY],
  ["5/20 3 * * *", 20],
  ["0 3 * * 0,7", 7 * DAY],
  ["0 3 1 * 1", DAY],
  ["0 0 1-7 * *", DAY],
])("%s starts each %d minutes at the shortest", (expression, minutes) => {
  expect(Cron.read(expression)?.shortestInterval()).toBe(minutes);
});

test.each([
  ["0 0 31 2 *", false],
  ["0 0 30 2 *", false],
  ["0 0 31 4,6,9,11 *", false],
  ["0 0 29 2 *", true],
  ["0 0 31 2 1", true],
  ["* * * * *", true],
])("%s fires at all: %s", (expression, fires) => {
  expect(Cron.read(expression)?.fires).toBe(fires);
});

test("the 29th of February comes once in four years", () => {
  expect(Cron.read("0 0 29 2 *")?.shortestInterval()).toBeUndefined();
});

test.each([
  "",
  "* * * *",
  "* * * * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "* * * * 8",
  "5-1 * * * *",
  "*/0 * * * *",
  "a * * * *",
  "@daily",
  "-1 * * * *",
  "1,,2 * * * *",
  "* * * JAN *",
])("%s is no expression", (expression) => {
  expect(Cron.read(expression)).toBeUndefined();
});
