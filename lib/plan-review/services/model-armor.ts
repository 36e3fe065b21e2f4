import type { ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn, type Setting } from "../cards/setting";

const ON_OR_OFF = ranked([["DISABLED", "FILTER_ENFORCEMENT_UNSPECIFIED"], ["ENABLED"]], "DISABLED");
const CONFIDENCE = ranked([["HIGH"], ["MEDIUM_AND_ABOVE"], ["LOW_AND_ABOVE"]], "HIGH");

function filter(path: string, what: string): Readonly<Record<string, Setting>> {
  return {
    [`filter_config.${path}.filter_enforcement`]: {
      strength: ON_OR_OFF,
      weaker: `prompts and answers are not looked through for ${what}`,
      stronger: `prompts and answers are looked through for ${what}`,
    },
  };
}

/** What is looked for in prompts and answers of models. */
const FILTERS: Readonly<Record<string, Setting>> = {
  ...filter("malicious_uri_filter_settings", "dangerous addresses"),
  ...filter("pi_and_jailbreak_filter_settings", "orders that are slipped in"),
  ...filter("sdp_settings.basic_config", "secrets and personal data"),
  "filter_config.pi_and_jailbreak_filter_settings.confidence_level": {
    strength: CONFIDENCE,
    isForNew: false,
    weaker: "only what is surely an order that was slipped in is found",
    stronger: "also what may be an order that was slipped in is found",
  },
};

const FILTER_DECISIONS = {
  "filter_config.rai_settings": "which content is found",
  "filter_config.sdp_settings.advanced_config": "which secrets and personal data are found",
} as const;

function logged(path: string, what: string): Readonly<Record<string, Setting>> {
  return {
    [path]: {
      strength: safeWhenOn(false),
      weaker: `${what} is not logged`,
      stronger: `${what} is logged`,
    },
  };
}

function languages(at: string): Readonly<Record<string, Setting>> {
  return {
    [`${at}.multi_language_detection.enable_multi_language_detection`]: {
      strength: safeWhenOn(false),
      weaker: "what is written in other languages than English is not found",
      stronger: "what is written in other languages than English is found too",
    },
  };
}

/** What stands between people and models. */
export const MODEL_ARMOR: ServiceCards = {
  google_model_armor_floorsetting: {
    noun: "least protection of models",
    settings: {
      ...FILTERS,
      ...languages("floor_setting_metadata"),
      enable_floor_setting_enforcement: {
        strength: safeWhenOn(false),
        weaker: "templates may protect models less than it says",
        stronger: "templates protect models at least as it says",
      },
      "ai_platform_floor_setting.inspect_and_block": {
        strength: safeWhenOn(false),
        weaker: "what is found in prompts to Vertex AI is not stopped",
        stronger: "what is found in prompts to Vertex AI is stopped",
      },
      "google_mcp_server_floor_setting.inspect_and_block": {
        strength: safeWhenOn(false),
        weaker: "what is found in calls of Google's tools is not stopped",
        stronger: "what is found in calls of Google's tools is stopped",
      },
      ...logged("ai_platform_floor_setting.enable_cloud_logging", "what is found in prompts to Vertex AI"),
      ...logged("google_mcp_server_floor_setting.enable_cloud_logging", "what is found in calls of Google's tools"),
    },
    decisions: {
      ...FILTER_DECISIONS,
      integrated_services: "for which services it is",
      parent: "for whom it is",
      "ai_platform_floor_setting.inspect_only": "whether what is found is only told",
      "google_mcp_server_floor_setting.inspect_only": "whether what is found is only told",
    },
    harmless: { new: "what it looks for is compared with Google's default" },
  },
  google_model_armor_template: {
    noun: "protection of models",
    guard: { isGuard: true, fields: [], does: "looks through prompts and answers of those who ask it" },
    settings: {
      ...FILTERS,
      ...languages("template_metadata"),
      "template_metadata.enforcement_type": {
        strength: ranked([["INSPECT_ONLY"], ["INSPECT_AND_BLOCK"]], "INSPECT_AND_BLOCK"),
        isForNew: false,
        weaker: "what is found is not stopped",
        stronger: "what is found is stopped",
      },
      "template_metadata.ignore_partial_invocation_failures": {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "what could not be looked through passes",
        stronger: "what could not be looked through does not pass",
      },
      ...logged("template_metadata.log_sanitize_operations", "what is found in prompts and answers"),
      ...logged("template_metadata.log_template_operations", "who changes it"),
    },
    decisions: { ...FILTER_DECISIONS, "template_metadata.filter_version_selector": "by which version it looks" },
    plain: [
      "custom_llm_response_safety_error_code",
      "custom_llm_response_safety_error_message",
      "custom_prompt_safety_error_code",
      "custom_prompt_safety_error_message",
    ].map((one) => `template_metadata.${one}`),
  },
};
