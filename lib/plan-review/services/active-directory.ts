import type { ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Managed Active Directory. */
export const ACTIVE_DIRECTORY: ServiceCards = {
  google_active_directory_domain: {
    noun: "Active Directory",
    lost: "its accounts and policies",
    allowed: { authorized_networks: { lets: "reach it" } },
    decisions: {
      admin: "who administers it",
      domain_name: "under which name it is found",
      reserved_ip_range: "which addresses it has",
    },
    plain: ["locations"],
    harmless: { new: "which networks reach it is told" },
  },
  google_active_directory_domain_trust: {
    noun: "trust of an Active Directory",
    guard: {
      isGuard: false,
      fields: [
        "domain",
        "target_dns_ip_addresses",
        "target_domain_name",
        "trust_direction",
        "trust_handshake_secret",
        "trust_type",
      ],
      does: "has accounts of another domain count",
    },
    exposure: {
      selective_authentication: {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "accounts of the other domain get to all of this one",
        stronger: "accounts of the other domain get only where they are let",
      },
    },
  },
};
