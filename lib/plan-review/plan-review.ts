import type { ResourceChange, TerraformPlan } from "../terraform";
import {
  EFFECTS,
  type Finding,
  FINDING_KINDS,
  type PackageChange,
  type PlanReview,
  type Review,
  type UnreadChange,
  type Verdict,
  VERDICT_OF,
  VERDICTS,
} from "./finding";
import { ApprovalKeys } from "./approval-keys";
import { named } from "./facts/downloadable-versions";
import { installPaths } from "./facts/install-paths";
import { networkChanges } from "./facts/compared-networks";
import { keyed, packageChanges, packageFinding, plannedWorlds } from "./facts/package-changes";
import { own, type Phrase, phrase } from "../text/phrase";
import { movedApart } from "./moved-changes";
import type { ReviewedChange } from "./plan-rule";
import { withRenamed } from "./renamed-changes";
import { PLAN_RULES } from "./rules";
import { unreadChanges, unreadFindings } from "./unread-changes";
import { count } from "../text/untrusted-text";

/** A plan, and what the review calls it. */
export interface NamedPlan {
  readonly name: string;
  readonly plan: TerraformPlan;
}

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
  const keys = new ApprovalKeys();
  const reviews = plans.map(({ name, plan }, at) => reviewOf(name, plan, planned[at] ?? [], drifted[at] ?? [], keys));
  return { verdict: worst(reviews.map(({ verdict }) => verdict)), plans: reviews };
}

function reviewOf(
  name: string,
  plan: TerraformPlan,
  planned: readonly PackageChange[],
  drifted: readonly PackageChange[],
  keys: ApprovalKeys,
): PlanReview {
  const { before, after } = plan;
  const change: ReviewedChange = { plan, changes: withRenamed(plan), before, after, isDrift: false };
  const drift: ReviewedChange = { plan, changes: plan.drift, before: plan.beforeDrift, after: before, isDrift: true };
  const [packages, driftedPackages] = [sealed(planned, change, keys), sealed(drifted, drift, keys)];
  const changed = looked(change);
  const sides = plan.drift.length === 0 ? [changed] : [changed, looked(drift)];
  const findings = [
    ...packages.map((one) => packageFinding(one, false)),
    ...driftedPackages.map((one) => packageFinding(one, true)),
    ...unseenChanges(plan).map((one) => ({ ...one, key: keys.seal(one, change) })),
    ...sides.flatMap((one) => {
      const found = [...unreadFindings(one.side, one.unread), ...ruleFindings(one)];
      return found.map((finding) => withKey(finding, keys.seal(finding, one.side)));
    }),
  ];
  return {
    name,
    verdict: verdictOf(findings),
    packages,
    findings: inOrder(findings),
    networks: networkChanges(change),
    installs: installPaths(before, after),
    unread: changed.unread,
    notes: notesOn(plan, change),
  };
}

/** A side with what several look for in it. */
interface Looked {
  readonly side: ReviewedChange;
  readonly moved: readonly ResourceChange[];
  readonly unread: readonly UnreadChange[];
}

function looked(side: ReviewedChange): Looked {
  const moved = movedApart(side);
  return { side, moved, unread: unreadChanges(side, moved) };
}

function ruleFindings({ side, moved }: Looked): readonly Finding[] {
  const found = PLAN_RULES.flatMap((rule) => rule.review(side));
  if (moved.length === 0) return found;
  const keys = new Set(found.map(({ key }) => key));
  const apart = PLAN_RULES.filter(({ readsMoved }) => readsMoved).flatMap((rule) =>
    rule.review({ ...side, changes: moved }),
  );
  return [...found, ...apart.filter(({ key }) => !keys.has(key))];
}

/** With the keys that their findings have too. */
function sealed(
  changes: readonly PackageChange[],
  change: ReviewedChange,
  keys: ApprovalKeys,
): readonly PackageChange[] {
  return changes.map((one) => keyed(one, keys.seal(packageFinding(one, change.isDrift), change)));
}

/** Field by field: there may be thousands, and an object that is put together by spreading takes twice the memory. */
function withKey({ rule, kind, effect, address, summary, isDrift, content }: Finding, key: string): Finding {
  return content === undefined
    ? { key, rule, kind, effect, address, summary, isDrift }
    : { key, rule, kind, effect, address, summary, isDrift, content };
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
      rule: "plan",
      kind: "order",
      effect: "unknown",
      address: "",
      summary,
      isDrift: false,
    },
  ];
}

function verdictOf(findings: readonly Finding[]): Verdict {
  return worst(findings.map(({ effect }) => VERDICT_OF[effect]));
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((one) => verdicts.includes(one)) ?? "unchanged";
}

/** By effect and kind; then by rule, so that what comes of it stands before what it comes from; then by key. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const ruleAt = new Map(PLAN_RULES.map(({ id }, at) => [id, at]));
  const weights = new Map(
    findings.map((finding) => {
      const { effect, kind, rule, isDrift } = finding;
      const byWhat = EFFECTS.indexOf(effect) * FINDING_KINDS.length + FINDING_KINDS.indexOf(kind);
      return [finding, (byWhat * PLAN_RULES.length + (ruleAt.get(rule) ?? 0)) * 2 + Number(isDrift)];
    }),
  );
  const weight = (finding: Finding): number => weights.get(finding) ?? 0;
  return findings.toSorted((one, other) => weight(one) - weight(other) || compareTexts(one.key, other.key));
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function notesOn(plan: TerraformPlan, { before, changes }: ReviewedChange): readonly Phrase[] {
  const renamed = plan.changes.length - changes.length;
  const deferred = plan.changes.filter(({ deferredReason }) => deferredReason !== undefined).length;
  const forgotten = changes.filter(({ actions }) => actions.includes("forget")).map(({ address }) => address);
  const imported = plan.changes.filter(({ importId }) => importId !== undefined).map(({ address }) => address);
  const moved = plan.changes.filter(({ previousAddress }) => previousAddress !== undefined);
  return [
    ...(deferred === 0
      ? []
      : [phrase`${own(count(deferred, "change"))} put off to a later plan, and reviewed as far as known`]),
    ...(forgotten.length === 0
      ? []
      : [phrase`Terraform forgets what stays as it is, and no later plan shows it: ${forgotten}`]),
    ...(imported.length === 0 ? [] : [phrase`Terraform takes over what exists already: ${imported}`]),
    ...(moved.length === 0
      ? []
      : [phrase`${own(count(moved.length, "resource"))} moved to another address, and ${own(stateOf(moved))} there`]),
    ...(plan.changedOutputs.length === 0
      ? []
      : [phrase`outputs change, and what that means is seen where they are used: ${named(plan.changedOutputs)}`]),
    ...(renamed === 0
      ? []
      : [
          phrase`${own(count(renamed, "resource"))} destroyed at one address and made anew, the same, at another:
            a moved block would keep what is there, and without one the apply may fail, since a name can still be
            taken`,
        ]),
    ...(isEmpty(plan) && before.blocks.length === 0 ? [phrase`the plan is empty`] : []),
  ];
}

function stateOf(moved: readonly ResourceChange[]): string {
  const changed = moved.filter(({ actions }) => actions.some((action) => action !== "no-op")).length;
  if (changed === 0) return "the same as before";
  return changed === moved.length ? "changed" : `${changed} of them changed`;
}

function isEmpty({ changes, drift, invokedActions, failedChecks, changedOutputs }: TerraformPlan): boolean {
  return [changes, drift, invokedActions, failedChecks, changedOutputs].every((list) => list.length === 0);
}
