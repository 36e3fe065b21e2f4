import type { TerraformFields } from "../../terraform";
import { valueAt } from "../../terraform/resource-values";
import { alike, type ServiceCards } from "../cards/card";
import { atMost, ranked, SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";
import { comparedAccessBoundaries, comparedBindings, comparedDenyPolicies } from "../facts/compared-guards";

function isDisabled(body: TerraformFields): boolean {
  return valueAt(body, "disabled") === true;
}

/** Deny policies and access boundaries. */
export const IAM: ServiceCards = {
  google_service_account: {
    plain: ["create_ignore_already_exists"],
    harmless: { new: "it has no role yet; those that it gets are told by what grants them" },
  },
  google_cloud_identity_group_membership: {
    harmless: { create_ignore_already_exists: "who is a member is told" },
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
    settings: {
      "requester_justification_config.unstructured": {
        strength: SAFE_WHEN_SET,
        isForNew: false,
        weaker: "who asks for the roles need not say why",
        stronger: "who asks for the roles has to say why",
      },
      "approval_workflow.manual_approvals.require_approver_justification": {
        strength: safeWhenOn(false),
        isForNew: false,
        // Where nobody has to approve any more, that is told.
        applies: (body) => valueAt(body, "approval_workflow") !== undefined,
        weaker: "who approves a request need not say why",
        stronger: "who approves a request has to say why",
      },
    },
    decisions: { additional_notification_targets: "who is told of requests, and of what is granted," },
    harmless: {
      "requester_justification_config.not_mandatory": "that nobody has to say why is told by what takes its place",
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
      plain: ["annotations"],
      guard: {
        isGuard: true,
        fields: ["target", "policy", "condition", "policy_kind"],
        does: "limits what identities reach",
        compare: comparedBindings,
      },
    },
  ),
  google_iam_principal_access_boundary_policy: {
    plain: ["annotations"],
    noun: "access boundary",
    guard: {
      isGuard: true,
      fields: ["details"],
      does: "limits what identities reach",
      compare: comparedAccessBoundaries,
    },
  },
  ...alike(
    ["google_iam_folder_access_policy", "google_iam_organization_access_policy", "google_iam_project_access_policy"],
    {
      noun: "access policy",
      guard: {
        isGuard: true,
        fields: ["details"],
        does: "denies or allows permissions",
        decides: "who is denied or allowed what",
        guards: () => undefined,
      },
      plain: ["annotations"],
    },
  ),
  google_iam_access_boundary_policy: {
    noun: "access boundary",
    guard: { isGuard: true, fields: ["rules", "parent"], does: "limits what identities reach" },
  },
  google_iam_oauth_client: {
    noun: "OAuth client",
    guard: {
      isGuard: false,
      fields: ["allowed_grant_types", "allowed_redirect_uris", "allowed_scopes", "client_type", "disabled"],
      does: "lets a program act for the people who sign in through it",
      isIdle: isDisabled,
    },
  },
  google_iam_oauth_client_credential: {
    noun: "secret of an OAuth client",
    guard: {
      isGuard: false,
      fields: ["disabled", "oauthclient"],
      does: "lets a program ask for people's tokens",
      isIdle: isDisabled,
    },
  },
  google_iam_workforce_pool: {
    noun: "identity pool",
    settings: {
      session_duration: {
        strength: atMost(3600),
        weaker: "people stay signed in for longer",
        stronger: "people stay signed in for a shorter time",
      },
    },
    harmless: { parent: "another parent is another pool" },
  },
  google_iam_workforce_pool_provider: {
    noun: "identity provider",
    settings: {
      detailed_audit_logging: {
        strength: safeWhenOn(false),
        weaker: "what it says of people is not logged",
        stronger: "what it says of people is logged",
      },
    },
    decisions: {
      scim_usage: "who says which people are in which groups",
      extended_attributes_oauth2_client: "who says which people are in which groups",
      extra_attributes_oauth2_client: "who says which people are in which groups",
    },
  },
  google_iam_workforce_pool_provider_key: {
    noun: "key of an identity provider",
    decisions: { key_data: "how strong it is", use: "what it is for" },
    plain: ["provider_id", "workforce_pool_id"],
    harmless: {
      new: "with it Google decrypts what the provider sends, and nobody signs in by it",
      gone: "what is encrypted for it is refused",
    },
  },
  google_iam_workforce_pool_provider_scim_tenant: {
    noun: "SCIM tenant",
    guard: {
      isGuard: false,
      fields: ["claim_mapping", "provider_id", "workforce_pool_id"],
      does: "lets another program say which people are in which groups",
    },
    decisions: { hard_delete: "whether it can be brought back" },
  },
  google_iam_workforce_pool_provider_scim_token: {
    noun: "SCIM token",
    guard: {
      isGuard: false,
      fields: ["scim_tenant_id", "provider_id", "workforce_pool_id"],
      does: "lets whoever holds it say which people are in which groups",
    },
  },
  google_iam_workload_identity_pool: {
    noun: "identity pool",
    decisions: {
      mode: "whether it names workloads by itself",
      attestation_rules: "which workloads get its identities",
      inline_certificate_issuance_config: "who signs the certificates of its workloads",
      inline_trust_config: "whose certificates its workloads trust",
    },
  },
  google_iam_workload_identity_pool_namespace: {
    noun: "namespace of identities",
    settings: {
      disabled: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "its workloads get identities",
        stronger: "its workloads get no identities",
      },
    },
    plain: ["workload_identity_pool_id"],
    harmless: { new: "no workload has an identity in it yet", gone: "the identities in it let nobody in any more" },
  },
  google_iam_workload_identity_pool_managed_identity: {
    noun: "identity of workloads",
    guard: {
      isGuard: false,
      fields: ["attestation_rules", "disabled", "workload_identity_pool_id", "workload_identity_pool_namespace_id"],
      does: "gives workloads an identity",
      isIdle: isDisabled,
    },
  },
  google_service_account_key: {
    decisions: { key_algorithm: "how strong it is" },
    plain: ["keepers", "private_key_type", "public_key_type"],
  },
  google_project_default_service_accounts: {
    noun: "setting of default service accounts",
    decisions: { action: "what is taken from them" },
    harmless: { new: "it only takes from the accounts, or switches them off" },
  },
};
