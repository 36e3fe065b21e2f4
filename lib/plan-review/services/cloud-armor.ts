import { type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked, safeWhenOn, type Setting } from "../cards/setting";
import { compareArmorPolicies } from "../facts/armor-policies";
import { armorRuleGuards, compareArmorRules } from "../facts/armor-rules";

const DOES = "keeps requests from load balancers";

const RULE_FIELDS = ["action", "match", "priority", "preview", "preconfigured_waf_config"];

function rule(fields: readonly string[]): ResourceCard {
  return {
    noun: "rule of a Cloud Armor policy",
    guard: {
      isGuard: true,
      fields: [...RULE_FIELDS, ...fields],
      does: DOES,
      guards: armorRuleGuards,
      compare: compareArmorRules,
    },
  };
}

/** What of requests the rules of a policy look at. */
const LOOKED_AT = Object.fromEntries(
  ["json_custom_config", "json_parsing", "user_ip_request_headers"].map((name) => [
    `advanced_options_config.${name}`,
    "what of requests its rules look at",
  ]),
);
const BODY_LOOKED_AT = {
  "advanced_options_config.request_body_inspection_size": "how much of requests its rules look at",
};

const LOG_LEVEL: Readonly<Record<string, Setting>> = {
  "advanced_options_config.log_level": {
    strength: ranked([["NORMAL"], ["VERBOSE"]], "NORMAL"),
    weaker: "less of what its rules find in requests is logged",
    stronger: "more of what its rules find in requests is logged",
  },
};

function policy(rules: string): ResourceCard {
  return {
    noun: "Cloud Armor policy",
    guard: { isGuard: true, fields: [rules, "type"], does: DOES, compare: compareArmorPolicies },
    decisions: LOOKED_AT,
    settings: LOG_LEVEL,
  };
}

const OF_POLICY = { security_policy: "of which policy it is" };

/** Cloud Armor: what keeps requests and packets from load balancers. */
export const CLOUD_ARMOR: ServiceCards = {
  google_compute_security_policy: {
    ...policy("rule"),
    settings: {
      ...LOG_LEVEL,
      "adaptive_protection_config.layer_7_ddos_defense_config.enable": {
        strength: safeWhenOn(false),
        weaker: "floods of requests are no longer noticed by adaptive protection",
        stronger: "floods of requests are noticed by adaptive protection",
      },
    },
    decisions: {
      ...LOOKED_AT,
      ...BODY_LOOKED_AT,
      "adaptive_protection_config.layer_7_ddos_defense_config.threshold_configs":
        "from when on adaptive protection notices floods of requests",
      recaptcha_options_config: "by which key people show that they are no programs",
    },
    plain: ["adaptive_protection_config.layer_7_ddos_defense_config.rule_visibility"],
  },
  google_compute_region_security_policy: {
    ...policy("rules"),
    settings: {
      ...LOG_LEVEL,
      "ddos_protection_config.ddos_protection": {
        strength: ranked([["STANDARD"], ["ADVANCED_PREVIEW"], ["ADVANCED"]], "STANDARD"),
        weaker: "less keeps floods of packets away",
        stronger: "more keeps floods of packets away",
      },
    },
    decisions: {
      ...LOOKED_AT,
      user_defined_fields: "what of packets its rules look at",
    },
  },
  google_compute_security_policy_rule: {
    ...rule(["rate_limit_options", "redirect_options", "header_action"]),
    decisions: OF_POLICY,
  },
  google_compute_region_security_policy_rule: {
    ...rule(["rate_limit_options", "network_match"]),
    decisions: OF_POLICY,
  },
  google_compute_organization_security_policy_rule: {
    ...rule(["redirect_options", "header_action"]),
    decisions: { policy_id: "of which policy it is" },
  },
  google_compute_organization_security_policy: {
    noun: "Cloud Armor policy",
    plain: ["short_name"],
    settings: LOG_LEVEL,
    decisions: {
      ...LOOKED_AT,
      ...BODY_LOOKED_AT,
      parent: "to which folder or organization it belongs",
      type: "what it keeps away",
    },
    harmless: {
      new: "a policy without rules keeps nobody out and lets nobody in; its rules are told",
      gone: "its rules and what puts it on folders go before it, and are told",
    },
  },
  google_compute_organization_security_policy_association: {
    noun: "Cloud Armor policy on a folder or organization",
    guard: {
      isGuard: true,
      fields: ["attachment_id", "policy_id", "excluded_folders", "excluded_projects"],
      does: DOES,
    },
  },
  google_compute_project_cloud_armor_tier: {
    noun: "tier of Cloud Armor",
    settings: {
      cloud_armor_tier: {
        strength: ranked([["CA_STANDARD"], ["CA_ENTERPRISE_PAYGO", "CA_ENTERPRISE_ANNUAL"]], "CA_STANDARD"),
        weaker: "less keeps requests from load balancers: managed rules and adaptive protection are off",
        stronger: "managed rules and adaptive protection can be used",
      },
    },
    harmless: { new: "its tier is told", gone: "the project keeps its tier" },
  },
};
