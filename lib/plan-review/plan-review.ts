import type { TerraformPlan, TerraformResources } from "../terraform";
import type { Effect, Finding, FindingKind, PackageChange, PlanReview, Review, Verdict } from "./finding";
import { installPaths } from "./install-paths";
import { networkChanges } from "./network-changes";
import { packageChanges, packageFinding, plannedWorlds } from "./package-policy";
import { own, type Phrase, phrase } from "../text/phrase";
import type { ReviewedChange } from "./plan-rule";
import { PLAN_RULES } from "./rules";
import { count } from "../text/untrusted-text";

/** A plan, and what the review calls it. */
export interface NamedPlan {
  readonly name: string;
  readonly plan: TerraformPlan;
}

const EFFECTS: readonly Effect[] = ["opened", "widened", "unknown", "narrowed", "changed"];
const KINDS: readonly FindingKind[] = ["package-policy", "access", "network", "upstream", "safety", "order", "loss"];
const VERDICTS: readonly Verdict[] = ["opened", "widened", "narrowed", "unchanged"];

/**
 * Says what plans that are applied side by side make possible that was not, and the reverse. It is pure: the same plans
 * make the same review.
 */
export function reviewPlans(plans: readonly NamedPlan[]): Review {
  const all = plans.map(({ plan }) => plan);
  const planned = packageChanges(plannedWorlds(all));
  const drifted = all.every(({ drift }) => drift.length === 0)
    ? []
    : packageChanges({
        plans: all,
        before: all.map(({ beforeDrift }) => beforeDrift),
        after: all.map(({ before }) => before),
        isDrift: true,
      });
  const reviews = plans.map(({ name, plan }, at) => reviewOf(name, plan, planned[at] ?? [], drifted[at] ?? []));
  return { verdict: worst(reviews.map(({ verdict }) => verdict)), plans: reviews };
}

function reviewOf(
  name: string,
  plan: TerraformPlan,
  planned: readonly PackageChange[],
  drifted: readonly PackageChange[],
): PlanReview {
  const { before, after } = plan;
  const change: ReviewedChange = { plan, changes: plan.changes, before, after, isDrift: false };
  const drift: ReviewedChange = { plan, changes: plan.drift, before: plan.beforeDrift, after: before, isDrift: true };
  const findings = [
    ...planned.map((one) => packageFinding(one, false)),
    ...drifted.map((one) => packageFinding(one, true)),
    ...unseenChanges(plan),
    ...[change, ...(plan.drift.length === 0 ? [] : [drift])].flatMap((one) =>
      PLAN_RULES.flatMap((rule) => rule.review(one)),
    ),
  ];
  return {
    name,
    verdict: verdictOf(findings),
    packages: planned,
    findings: inOrder(findings),
    networks: networkChanges(change),
    installs: installPaths(before, after),
    notes: notesOn(plan, before),
  };
}

/** A plan that does not show everything may hold anything. */
function unseenChanges({ isErrored, isComplete }: TerraformPlan): readonly Finding[] {
  if (isComplete && !isErrored) return [];
  const summary = isErrored
    ? phrase`making this plan failed, so it does not show everything that the configuration asks for`
    : phrase`this plan is not complete: after it there is more to apply, which is not reviewed here`;
  return [
    {
      key: `plan:${isErrored ? "errored" : "incomplete"}`,
      kind: "order",
      effect: "unknown",
      address: "",
      summary,
      isDrift: false,
    },
  ];
}

/** What findings come to; a loss, and an order that only fails, have the effect `changed`, which does not count. */
function verdictOf(findings: readonly Finding[]): Verdict {
  return worst(
    findings.map(({ effect }) => {
      if (effect === "unknown") return "widened";
      return effect === "changed" ? "unchanged" : effect;
    }),
  );
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((one) => verdicts.includes(one)) ?? "unchanged";
}

/** By effect and kind; then by rule, so that what comes of it stands before what it comes from. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const places = new Map(PLAN_RULES.map(({ id }, at) => [id, at]));
  const weight = ({ effect, kind, key, isDrift }: Finding): number =>
    ((EFFECTS.indexOf(effect) * KINDS.length + KINDS.indexOf(kind)) * PLAN_RULES.length +
      (places.get(key.slice(0, key.indexOf(":"))) ?? 0)) *
      2 +
    Number(isDrift);
  return findings
    .map((finding) => ({ finding, weight: weight(finding) }))
    .sort(
      (one, other) =>
        one.weight - other.weight ||
        (one.finding.key < other.finding.key ? -1 : Number(one.finding.key > other.finding.key)),
    )
    .map(({ finding }) => finding);
}

function notesOn(plan: TerraformPlan, before: TerraformResources): readonly Phrase[] {
  const deferred = plan.changes.filter(({ deferredReason }) => deferredReason !== undefined).length;
  const forgotten = plan.changes.filter(({ actions }) => actions.includes("forget")).map(({ address }) => address);
  const imported = plan.changes.filter(({ importId }) => importId !== undefined).map(({ address }) => address);
  const moved = plan.changes.filter(({ previousAddress }) => previousAddress !== undefined).length;
  return [
    ...(deferred === 0
      ? []
      : [phrase`${own(count(deferred, "change"))} put off to a later plan, and reviewed as far as known`]),
    ...(forgotten.length === 0
      ? []
      : [phrase`Terraform forgets what stays as it is, and no later plan shows it: ${forgotten}`]),
    ...(imported.length === 0 ? [] : [phrase`Terraform takes over what exists already: ${imported}`]),
    ...(moved === 0
      ? []
      : [phrase`${own(count(moved, "resource"))} moved to another address, and the same as before there`]),
    ...(before.blocks.length === 0 && plan.changes.length === 0 ? [phrase`the plan is empty`] : []),
  ];
}
