import { type ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Zones and DNS policies. */
export const DNS: ServiceCards = {
  google_dns_managed_zone: {
    lost: "its names: hosts get no answer for them any more, or that of public DNS",
    plain: ["dnssec_config.kind", "dnssec_config.default_key_specs"],
    harmless: { "dnssec_config.non_existence": "both ways prove that a name is not there" },
    settings: {
      "cloud_logging_config.enable_logging": {
        strength: safeWhenOn(false),
        weaker: "queries are no longer logged",
        stronger: "queries are logged",
      },
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with the records in it",
        stronger: "it can no longer be destroyed while records are in it",
      },
      "dnssec_config.state": {
        strength: ranked([["off"], ["transfer"], ["on"]], "off"),
        weaker: "its answers are no longer signed",
        stronger: "its answers are signed",
      },
    },
  },
  google_dns_record_set: { plain: ["ttl"] },
  google_dns_response_policy: {
    plain: ["response_policy_name"],
    decisions: { gke_clusters: "for which clusters it answers" },
  },
  google_dns_response_policy_rule: { plain: ["rule_name"] },
  google_dns_policy: {
    decisions: { dns64_config: "whether hosts with IPv6 only reach what has IPv4 only" },
    settings: {
      enable_logging: {
        strength: safeWhenOn(false),
        weaker: "queries are no longer logged",
        stronger: "queries are logged",
      },
    },
    exposure: {
      enable_inbound_forwarding: {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "other networks can ask for its names",
        stronger: "other networks can no longer ask for its names",
      },
    },
  },
};
