import { ValidationError } from "../../core/errors";
import { quote } from "../../text/quoting";
import { Approvals, approvalKey } from "./approvals";
import {
  type Effect,
  type Finding,
  FINDING_KINDS,
  type FindingKind,
  type PlanReview,
  type Review,
  VERDICT_OF,
} from "../finding";
import { quoted } from "../../text/untrusted-text";

/** By what a finding does. What cannot be seen may do anything, and what is opened is widened too. */
const BY_EFFECT = {
  opened: ["opened"],
  widened: ["opened", "widened", "unknown"],
  unknown: ["unknown"],
  unread: ["unread"],
  narrowed: ["narrowed"],
} as const satisfies Record<string, readonly Effect[]>;

type Condition = keyof typeof BY_EFFECT | FindingKind;

/** What can be said after `--fail-on`: what a finding does, and what it is about, whatever it does. */
export const CONDITIONS: readonly string[] = [...new Set([...Object.keys(BY_EFFECT), ...FINDING_KINDS])];

/** On which findings a run fails. */
export class FailOn {
  /**
   * @param texts conditions, several in one text with commas between them
   * @throws ValidationError that names each that there is not
   */
  public static parse(texts: readonly string[]): FailOn {
    const words = texts.flatMap((text) => text.split(",")).map((word) => word.trim());
    const problems = words
      .filter((word) => !isCondition(word))
      .map(
        (word) => `--fail-on ${quote(word)}: there is no such condition; take one or more of ${CONDITIONS.join(", ")}`,
      );
    if (problems.length > 0) throw new ValidationError([...new Set(problems)]);
    return new FailOn(new Set(words.filter(isCondition)));
  }

  private constructor(private readonly conditions: ReadonlySet<Condition>) {}

  /**
   * Why a run has to fail, one line for each reason; none when it has not. Findings that are approved are no reason.
   */
  public reasons(review: Review, approvals: Approvals): readonly string[] {
    return review.plans.flatMap((plan) => [
      ...plan.findings.flatMap((finding) => {
        const met = approvals.cover(finding)
          ? []
          : [...this.conditions].filter((condition) => isMet(condition, finding));
        return met.length > 0 ? [`${met.join(", ")}: ${approvalKey(finding)}`] : [];
      }),
      ...this.unexplained(plan),
    ]);
  }

  /** A verdict is never less than its findings; were it more, no approval could be meant for it. */
  private unexplained({ name, verdict, findings }: PlanReview): readonly string[] {
    if (verdict === "unchanged") return [];
    const isExplained = findings.some(({ effect }) => VERDICT_OF[effect] === verdict);
    const effects: Condition[] = verdict === "opened" ? ["opened", "widened"] : [verdict];
    const met = isExplained ? [] : effects.filter((condition) => this.conditions.has(condition));
    return met.length > 0 ? [`${met.join(", ")}: the plan ${quoted(name)} is ${verdict}`] : [];
  }
}

function isCondition(word: string): word is Condition {
  return CONDITIONS.includes(word);
}

function isMet(condition: Condition, { kind, effect }: Finding): boolean {
  const effects: readonly Effect[] = condition in BY_EFFECT ? BY_EFFECT[condition as keyof typeof BY_EFFECT] : [];
  return effects.includes(effect) || kind === condition;
}
