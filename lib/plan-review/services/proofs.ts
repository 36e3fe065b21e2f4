import type { ServiceCards } from "../cards/card";
import { ranked, safeWhenOff } from "../cards/setting";

const WHICH_ARE_STOPPED = "who is asked for a proof, and when,";

/** Proofs of who somebody is: people rather than programs, owners of domains. */
export const PROOFS: ServiceCards = {
  google_recaptcha_enterprise_key: {
    noun: "key of reCAPTCHA",
    guard: { isGuard: true, fields: [], does: "tells people from programs" },
    exposure: Object.fromEntries(
      [
        "android_settings.allow_all_package_names",
        "ios_settings.allow_all_bundle_ids",
        "web_settings.allow_all_domains",
      ].map((one) => [
        one,
        {
          strength: safeWhenOff(false),
          weaker: "pages and apps of others can use it",
          stronger: "only listed pages and apps can use it",
        },
      ]),
    ),
    allowed: {
      "android_settings.allowed_package_names": { lets: "use it" },
      "ios_settings.allowed_bundle_ids": { lets: "use it" },
      "web_settings.allowed_domains": { lets: "use it" },
    },
    decisionsWhenNew: { testing_options: "which answer it gives without looking" },
    decisions: {
      waf_settings: WHICH_ARE_STOPPED,
      "web_settings.integration_type": WHICH_ARE_STOPPED,
      "web_settings.allow_amp_traffic": "which pages can use it",
      "web_settings.challenge_security_preference": WHICH_ARE_STOPPED,
      "web_settings.challenge_settings": WHICH_ARE_STOPPED,
    },
  },
  google_site_verification_web_resource: {
    noun: "proof of a site",
    guard: { isGuard: false, fields: ["site", "verification_method"], does: "makes its account an owner of the site" },
  },
  google_site_verification_owner: {
    noun: "owner of a site",
    guard: { isGuard: false, fields: ["email", "web_resource_id"], does: "makes somebody an owner of the site" },
  },
  google_public_ca_external_account_key: {
    noun: "key for certificates",
    guard: { isGuard: false, fields: [], does: "lets its holder ask Google for certificates" },
  },
  google_workload_identity_service_agent: {
    noun: "service agent",
    decisions: { parent: "for whom Google makes an account" },
    harmless: { new: "what the account may do is told by what grants it" },
  },
  google_clouddomains_registration: {
    noun: "domain",
    settings: {
      "management_settings.transfer_lock_state": {
        strength: ranked([["UNLOCKED"], ["LOCKED", "TRANSFER_LOCK_STATE_UNSPECIFIED"]], "LOCKED"),
        weaker: "it can be taken to another registrar",
        stronger: "it cannot be taken to another registrar",
      },
    },
    exposure: {
      "contact_settings.privacy": {
        strength: ranked(
          [["PUBLIC_CONTACT_DATA"], ["REDACTED_CONTACT_DATA"], ["PRIVATE_CONTACT_DATA"]],
          "PRIVATE_CONTACT_DATA",
        ),
        newAs: "REDACTED_CONTACT_DATA",
        weaker: "everybody can read more of who owns it",
        stronger: "not everybody can read as much of who owns it",
      },
    },
    decisionsWhenNew: {
      dns_settings: "who answers for its names",
      ...Object.fromEntries(
        ["admin_contact", "registrant_contact", "technical_contact"].map((one) => [
          `contact_settings.${one}`,
          "who owns it, and who is asked,",
        ]),
      ),
    },
    decisions: {
      domain_name: "which domain it is",
      "management_settings.preferred_renewal_method": "whether it is kept when its time is over",
    },
    plain: ["contact_notices", "domain_notices", "yearly_price"],
    harmless: { new: "who owns it, and who answers for its names, is told" },
  },
};
