import type { ResourceChange, TerraformFields } from "../../terraform";
import { lostWith } from "../cards/card-words";
import { typeWords } from "../../access/ability-words";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { isNeverDeleted, keptBy } from "../../terraform/undeleted-types";

/** Switches that keep a resource from being deleted, and the value that does. */
const PROTECTIONS = [
  { path: "deletion_protection", on: "true" },
  { path: "deletion_protection_enabled", on: "true" },
  { path: "settings.deletion_protection_enabled", on: "true" },
  { path: "delete_protection_state", on: "DELETE_PROTECTION_ENABLED" },
  { path: "enable_drop_protection", on: "true" },
  { path: "skip_delete", on: "true" },
] as const;

/** What keeps resources from being deleted, and what keeps them alive when Terraform lets go of them. */
export const safetyDeletionRule: PlanRule = ruleOf(
  {
    id: "safety-deletion",
    kind: "safety",
    finds:
      "deletion protection that is switched off, and `deletion_policy = ABANDON`, which leaves what is taken out " +
      "of Terraform in force, and what the provider never deletes",
    reads: (type) => ({
      paths: ["deletion_policy", ...PROTECTIONS.map(({ path }) => path)],
      deletion: isNeverDeleted(type),
    }),
  },
  ({ changes }) => changes.flatMap((change) => (change.isData ? [] : [...protections(change), ...policies(change)])),
);

function protections({ address, type, before, after }: ResourceChange): readonly Observation[] {
  if (before === undefined || after === undefined || before === after) return [];
  return PROTECTIONS.flatMap(({ path, on }): readonly Observation[] => {
    const [was, is] = [textAt(before, path) === on, valueAt(after, path)];
    if (!was && is === undefined) return [];
    const see = seeing(address, address);
    const what = phrase`${typeWords(type)} ${nameOf(after, address)}`;
    if (textAt(after, path) === on) {
      const summary = phrase`${what} can no longer be deleted (${own(path)} is on)`;
      return was ? [] : [see("narrowed", `${path} on`, summary)];
    }
    if (!was) return [];
    if (is !== undefined && textAt(after, path) === undefined) {
      const summary = phrase`whether ${what} can be deleted cannot be seen before the apply (${own(path)})`;
      return [see("unknown", `${path} unknown`, summary)];
    }
    return [see("widened", `${path} off`, phrase`${what} can now be deleted (${own(path)} is off)`)];
  });
}

function policies({ address, type, before, after, actions }: ResourceChange): readonly Observation[] {
  const see = seeing(address, address);
  const what = phrase`${typeWords(type)} ${nameOf(after ?? before, address)}`;
  const kept = keptBy(before);
  if (actions.includes("forget") && kept !== undefined) {
    const summary = phrase`${what} is taken out of Terraform and stays in force as it is (${own(kept)})`;
    return [see("changed", "left in force", summary)];
  }
  if (actions.includes("forget") && isNeverDeleted(type)) {
    const summary = phrase`${what} is taken out of Terraform and stays in force as it is (the provider deletes none)`;
    return [see("changed", "never deleted", summary)];
  }
  if (after === undefined || before === after) return [];
  // A rule is a guard from its creation on; of all else only a change is told.
  if (before === undefined && type !== "google_artifact_registry_rule") return [];
  const [was, is] = [before === undefined ? "DELETE" : policyOf(before), policyOf(after)];
  const isUnseen = is === "unknown" && !isSame(before?.deletion_policy, after.deletion_policy);
  if (was === is && !isUnseen) return [];
  return [changed(was, is, lostWith(type, after) !== undefined, what, see)];
}

function policyOf(body: TerraformFields): string {
  if (valueAt(body, "deletion_policy") === undefined) return "DELETE";
  return textAt(body, "deletion_policy") ?? "unknown";
}

/** @param isData whether data is lost with the resource */
function changed(was: string, is: string, isData: boolean, what: Phrase, see: See): Observation {
  switch (is) {
    case "ABANDON": {
      const summary = phrase`${what} would stay in force as it is when it is taken out of Terraform
        (deletion_policy is now ABANDON)`;
      return see(isData && was !== "PREVENT" ? "changed" : "widened", "deletion_policy ABANDON", summary);
    }
    case "PREVENT": {
      const summary = phrase`${what} can no longer be deleted (deletion_policy is now PREVENT)`;
      return see("narrowed", "deletion_policy PREVENT", summary);
    }
    case "DELETE": {
      const summary = phrase`${what} can now be deleted (deletion_policy is no longer ${was})`;
      return see(was === "PREVENT" || isData ? "widened" : "changed", "deletion_policy DELETE", summary);
    }
    default: {
      const summary = phrase`what becomes of ${what} when it is taken out of Terraform cannot be seen
        (deletion_policy)`;
      return see("unknown", `deletion_policy ${is}`, summary);
    }
  }
}
