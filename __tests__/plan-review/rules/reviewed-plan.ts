import { PLAN_RULES } from "../../../lib/plan-review/rules";
import type { PlanRule, ReviewedChange } from "../../../lib/plan-review/plan-rule";
import { reviewPlans } from "../../../lib/plan-review";
import type { Finding } from "../../../lib/plan-review/finding";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** The rules of kind access, network, upstream, safety and loss. */
export const RULES: readonly PlanRule[] = PLAN_RULES.filter(({ kind }) => kind !== "order");

/** What a rule looks at, of a plan as `terraform show -json` prints it. */
export function changeOf(document: unknown): ReviewedChange {
  const plan = TerraformPlan.read(document);
  return { plan, changes: plan.changes, before: plan.before, after: plan.after, isDrift: false };
}

/** What a rule finds in a plan for these resources. */
export function findingsOf(rule: PlanRule, ...resources: readonly PlannedResource[]): readonly Finding[] {
  return rule.review(changeOf(planOf({ resources })));
}

/** The findings as `effect: summary`. */
export function saidBy(rule: PlanRule, ...resources: readonly PlannedResource[]): readonly string[] {
  return findingsOf(rule, ...resources).map(({ effect, summary }) => `${effect}: ${summary.toString()}`);
}

/** The verdict of the whole review, then each finding as `effect: summary`. */
export function reviewOf(...resources: readonly PlannedResource[]): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources }));
  return reviewPlans([{ name: "p", plan }]).plans.flatMap(({ verdict, findings }) => [
    verdict,
    ...findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`),
  ]);
}
