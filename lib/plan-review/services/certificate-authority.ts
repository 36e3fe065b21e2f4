import { type ServiceCards } from "../cards/card";
import { comparedIssuance, comparedTemplates } from "../facts/compared-issuance";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

/** Private certificate authorities. */
export const CERTIFICATE_AUTHORITY: ServiceCards = {
  google_privateca_ca_pool: {
    noun: "pool of certificate authorities",
    lost: "what its certificate authorities may issue",
    settings: {
      "publishing_options.publish_crl": {
        strength: safeWhenOn(false),
        weaker: "it no longer says which of its certificates are revoked",
        stronger: "it says which of its certificates are revoked",
      },
    },
    guard: {
      isGuard: true,
      fields: ["issuance_policy"],
      does: "limits which certificates are issued",
      guards: () => undefined,
      compare: comparedIssuance,
    },
    decisions: {
      tier: "whether its certificates are kept and can be revoked",
      "encryption_spec.cloud_kms_key": "with which key it is encrypted",
      "publishing_options.publish_ca_cert": "where its own certificates are found",
    },
    plain: ["publishing_options.encoding_format"],
  },
  google_privateca_certificate_authority: {
    lost: "its key: no certificate can be issued or revoked with it any more",
    settings: {
      ignore_active_certificates_on_deletion: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed while certificates of it are in use",
        stronger: "it cannot be destroyed while certificates of it are in use",
      },
      skip_grace_period: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it cannot be brought back when it is destroyed",
        stronger: "it can be brought back for a time when it is destroyed",
      },
    },
    decisionsWhenNew: {
      config: "for whom it stands, and what it may issue,",
      subordinate_config: "who vouches for it",
      pem_ca_certificate: "who vouches for it",
    },
    decisions: {
      pool: "which rules hold for what it issues",
      certificate_authority_id: "which certificate authority it is",
      type: "whether another one vouches for it",
      desired_state: "whether it issues certificates",
      lifetime: "until when its certificates are good",
      key_spec: "with what key it signs",
      gcs_bucket: "where its certificates and revocations are found",
      user_defined_access_urls: "where its certificates and revocations are found",
    },
    harmless: { new: "whom it trusts and what it may issue is told by its attributes" },
  },
  google_privateca_certificate: {
    noun: "certificate",
    guard: {
      isGuard: false,
      fields: ["name", "pool", "certificate_authority", "certificate_template", "config", "pem_csr", "lifetime"],
      does: "lets whoever holds its key stand for who is named in it",
    },
  },
  google_privateca_certificate_template: {
    noun: "certificate template",
    guard: {
      isGuard: true,
      fields: ["maximum_lifetime", "identity_constraints", "passthrough_extensions", "predefined_values"],
      does: "limits which certificates are issued with it",
      guards: () => undefined,
      compare: comparedTemplates,
    },
  },
};
