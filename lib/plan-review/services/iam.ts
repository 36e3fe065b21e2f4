import { alike, type ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";
import { comparedAccessBoundaries, comparedBindings, comparedDenyPolicies } from "../facts/compared-guards";

/** Deny policies and access boundaries. */
export const IAM: ServiceCards = {
  google_service_account: {
    plain: ["account_id", "create_ignore_already_exists"],
    harmless: { new: "it has no role yet; those that it gets are told by what grants them" },
  },
  google_cloud_identity_group: {
    noun: "group",
    lost: "its members, and what roles let them do",
    settings: {
      initial_group_config: {
        strength: ranked([["WITH_INITIAL_OWNER"], ["EMPTY"]], "EMPTY"),
        isForNew: true,
        weaker: "who makes it owns it, and adds members",
        stronger: "who makes it does not own it",
      },
    },
    decisions: {
      group_key: "which group it is, and so what its members may do",
      // Not for bills: they make a group dynamic, or one for security.
      labels: "of what kind it is, and so who gets into it",
      parent: "whose group it is",
    },
    harmless: { new: "nobody is in it yet; members are told by what adds them" },
  },
  ...alike(["google_project_iam_custom_role", "google_organization_iam_custom_role"], { plain: ["title"] }),
  google_privileged_access_manager_entitlement: {
    noun: "entitlement",
    harmless: {
      additional_notification_targets: "who is told of a request gets nothing by it",
      "approval_workflow.manual_approvals.require_approver_justification": "what approvers write lets nobody in",
    },
  },
  google_iam_deny_policy: {
    noun: "deny policy",
    guard: {
      isGuard: true,
      fields: ["rules", "parent"],
      does: "denies permissions whatever roles say",
      compare: comparedDenyPolicies,
    },
  },
  ...alike(
    [
      "google_iam_folders_policy_binding",
      "google_iam_organizations_policy_binding",
      "google_iam_projects_policy_binding",
    ],
    {
      noun: "access boundary",
      guard: {
        isGuard: true,
        fields: ["target", "policy", "condition", "policy_kind"],
        does: "limits what identities reach",
        compare: comparedBindings,
      },
    },
  ),
  google_iam_principal_access_boundary_policy: {
    noun: "access boundary",
    guard: {
      isGuard: true,
      fields: ["details"],
      does: "limits what identities reach",
      compare: comparedAccessBoundaries,
    },
  },
};
