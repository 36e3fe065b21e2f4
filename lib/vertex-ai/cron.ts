type Bounds = readonly [least: number, most: number];

/** What the fields of an expression may hold. */
const FIELDS: readonly Bounds[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

const MINUTES_OF_DAY = 24 * 60;
/** Long enough that each date of a year, a leap day too, is met with its neighbours. */
const DAYS_LOOKED_AT = 4 * 366;

/** How often a cron expression fires. @see https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules */
export class Cron {
  /** Undefined when it is no expression of five fields with numbers, ranges, steps, lists and stars. */
  public static read(expression: string): Cron | undefined {
    const fields = expression.trim().split(/\s+/);
    if (fields.length !== FIELDS.length) return undefined;
    const values = fields.map((field, at) => valuesOf(field, FIELDS[at]));
    const [minutes, hours, dates, months, days] = values;
    if (minutes === undefined || hours === undefined || dates === undefined) return undefined;
    if (months === undefined || days === undefined) return undefined;
    return new Cron(minutes, hours, {
      dates,
      months,
      days,
      isEither: !fields[2]?.startsWith("*") && !fields[4]?.startsWith("*"),
    });
  }

  private constructor(
    private readonly minutes: ReadonlySet<number>,
    private readonly hours: ReadonlySet<number>,
    private readonly calendar: Calendar,
  ) {}

  /** Whether it does so at all: the 31st of June never comes. */
  public get fires(): boolean {
    return Array.from({ length: DAYS_LOOKED_AT }).some((_, day) => isOn(this.calendar, day));
  }

  /** The shortest time between two starts, in minutes; undefined where it starts once in four years at the most. */
  public shortestInterval(): number | undefined {
    const inDay = [...this.hours].flatMap((hour) => [...this.minutes].map((minute) => hour * 60 + minute));
    const times = inDay.sort((one, other) => one - other);
    let last: number | undefined;
    let shortest: number | undefined;
    for (let day = 0; day < DAYS_LOOKED_AT; day += 1) {
      if (!isOn(this.calendar, day)) continue;
      for (const time of times) {
        const now = day * MINUTES_OF_DAY + time;
        if (last !== undefined) shortest = Math.min(shortest ?? Infinity, now - last);
        last = now;
      }
    }
    return shortest;
  }
}

interface Calendar {
  readonly dates: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  /** Where both a date and a day of the week are given, either is enough. */
  readonly isEither: boolean;
}

/** @param day counted from the first of January 2024 */
function isOn({ dates, months, days, isEither }: Calendar, day: number): boolean {
  const date = new Date(Date.UTC(2024, 0, 1 + day));
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const isDate = dates.has(date.getUTCDate());
  const isDay = days.has(date.getUTCDay()) || (date.getUTCDay() === 0 && days.has(7));
  return isEither ? isDate || isDay : isDate && isDay;
}

function valuesOf(field: string, [least, most]: Bounds = [0, 0]): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [, range = "", first = "", last, step = "1"] =
      /^(\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (range === "" || Number(step) < 1) return undefined;
    const [from, to] = range === "*" ? [least, most] : [Number(first), endOf(first, last, part, most)];
    if (from < least || to > most || from > to) return undefined;
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values;
}

/** "5/10" goes on to the end. */
function endOf(first: string, last: string | undefined, part: string, most: number): number {
  if (last !== undefined) return Number(last);
  return part.includes("/") ? most : Number(first);
}
