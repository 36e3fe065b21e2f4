import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET, safeWhenOn, type Setting } from "../cards/setting";

const FOR_WHOM = "for what kind of hosts it is";

const LOGGED: Setting = {
  strength: safeWhenOn(false),
  weaker: "what the rule decides is no longer logged",
  stronger: "what the rule decides is logged",
};

const POLICY_RULE: ResourceCard = {
  settings: {
    enable_logging: LOGGED,
    security_profile_group: {
      strength: SAFE_WHEN_SET,
      weaker: "no security profile inspects what it lets through",
      stronger: "a security profile inspects what it lets through",
      another: "another security profile inspects what it lets through",
    },
    tls_inspect: {
      strength: safeWhenOn(false),
      weaker: "what is encrypted passes it without being inspected",
      stronger: "what is encrypted is inspected, too",
    },
  },
};

const POLICY: ResourceCard = {
  harmless: {
    new: "a policy without rules keeps nobody out and lets nobody in; its rules are told",
    gone: "its rules and what puts it on networks go before it, and are told",
  },
};

/** Firewall rules of networks and of policies. */
export const FIREWALL: ServiceCards = {
  google_compute_firewall: {
    decisions: { "params.resource_manager_tags": "by which tags conditions of roles find it" },
    settings: {
      enable_logging: LOGGED,
      log_config: {
        strength: SAFE_WHEN_SET,
        weaker: "what the rule decides is no longer logged",
        stronger: "what the rule decides is logged",
      },
      "log_config.metadata": {
        strength: ranked([["EXCLUDE_ALL_METADATA"], ["INCLUDE_ALL_METADATA"]], "INCLUDE_ALL_METADATA"),
        isForNew: false,
        applies: ({ log_config: logs }) => Array.isArray(logs) && logs.length > 0,
        weaker: "less is logged of what the rule decides",
        stronger: "more is logged of what the rule decides",
      },
    },
  },
  google_compute_firewall_policy_rule: POLICY_RULE,
  ...alike(["google_compute_network_firewall_policy_rule", "google_compute_region_network_firewall_policy_rule"], {
    ...POLICY_RULE,
    plain: ["rule_name"],
    decisions: {
      target_forwarding_rules: "before which load balancers it stands",
      target_type: "whether it is for hosts or for load balancers",
    },
  }),
  google_compute_firewall_policy: {
    ...POLICY,
    plain: ["short_name"],
    decisions: { parent: "to which folder or organization it belongs" },
  },
  ...alike(["google_compute_network_firewall_policy", "google_compute_region_network_firewall_policy"], {
    ...POLICY,
    decisions: { policy_type: FOR_WHOM },
  }),
  google_compute_firewall_policy_with_rules: {
    plain: ["short_name"],
    decisions: { parent: "to which folder or organization it belongs" },
  },
  ...alike(
    ["google_compute_network_firewall_policy_with_rules", "google_compute_region_network_firewall_policy_with_rules"],
    { decisions: { policy_type: FOR_WHOM } },
  ),
};
