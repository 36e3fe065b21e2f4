import { alike, type ServiceCards } from "../cards/card";

/** Deny policies and access boundaries. */
export const IAM: ServiceCards = {
  google_service_account: {
    plain: ["account_id", "create_ignore_already_exists"],
    harmless: { new: "it has no role yet; those that it gets are told by what grants them" },
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
    guard: { isGuard: true, fields: ["rules", "parent"], does: "denies permissions whatever roles say" },
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
      },
    },
  ),
  google_iam_principal_access_boundary_policy: {
    noun: "access boundary",
    guard: {
      isGuard: true,
      fields: ["details"],
      does: "limits what identities reach",
    },
  },
};
