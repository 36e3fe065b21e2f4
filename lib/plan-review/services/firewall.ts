import { alike, type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

/** Firewall rules of networks and of policies. */
export const FIREWALL: ServiceCards = {
  google_compute_firewall: {
    plain: ["log_config.metadata"],
    decisions: { "params.resource_manager_tags": "by which tags conditions of roles find it" },
    settings: {
      log_config: {
        strength: SAFE_WHEN_SET,
        weaker: "what the rule decides is no longer logged",
        stronger: "what the rule decides is logged",
      },
    },
  },
  ...alike(
    [
      "google_compute_firewall_policy_rule",
      "google_compute_network_firewall_policy_rule",
      "google_compute_region_network_firewall_policy_rule",
    ],
    {
      settings: {
        enable_logging: {
          strength: safeWhenOn(false),
          weaker: "what the rule decides is no longer logged",
          stronger: "what the rule decides is logged",
        },
      },
    },
  ),
};
