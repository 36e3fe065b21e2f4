import { alike, type ServiceCards } from "../cards/card";

/** Deny policies and access boundaries. */
export const IAM: ServiceCards = {
  google_iam_deny_policy: {
    noun: "deny policy",
    guard: { isGuard: true, fields: ["rules", "parent"], does: "denies permissions whatever roles say" },
  },
  ...alike(
    [
      "google_iam_folders_policy_binding",
      "google_iam_organizations_policy_binding",
      "google_iam_principal_access_boundary_policy",
      "google_iam_projects_policy_binding",
    ],
    {
      noun: "access boundary",
      guard: {
        isGuard: true,
        fields: ["details", "target", "policy", "condition", "policy_kind"],
        does: "limits what identities reach",
      },
    },
  ),
};
