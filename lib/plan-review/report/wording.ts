import { downloadsPhrase, NAMED, named } from "../facts/downloadable-versions";
import { byEffect, type Effect, type Finding, type PackageChange, type PlanReview, VERDICTS } from "../finding";
import { Phrase, phrase } from "../../text/phrase";

/** The plans by their verdict, the worst first; otherwise in their order. */
export function plansByWeight(plans: readonly PlanReview[]): readonly PlanReview[] {
  return plans.toSorted((one, other) => VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict));
}

/** What gives more than there was, or may. */
const GRAVE: readonly Effect[] = ["opened", "widened", "unknown", "unread"];

/**
 * Whether a reviewer has to look at it: it gives more than there was, or may, destroys something, or fails or opens on
 * the way.
 */
export function matters({ effect, kind }: Finding): boolean {
  return GRAVE.includes(effect) || kind === "loss" || kind === "order";
}

/**
 * Findings as sentences, the worst first: those to look at, and the others. What changes for a listed package stands in
 * the table of packages alone.
 */
export function sentences(
  findings: readonly Finding[],
  { packages }: PlanReview,
): { readonly told: readonly Finding[]; readonly others: readonly Finding[] } {
  const rows = new Set(packages.filter(({ effect }) => effect !== "opened").map(({ key }) => key));
  const all = byEffect(findings.filter(({ key, isDrift }) => isDrift || !rows.has(key)));
  return { told: all.filter(matters), others: all.filter((finding) => !matters(finding)) };
}

/** "access widened", "loss", "unread". */
export function label({ kind, effect, isDrift }: Finding): string {
  const isSaidByKind = effect === "changed" || effect === kind;
  const what = isSaidByKind ? kind : `${kind} ${effect}`;
  return isDrift ? `${what}, outside of Terraform` : what;
}

/** The package that a change is about. */
export function subject({ name }: PackageChange): Phrase {
  return name === null ? phrase`all packages that nobody listed` : phrase`${name}`;
}

/**
 * What could be downloaded before, and what can be after. Of two lists of versions, one of them long, it says what is
 * new and what is gone.
 */
export function beforeAndAfter({ before, after, reason }: PackageChange): readonly [Phrase, Phrase] {
  const because = reason === undefined ? phrase`` : phrase`, ${reason}`;
  if (typeof before === "string" || typeof after === "string" || Math.max(before.length, after.length) <= NAMED) {
    return [downloadsPhrase(before), phrase`${downloadsPhrase(after)}${because}`];
  }
  const marked = differences(before, after);
  const part = (word: string, sign: string): Phrase => {
    const versions = marked.flatMap(([mark, version]) => (mark === sign ? [version] : []));
    return versions.length === 0 ? phrase`` : phrase`, ${new Phrase([{ text: word, isOwn: true }])} ${named(versions)}`;
  };
  return [counted(before), phrase`${counted(after)}${part("new", "+")}${part("gone", "-")}${because}`];
}

/** What became of a line. */
export type DifferenceSign = "-" | "+" | " ";

/** Lines that are gone ("-"), new ("+") and as they were (" "), in this order. */
export function differences(
  before: readonly string[],
  after: readonly string[],
): readonly (readonly [sign: DifferenceSign, line: string])[] {
  const [earlier, later] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !later.has(line)).map((line) => ["-", line] as const),
    ...after.filter((line) => !earlier.has(line)).map((line) => ["+", line] as const),
    ...after.filter((line) => earlier.has(line)).map((line) => [" ", line] as const),
  ];
}

function counted(versions: readonly string[]): Phrase {
  return versions.length === 1 ? phrase`1 version` : phrase`${versions.length} versions`;
}
