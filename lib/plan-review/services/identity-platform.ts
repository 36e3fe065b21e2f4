import { type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

/** Who may log in to apps, and how. */
export const IDENTITY_PLATFORM: ServiceCards = {
  google_identity_platform_config: {
    noun: "log-in of apps",
    settings: {
      autodelete_anonymous_users: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "accounts without a name are deleted by themselves",
        stronger: "accounts without a name are not deleted by themselves",
      },
    },
    decisionsWhenNew: {
      sign_in: "how people log in",
      authorized_domains: "from which pages people log in",
      blocking_functions: "what code decides who logs in",
      client: "what people may do themselves",
      mfa: "whether a second factor is asked for",
      multi_tenant: "whether there are tenants",
    },
    decisions: {
      monitoring: "whether requests are logged",
      quota: "how many accounts are made",
      sms_region_config: "to where messages go",
    },
    harmless: { new: "how people log in is told by its attributes" },
  },
  google_identity_platform_tenant: {
    settings: {
      allow_password_signup: {
        strength: safeWhenOff(false),
        weaker: "people log in with a password",
        stronger: "nobody logs in with a password",
      },
      enable_email_link_signin: {
        strength: safeWhenOff(false),
        weaker: "people log in by a link in their mail",
        stronger: "nobody logs in by a link in a mail",
      },
      disable_auth: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "people log in",
        stronger: "nobody logs in",
      },
    },
    noun: "tenant of log-ins",
    lost: "the accounts in it",
    decisionsWhenNew: {
      client: "what people may do themselves",
    },
    harmless: { new: "how people log in is told by its attributes" },
  },
  google_identity_platform_default_supported_idp_config: {
    noun: "provider of log-ins",
    guard: {
      isGuard: false,
      fields: ["client_id", "enabled", "idp_id"],
      does: "lets people log in who have an account elsewhere",
    },
    decisions: { client_secret: "as whom it asks" },
  },
  google_identity_platform_tenant_default_supported_idp_config: {
    noun: "provider of log-ins",
    guard: {
      isGuard: false,
      fields: ["client_id", "enabled", "idp_id", "tenant"],
      does: "lets people log in who have an account elsewhere",
    },
    decisions: { client_secret: "as whom it asks" },
  },
  google_identity_platform_inbound_saml_config: {
    noun: "provider of log-ins",
    guard: {
      isGuard: false,
      fields: ["enabled", "idp_config", "sp_config"],
      does: "lets people log in who have an account elsewhere",
    },
  },
  google_identity_platform_tenant_inbound_saml_config: {
    noun: "provider of log-ins",
    guard: {
      isGuard: false,
      fields: ["enabled", "idp_config", "sp_config", "tenant"],
      does: "lets people log in who have an account elsewhere",
    },
  },
  google_identity_platform_oauth_idp_config: {
    noun: "provider of log-ins",
    guard: {
      isGuard: false,
      fields: ["client_id", "enabled", "issuer", "response_type"],
      does: "lets people log in who have an account elsewhere",
    },
    decisions: { client_secret: "as whom it asks" },
  },
  google_identity_platform_tenant_oauth_idp_config: {
    noun: "provider of log-ins",
    guard: {
      isGuard: false,
      fields: ["client_id", "enabled", "issuer", "tenant"],
      does: "lets people log in who have an account elsewhere",
    },
    decisions: { client_secret: "as whom it asks" },
  },
};
