import { HiddenValue, type ResourceChange } from "../../terraform";
import { own, phrase } from "../../text/phrase";
import { type Observation, ruleOf } from "../observation";
import type { PlanRule, ReviewedChange } from "../plan-rule";

/** What a plan does beside changing resources. */
export const safetyPlanFeaturesRule: PlanRule = ruleOf(
  {
    id: "safety-plan-features",
    kind: "safety",
    finds:
      "actions and provisioners that the apply runs, checks of the configuration that fail, " +
      "and outputs that are no longer secret",
  },
  (change) =>
    change.isDrift ? [] : [...actions(change), ...provisioners(change), ...checks(change), ...outputs(change)],
);

/** Nobody knows what they do: no other plan is approved with this one. */
const UNREAD = { effect: "unread", content: HiddenValue.unknown() } as const;

function actions({ plan }: ReviewedChange): readonly Observation[] {
  return plan.invokedActions.map(({ address, type, trigger }) => {
    const when = trigger === undefined ? own("") : phrase` when ${trigger} changes`;
    const summary = phrase`action ${address} is run${when}, and no rule reads what ${type} does`;
    return { ...UNREAD, subject: address, substance: `runs ${trigger ?? ""}`.trim(), address, summary };
  });
}

/** They run when a resource is made, and some when it is destroyed. */
function provisioners({ plan, changes }: ReviewedChange): readonly Observation[] {
  return changes.filter(isMadeOrDestroyed).flatMap(({ address, actions: done }) =>
    plan.configuration.provisioners(address).map((type): Observation => {
      const when = own(done.includes("create") ? "is made" : "is destroyed");
      const summary = phrase`provisioner ${type} runs when ${address} ${when}, and no rule reads what it does`;
      return { ...UNREAD, subject: address, substance: `provisioner ${type}`, address, summary };
    }),
  );
}

function isMadeOrDestroyed({ actions: done, isData }: ResourceChange): boolean {
  return !isData && (done.includes("create") || done.includes("delete"));
}

function checks({ plan }: ReviewedChange): readonly Observation[] {
  return plan.failedChecks.map(({ address, status }) => {
    const how = own(status === "fail" ? "does not hold" : "cannot be worked out");
    const summary = phrase`${address}, a condition of the configuration itself, ${how}`;
    return { subject: address, substance: status, effect: "unknown", address, summary, content: [address, status] };
  });
}

function outputs({ plan }: ReviewedChange): readonly Observation[] {
  return plan.revealedOutputs.map((name) => ({
    subject: `output ${name}`,
    substance: "no longer secret",
    effect: "widened",
    address: `output.${name}`,
    summary: phrase`output ${name} was secret, and is shown to everybody who sees the run or the state's outputs`,
    content: [name],
  }));
}
