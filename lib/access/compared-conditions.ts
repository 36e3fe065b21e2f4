import { alternativesOf, type Terms } from "./cel-condition";
import { requestTerms } from "./entitlements";

/** What some conditions let through together, in comparison with others; undefined where that cannot be said. */
export type ConditionTurn = "same" | "more" | "less" | undefined;

const MOST_ALTERNATIVES = 200;

/**
 * Compares conditions of which one is enough by what they mean: the order of their parts, later and earlier times,
 * longer and shorter beginnings of names. The empty condition is none.
 */
export function comparedConditions(was: Iterable<string>, is: Iterable<string>): ConditionTurn {
  const [old, now] = [was, is].map((some) => [...some].flatMap(termsOf)) as [Terms[], Terms[]];
  if (old.length > MOST_ALTERNATIVES || now.length > MOST_ALTERNATIVES) return undefined;
  const [isKept, isNotMore] = [isWithin(old, now), isWithin(now, old)];
  if (isKept) return isNotMore ? "same" : "more";
  return isNotMore ? "less" : undefined;
}

function termsOf(condition: string): readonly Terms[] {
  if (condition === "") return [new Set()];
  const { terms, expression } = requestTerms(condition) ?? { terms: [], expression: condition };
  const alternatives = expression === "" ? [new Set<string>()] : alternativesOf(expression);
  return alternatives.map((one) => new Set([...terms, ...one]));
}

/** Whether what meets one of some alternatives meets one of the others too. */
function isWithin(some: readonly Terms[], others: readonly Terms[]): boolean {
  return some.every((terms) => others.some((other) => [...other].every((term) => follows(term, terms))));
}

function follows(term: string, terms: Terms): boolean {
  return terms.has(term) || [...terms].some((one) => ORDERS.some((isStronger) => isStronger(one, term)));
}

/** Whether one term says all that another says. */
const ORDERS: readonly ((one: string, other: string) => boolean)[] = [
  isStricterTime,
  isLongerStart,
  isLongerEnd,
  isShorterRequest,
  isStricterApproval,
];

const TIME = /^request\.time(<=?|>=?)timestamp\("([^"]{20,40})"\)$/;
const TIME_AFTER = /^timestamp\("([^"]+)"\)(<=?|>=?)request\.time$/;

/** A time before or after which it holds, in milliseconds. */
function timeIn(term: string): { readonly isEnd: boolean; readonly at: number; readonly isWith: boolean } | undefined {
  const [, turned, sign] = TIME_AFTER.exec(term) ?? [];
  const text = sign === undefined ? term : `request.time${sign.replace(/[<>]/, flipped)}timestamp("${turned ?? ""}")`;
  const [, operator = "", time = ""] = TIME.exec(text) ?? [];
  const at = instantOf(time);
  return at === undefined ? undefined : { isEnd: operator.startsWith("<"), at, isWith: operator.endsWith("=") };
}

/** RFC 3339, as exactly as JavaScript knows it. */
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,3})?(?:Z|[-+](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Undefined of what is no time: where CEL fails, so that the condition never holds, JavaScript takes the 31st of
 * February for a day of March, and 24:00 for the next day.
 */
function instantOf(text: string): number | undefined {
  const [, local = ""] = INSTANT.exec(text) ?? [];
  const read = Date.parse(`${local}Z`);
  // CEL begins with the year 1.
  const isTime = !Number.isNaN(read) && !local.startsWith("0000") && new Date(read).toISOString().startsWith(local);
  return isTime ? Date.parse(text) : undefined;
}

function flipped(sign: string): string {
  return sign === "<" ? ">" : "<";
}

function isStricterTime(one: string, other: string): boolean {
  const [time, limit] = [timeIn(one), timeIn(other)];
  if (time === undefined || limit?.isEnd !== time.isEnd) return false;
  if (time.at === limit.at) return limit.isWith || !time.isWith;
  return time.isEnd === time.at < limit.at;
}

const EQUAL = /^([\w.]+)=="([^"\\]*)"$/;
const START = /^([\w.]+)\.startsWith\("([^"\\]*)"\)$/;
const END = /^([\w.]+)\.endsWith\("([^"\\]*)"\)$/;

/** A name that begins with more begins with less, too; and so does the name itself. */
function isLongerStart(one: string, other: string): boolean {
  const [, subject, start = ""] = START.exec(other) ?? [];
  const [, same, text] = EQUAL.exec(one) ?? START.exec(one) ?? [];
  return subject !== undefined && subject === same && text?.startsWith(start) === true;
}

function isLongerEnd(one: string, other: string): boolean {
  const [, subject, end = ""] = END.exec(other) ?? [];
  const [, same, text] = EQUAL.exec(one) ?? END.exec(one) ?? [];
  return subject !== undefined && subject === same && text?.endsWith(end) === true;
}

const DURATION = /^for at most (\d{1,15})s$/;

function isShorterRequest(one: string, other: string): boolean {
  const [seconds, most] = [one, other].map((term) => DURATION.exec(term)?.[1]);
  return seconds !== undefined && most !== undefined && Number(seconds) <= Number(most);
}

const APPROVAL = /^(\d{1,9}) of (.+)$/;

/** More voices of fewer people: who has those has fewer voices of more people. */
function isStricterApproval(one: string, other: string): boolean {
  const [[, needed, people = ""], [, enough, more = ""]] = [APPROVAL.exec(one) ?? [], APPROVAL.exec(other) ?? []];
  if (needed === undefined || enough === undefined || Number(needed) < Number(enough)) return false;
  const allowed = new Set(more.split(" "));
  return people.split(" ").every((person) => allowed.has(person));
}
