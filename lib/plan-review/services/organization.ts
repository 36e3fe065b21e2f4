import type { TerraformFields } from "../../terraform";
import { fieldBlocks } from "../../terraform/terraform-resources";
import { holdsHidden, isAbsent, isWord, textsAt, valueAt } from "../../terraform/resource-values";
import {
  comparedCustomConstraints,
  comparedOldOrganisationPolicies,
  comparedOrganisationPolicies,
} from "../facts/compared-guards";
import { alike, type ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

/** Projects, folders and the policies of organizations. */
export const ORGANIZATION: ServiceCards = {
  google_project_service: {
    plain: ["disable_on_destroy", "disable_dependent_services"],
    harmless: {
      new: "an API that is switched on lets in only those who have a role",
      service: "another API is another resource: one is switched off, and one on",
    },
  },
  google_project: {
    lost: "everything in it",
    exposure: {
      auto_create_network: {
        // A network that is made once stays, and one that was not made is not made later.
        strength: safeWhenOff(true),
        weaker: "it comes with the default network, whose firewall lets in SSH and remote desktops from the internet",
        stronger: "it comes without the default network",
        isForNew: true,
      },
    },
    decisions: {
      billing_account: "who pays for it, without whom it stops",
      folder_id: "whose roles and policies from above hold in it",
      org_id: "whose roles and policies from above hold in it",
      tags: "which policies hold for it",
    },
    harmless: { new: "roles in it are told by what grants them; those from above hold in it as in its neighbours" },
  },
  google_folder: {
    lost: "everything in it",
    decisions: { parent: "whose roles and policies from above hold in it", tags: "which policies hold for it" },
    harmless: { new: "it is empty, and roles in it are told by what grants them" },
  },
  google_project_organization_policy: {
    plain: ["version"],
    noun: "organisation policy",
    guard: {
      isGuard: true,
      fields: ["constraint", "boolean_policy", "list_policy", "restore_policy", "project"],
      does: "forbids settings in all that is below it",
      guards: oldOrganisationPolicyGuards,
      compare: comparedOldOrganisationPolicies,
    },
  },
  google_folder_organization_policy: {
    plain: ["version"],
    noun: "organisation policy",
    guard: {
      isGuard: true,
      fields: ["constraint", "boolean_policy", "list_policy", "restore_policy", "folder"],
      does: "forbids settings in all that is below it",
      guards: oldOrganisationPolicyGuards,
      compare: comparedOldOrganisationPolicies,
    },
  },
  google_organization_policy: {
    plain: ["version"],
    noun: "organisation policy",
    guard: {
      isGuard: true,
      fields: ["constraint", "boolean_policy", "list_policy", "restore_policy", "org_id"],
      does: "forbids settings in all that is below it",
      guards: oldOrganisationPolicyGuards,
      compare: comparedOldOrganisationPolicies,
    },
  },
  google_org_policy_policy: {
    noun: "organisation policy",
    guard: {
      isGuard: true,
      fields: ["name", "parent", "spec"],
      does: "forbids settings in all that is below it",
      guards: organisationPolicyGuards,
      compare: comparedOrganisationPolicies,
      // With a dry run alone it takes nobody's place, and forbids nothing.
      isIdle: (body) => isAbsent(body.spec) && !isAbsent(body.dry_run_spec),
    },
    harmless: { dry_run_spec: "what is only tried out is logged, and neither forbidden nor allowed" },
  },
  google_org_policy_custom_constraint: {
    noun: "custom constraint",
    guard: {
      isGuard: true,
      fields: ["action_type", "condition", "method_types", "name", "parent", "resource_types"],
      does: "says what organisation policies may forbid",
      compare: comparedCustomConstraints,
    },
  },
  google_resource_manager_lien: {
    noun: "lien",
    plain: ["origin", "reason"],
    guard: {
      isGuard: true,
      fields: ["parent", "restrictions"],
      does: "keeps a project from being deleted",
      guards: (body) => (textsAt(body, "restrictions") ?? []).includes("resourcemanager.projects.delete") || undefined,
    },
  },
  ...alike(
    [
      "google_project_access_approval_settings",
      "google_folder_access_approval_settings",
      "google_organization_access_approval_settings",
    ],
    {
      noun: "access approval",
      decisions: { active_key_version: "with which key approvals are signed" },
      guard: {
        isGuard: true,
        fields: ["enrolled_services", "notification_emails"],
        does: "asks before Google's staff gets access",
      },
    },
  ),
  google_project_usage_export_bucket: {
    noun: "export of what is used",
    decisionsWhenNew: { bucket_name: "where reports of what is used go" },
    plain: ["prefix"],
    harmless: { new: "where the reports go is told by its attributes", gone: "no report is written any more" },
  },
  google_billing_project_info: {
    noun: "billing of a project",
    guard: {
      isGuard: true,
      fields: ["billing_account", "project"],
      does: "pays for a project",
      decides: "who pays for the project, without whom it stops",
      guards: () => undefined,
    },
  },
  google_billing_subaccount: {
    decisions: { master_billing_account: "who pays for it" },
    harmless: { new: "it pays for nothing yet", gone: "what it pays for is told by the projects" },
  },
  google_billing_budget: {
    noun: "budget",
    guard: {
      isGuard: true,
      fields: ["amount", "all_updates_rule", "budget_filter", "threshold_rules"],
      does: "tells people what is spent",
    },
    plain: ["ownership_scope"],
  },
  google_essential_contacts_contact: {
    noun: "contact",
    guard: {
      isGuard: true,
      fields: ["email", "notification_category_subscriptions", "parent"],
      does: "gets Google's warnings",
    },
    plain: ["language_tag"],
  },
};

/**
 * A policy that does not enforce takes the place of one further up that does.
 *
 * @see https://cloud.google.com/resource-manager/docs/organization-policy/understanding-hierarchy
 */
function organisationPolicyGuards(body: TerraformFields): boolean | undefined {
  const [spec] = fieldBlocks(body, "spec");
  if (spec === undefined || holdsHidden(spec)) return undefined;
  const rules = fieldBlocks(spec, "rules");
  const isOn =
    (path: string) =>
    (rule: TerraformFields): boolean =>
      isWord(rule, path, "true");
  if (
    valueAt(spec, "reset") === true ||
    rules.some((rule) => isWord(rule, "enforce", "false") || isOn("allow_all")(rule))
  )
    return false;
  return rules.length > 0 && rules.every((rule) => isOn("enforce")(rule) || isOn("deny_all")(rule)) ? true : undefined;
}

function oldOrganisationPolicyGuards(body: TerraformFields): boolean | undefined {
  const isOn = (path: string): boolean => isWord(body, path, "true");
  if (
    isWord(body, "boolean_policy.enforced", "false") ||
    isOn("list_policy.allow.all") ||
    isOn("restore_policy.default")
  )
    return false;
  return isOn("boolean_policy.enforced") || isOn("list_policy.deny.all") ? true : undefined;
}
