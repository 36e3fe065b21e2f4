import { type ServiceCards } from "../cards/card";

/** Certificates that load balancers and proxies show, and whom they trust. */
export const CERTIFICATE_MANAGER: ServiceCards = {
  google_certificate_manager_certificate: {
    noun: "certificate",
    lost: "the key by which servers prove who they are",
    decisions: {
      managed: "for which names it is, and who signs it",
      self_managed: "which certificate and key it is",
      scope: "for which proxies it is",
    },
    harmless: { new: "nobody shows it until a proxy or a map names it, which is told" },
  },
  google_certificate_manager_certificate_issuance_config: {
    noun: "issuance of certificates",
    decisions: { certificate_authority_config: "who signs certificates", key_algorithm: "of which kind keys are" },
    plain: ["lifetime", "rotation_window_percentage"],
    harmless: {
      new: "no certificate uses it yet; those that do are told",
      gone: "the apply stops there as long as a certificate uses it",
    },
  },
  google_certificate_manager_certificate_map: {
    noun: "map of certificates",
    harmless: {
      new: "no proxy uses it yet; those that do are told",
      gone: "the apply stops there as long as a proxy uses it",
    },
  },
  google_certificate_manager_certificate_map_entry: {
    noun: "entry of a map of certificates",
    lost: "which certificate is shown for the name",
    decisionsWhenNew: { certificates: "which certificates are shown" },
    decisions: {
      hostname: "for which name its certificates are shown",
      matcher: "for which names its certificates are shown",
      map: "whose certificates it decides",
    },
    harmless: { new: "which certificates are shown is told by its attributes" },
  },
  google_certificate_manager_dns_authorization: {
    noun: "permission to make certificates",
    guard: {
      isGuard: false,
      fields: ["domain", "type"],
      does: "lets certificates be made for whoever holds its DNS record",
    },
  },
  google_certificate_manager_trust_config: {
    noun: "whom proxies trust",
    decisions: {
      allowlisted_certificates: "whose certificates are trusted without a check",
      trust_stores: "who is trusted to sign certificates of clients",
    },
    harmless: {
      new: "nobody is trusted by it until a policy names it, which is told",
      gone: "the apply stops there as long as a policy names it",
    },
  },
};
