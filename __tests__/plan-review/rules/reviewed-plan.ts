import { accessAuthoritativeRule } from "../../../lib/plan-review/rules/access-authoritative";
import { accessCustomRolesRule } from "../../../lib/plan-review/rules/access-custom-roles";
import { accessFederationRule } from "../../../lib/plan-review/rules/access-federation";
import { accessGrantsRule } from "../../../lib/plan-review/rules/access-grants";
import { accessHostsRule } from "../../../lib/plan-review/rules/access-hosts";
import { accessKeysRule } from "../../../lib/plan-review/rules/access-keys";
import { accessPerimetersRule } from "../../../lib/plan-review/rules/access-perimeters";
import { lossOfDataRule } from "../../../lib/plan-review/rules/loss-of-data";
import { networkExposureRule } from "../../../lib/plan-review/rules/network-exposure";
import { networkHostsRule } from "../../../lib/plan-review/rules/network-hosts";
import { networkLinksRule } from "../../../lib/plan-review/rules/network-links";
import { networkNamesRule } from "../../../lib/plan-review/rules/network-names";
import { networkPathsRule } from "../../../lib/plan-review/rules/network-paths";
import { networkPoliciesRule } from "../../../lib/plan-review/rules/network-policies";
import { networkReachRule } from "../../../lib/plan-review/rules/network-reach";
import { safetyCleanupRule } from "../../../lib/plan-review/rules/safety-cleanup";
import { safetyDeletionRule } from "../../../lib/plan-review/rules/safety-deletion";
import { safetyEncryptionRule } from "../../../lib/plan-review/rules/safety-encryption";
import { safetyGuardsRule } from "../../../lib/plan-review/rules/safety-guards";
import { safetySettingsRule } from "../../../lib/plan-review/rules/safety-settings";
import { upstreamRemoteRule } from "../../../lib/plan-review/rules/upstream-remote";
import { upstreamVirtualRule } from "../../../lib/plan-review/rules/upstream-virtual";
import type { PlanRule, ReviewedChange } from "../../../lib/plan-review/plan-rule";
import type { Finding } from "../../../lib/plan-review/finding";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** The rules of kind access, network, upstream, safety and loss. */
export const RULES: readonly PlanRule[] = [
  accessAuthoritativeRule,
  accessCustomRolesRule,
  accessFederationRule,
  accessGrantsRule,
  accessHostsRule,
  accessKeysRule,
  accessPerimetersRule,
  lossOfDataRule,
  networkExposureRule,
  networkHostsRule,
  networkLinksRule,
  networkNamesRule,
  networkPathsRule,
  networkPoliciesRule,
  networkReachRule,
  safetyCleanupRule,
  safetyDeletionRule,
  safetyEncryptionRule,
  safetyGuardsRule,
  safetySettingsRule,
  upstreamRemoteRule,
  upstreamVirtualRule,
];

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
