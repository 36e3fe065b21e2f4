import type { ResourceChange, TerraformFields } from "../../terraform";
import { lostWith } from "../cards/card-words";
import { typeWords } from "../../access/ability-words";
import { type Observation, ruleOf } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";

/** Switches that keep a resource from being deleted, and the value that does. */
const PROTECTIONS = [
  { path: "deletion_protection", on: "true" },
  { path: "deletion_protection_enabled", on: "true" },
  { path: "settings.deletion_protection_enabled", on: "true" },
  { path: "delete_protection_state", on: "DELETE_PROTECTION_ENABLED" },
  { path: "enable_drop_protection", on: "true" },
  { path: "skip_delete", on: "true" },
] as const;

const POLICIES = ["ABANDON", "DELETE", "PREVENT"];

/** What keeps resources from being deleted, and what keeps them alive when Terraform lets go of them. */
export const safetyDeletionRule: PlanRule = ruleOf(
  {
    id: "safety-deletion",
    kind: "safety",
    finds:
      "deletion protection that is switched off, and `deletion_policy = ABANDON`, which leaves what is taken out of Terraform in force",
    reads: () => ({ paths: ["deletion_policy", ...PROTECTIONS.map(({ path }) => path)] }),
  },
  ({ changes }) => changes.flatMap((change) => (change.isData ? [] : [...protections(change), ...policies(change)])),
);

function protections({ address, type, before, after }: ResourceChange): readonly Observation[] {
  if (before === undefined || after === undefined || before === after) return [];
  return PROTECTIONS.flatMap(({ path, on }): readonly Observation[] => {
    const [was, is] = [textAt(before, path) === on, valueAt(after, path)];
    if (!was && is === undefined) return [];
    const base = { subject: address, address };
    const what = phrase`${typeWords(type)} ${nameOf(after, address)}`;
    if (textAt(after, path) === on)
      return was
        ? []
        : [
            {
              ...base,
              substance: `${path} on`,
              effect: "narrowed",
              summary: phrase`${what} can no longer be deleted (${own(path)} is on)`,
            },
          ];
    if (!was) return [];
    if (is !== undefined && textAt(after, path) === undefined) {
      return [
        {
          ...base,
          substance: `${path} unknown`,
          effect: "unknown",
          summary: phrase`whether ${what} can be deleted cannot be seen before the apply (${own(path)})`,
        },
      ];
    }
    return [
      {
        ...base,
        substance: `${path} off`,
        effect: "widened",
        summary: phrase`${what} can now be deleted (${own(path)} is off)`,
      },
    ];
  });
}

function policies(change: ResourceChange): readonly Observation[] {
  const { address, type, before, after } = change;
  const base = { subject: address, address };
  const what = phrase`${typeWords(type)} ${nameOf(after ?? before, address)}`;
  if (change.actions.includes("forget") && before?.deletion_policy === "ABANDON") {
    const summary = phrase`${what} is taken out of Terraform and stays in force as it is (deletion_policy is ABANDON)`;
    return [{ ...base, substance: "left in force", effect: "changed", summary }];
  }
  if (after === undefined || before === after) return [];
  const policy = (body: TerraformFields): string =>
    valueAt(body, "deletion_policy") === undefined ? "DELETE" : (textAt(body, "deletion_policy") ?? "unknown");
  // A rule is a guard from its creation on; of all else only a change is told.
  if (before === undefined && type !== "google_artifact_registry_rule") return [];
  const [was, is] = [before === undefined ? "DELETE" : policy(before), policy(after)];
  if (was === is && (is !== "unknown" || isSame(before?.deletion_policy, after.deletion_policy))) return [];
  if (is === "unknown" || (!POLICIES.includes(is) && is !== was)) {
    return [
      {
        ...base,
        substance: `deletion_policy ${is}`,
        effect: "unknown",
        summary: phrase`what becomes of ${what} when it is taken out of Terraform cannot be seen (deletion_policy)`,
      },
    ];
  }
  if (is === "ABANDON") {
    const isData = lostWith(type, after) !== undefined;
    const summary = phrase`${what} would stay in force as it is when it is taken out of Terraform (deletion_policy is now ABANDON)`;
    return [
      {
        ...base,
        substance: "deletion_policy ABANDON",
        effect: isData && was !== "PREVENT" ? "changed" : "widened",
        summary,
      },
    ];
  }
  if (is === "PREVENT")
    return [
      {
        ...base,
        substance: "deletion_policy PREVENT",
        effect: "narrowed",
        summary: phrase`${what} can no longer be deleted (deletion_policy is now PREVENT)`,
      },
    ];
  const effect = was === "PREVENT" || lostWith(type, after) !== undefined ? "widened" : "changed";
  return [
    {
      ...base,
      substance: "deletion_policy DELETE",
      effect,
      summary: phrase`${what} can now be deleted (deletion_policy is no longer ${was})`,
    },
  ];
}
