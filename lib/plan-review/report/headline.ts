import { count } from "../../text/untrusted-text";
import type { Effect, Finding, Review, Verdict } from "../finding";

/** What a verdict means, in the review's own words. */
const MEANINGS: Readonly<Record<Verdict, string>> = {
  opened: "packages that nobody listed can be installed",
  widened: "something becomes possible or weaker, or cannot be ruled out",
  unread: "something changes that no rule reads",
  narrowed: "less becomes possible",
  unchanged: "nothing becomes possible that was not",
};

/** How grave something is, for its colour: that data is lost is as grave as that everything is open. */
export type Gravity = Effect | Verdict | "lost";

/** The review in one line. */
export interface Headline {
  readonly words: string;
  readonly gravity: Gravity;
}

/**
 * What the review comes to: the verdict, what no rule reads, what is lost, and whether the apply may stop or open on
 * the way.
 */
export function headlineOf(review: Review): Headline {
  const { verdict } = review;
  const findings = review.plans.flatMap((plan) => plan.findings);
  const losses = findings.filter(isLoss).length;
  const orders = findings.filter(({ kind }) => kind === "order").length;
  const unread = findings.filter(({ effect }) => effect === "unread").length;
  const parts = [
    ...(verdict === "unread" && unread > 0 ? [] : [MEANINGS[verdict]]),
    ...(unread > 0 ? [`${count(unread, "change")} that no rule reads`] : []),
    ...(losses > 0 ? [`${count(losses, "resource")} lost with what ${losses === 1 ? "it holds" : "they hold"}`] : []),
    ...(orders > 0 ? ["the apply may stop or open in the middle"] : []),
  ];
  return { words: `${verdict}: ${parts.join("; ")}`, gravity: gravityOf(verdict, losses > 0, orders > 0) };
}

function gravityOf(verdict: Verdict, isLossy: boolean, isOutOfOrder: boolean): Gravity {
  if (isLossy) return "lost";
  if (verdict === "opened" || verdict === "widened") return verdict;
  return isOutOfOrder ? "unknown" : verdict;
}

/** Whether something that holds data, or names that others need, is destroyed. */
export function isLoss({ kind }: Finding): boolean {
  return kind === "loss";
}
