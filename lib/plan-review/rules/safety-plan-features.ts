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
      "actions, provisioners and data sources that the apply runs, checks of the configuration that fail, outputs " +
      "that show secrets, and what newer versions of Terraform and OpenTofu may write into a plan",
  },
  (change) =>
    change.isDrift
      ? []
      : [actions, provisioners, dataSources, checks, outputs, unknownParts].flatMap((part) => part(change)),
);

/** Nobody knows what it does: no other plan is approved with this one, nor this one with something else in it. */
function unread(...content: readonly unknown[]): Pick<Observation, "effect" | "content"> {
  return { effect: "unread", content: [HiddenValue.unknown(), ...content] };
}

function actions({ plan }: ReviewedChange): readonly Observation[] {
  return plan.invokedActions.map(({ address, type, trigger, content }) => {
    const when = trigger === undefined ? own("") : phrase` when ${trigger} changes`;
    const summary = phrase`action ${address} is run${when}, and no rule reads what ${type} does`;
    return { ...unread(content), subject: address, substance: `runs ${trigger ?? ""}`.trim(), address, summary };
  });
}

/** They run when a resource is made, and some when it is destroyed: a plan does not say which are which. */
function provisioners({ plan, changes }: ReviewedChange): readonly Observation[] {
  return changes.filter(isMadeOrDestroyed).flatMap((change) =>
    plan.configuration.provisioners(change.address).map(({ type, expressions }): Observation => {
      const { address } = change;
      const when = own(whenOf(change));
      const summary = phrase`provisioner ${type} can run when ${address} ${when}, and no rule reads what it does`;
      return { ...unread(expressions), subject: address, substance: `provisioner ${type}`, address, summary };
    }),
  );
}

function isMadeOrDestroyed({ actions: done, isData }: ResourceChange): boolean {
  return !isData && (done.includes("create") || done.includes("delete"));
}

function whenOf({ actions: done }: ResourceChange): string {
  if (!done.includes("delete")) return "is made";
  return done.includes("create") ? "is replaced" : "is destroyed";
}

/** Data sources of other providers than Google's that do no more than read what is there already. */
const READ_ONLY = new Set([
  "archive_file",
  "cloudinit_config",
  "local_file",
  "local_sensitive_file",
  "null_data_source",
  "template_cloudinit_config",
  "template_file",
  "terraform_remote_state",
]);

/** Some run a program, or send what they are given elsewhere. What was read for the plan is not read again. */
function dataSources({ changes }: ReviewedChange): readonly Observation[] {
  return changes.filter(isReadByApply).map(({ address, type, after }) => {
    const summary = phrase`data source ${address} is read during the apply, and no rule reads what ${type} does then`;
    return { ...unread(after), subject: address, substance: "is read", address, summary };
  });
}

function isReadByApply({ isData, type, actions: done, strangeProvider }: ResourceChange): boolean {
  if (!isData || !done.includes("read")) return false;
  return strangeProvider !== undefined || !(type.startsWith("google_") || READ_ONLY.has(type));
}

function checks({ plan }: ReviewedChange): readonly Observation[] {
  return plan.failedChecks.map(({ address, status, messages }) => {
    const how = own(status === "fail" ? "does not hold" : "cannot be worked out");
    const why = messages.length === 0 ? own("") : phrase`: ${messages}`;
    const summary = phrase`${address}, a condition of the configuration itself, ${how}${why}`;
    return { subject: address, substance: status, effect: "unknown", address, summary, content: [address, status] };
  });
}

function outputs({ plan }: ReviewedChange): readonly Observation[] {
  return plan.revealedOutputs.map(({ name, secret }) => {
    const about = { subject: `output ${name}`, address: `output.${name}`, content: [name, secret] };
    const seen = own("everybody who sees the run or the state's outputs");
    if (secret === undefined) {
      const summary = phrase`output ${name} was secret, and is shown to ${seen}`;
      return { ...about, effect: "widened", substance: "no longer secret", summary };
    }
    const summary = phrase`output ${name} is shown to ${seen}, and is made of ${secret}, which is secret`;
    return { ...about, effect: "unknown", substance: `made of ${secret}`, summary };
  });
}

function unknownParts({ plan }: ReviewedChange): readonly Observation[] {
  return plan.unknownParts.map(({ name, address, count, digest }) => {
    const where = address === undefined ? own("") : phrase` of ${address}${own(count > 1 ? " and others" : "")}`;
    const summary = phrase`the plan says ${name}${where}, which this version does not know, and no rule reads it`;
    return { ...unread(digest), subject: name, substance: "not known", address: address ?? "", summary };
  });
}
