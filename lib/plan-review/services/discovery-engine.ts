import type { ResourceCard, ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

const ANSWERS_FROM = "from which data it answers";
const RESULTS = "which results people get";
const WEB_PAGES = "from which web pages answers come";
const SEARCHED_BY_GRANT = "who searches by it is told by what grants it";

const PAGES = { new: "from which pages answers come is told", gone: "answers come from fewer pages" } as const;

/** What answers from data that is elsewhere. */
const ENGINE: ResourceCard = {
  decisions: { data_store_ids: ANSWERS_FROM },
  plain: ["common_config", "industry_vertical"],
  harmless: { new: SEARCHED_BY_GRANT, gone: "the data that it answered from is still there" },
};

/** Which results come first, last, or not at all. */
const CONTROLS = ["boost", "filter", "promote", "redirect", "synonyms"];

/** Search, recommendations and conversations over data of one's own. */
export const DISCOVERY_ENGINE: ServiceCards = {
  google_discovery_engine_data_store: {
    lost: "its data",
    exposure: {
      acl_enabled: {
        strength: safeWhenOn(false),
        weaker: "everybody who may search finds all that is in it",
        stronger: "people find only what they may read where it comes from",
      },
    },
    plain: [
      "advanced_site_search_config",
      "content_config",
      "create_advanced_site_search",
      "document_processing_config",
      "industry_vertical",
      "skip_default_schema_creation",
      "solution_types",
    ],
    harmless: { new: "it is empty; who searches it is told by what grants it" },
  },
  google_discovery_engine_data_connector: {
    noun: "connector of data for search",
    lost: "the data that it brought in",
    decisionsWhenNew: {
      action_config: "what agents may do there",
      bap_config: "what agents may do there",
      data_source: "from where data comes",
      destination_configs: "from where data comes",
      json_params: "from where data comes, and with whose credentials,",
      params: "from where data comes, and with whose credentials,",
    },
    decisions: {
      connector_modes: "whether it copies data, or asks for it where it is",
      entities: "which data comes",
      auto_run_disabled: "whether data comes by itself",
      incremental_sync_disabled: "whether data comes by itself",
    },
    plain: [
      "collection_display_name",
      "data_source_version",
      "incremental_refresh_interval",
      "refresh_interval",
      "static_ip_enabled",
      "sync_mode",
    ],
    harmless: { collection_id: "it is a collection of its own", new: "from where data comes is told" },
  },
  google_discovery_engine_search_engine: {
    ...ENGINE,
    decisions: {
      ...ENGINE.decisions,
      collection_id: ANSWERS_FROM,
      features: "what people can do with it",
      knowledge_graph_config: ANSWERS_FROM,
    },
    plain: [...(ENGINE.plain ?? []), "app_type", "disable_analytics", "search_engine_config"],
  },
  google_discovery_engine_recommendation_engine: {
    ...ENGINE,
    plain: [...(ENGINE.plain ?? []), "media_recommendation_engine_config"],
  },
  google_discovery_engine_chat_engine: {
    ...ENGINE,
    decisions: {
      ...ENGINE.decisions,
      chat_engine_config: "which agent of Dialogflow answers, and where,",
      collection_id: ANSWERS_FROM,
    },
  },
  google_discovery_engine_assistant: {
    noun: "assistant",
    decisions: {
      collection_id: "of which search it is",
      customer_policy: "what is kept out of prompts and answers",
      engine_id: "of which search it is",
      generation_config: "what its model is told",
    },
    exposure: {
      web_grounding_type: {
        strength: ranked(
          [
            ["WEB_GROUNDING_TYPE_GOOGLE_SEARCH"],
            ["WEB_GROUNDING_TYPE_ENTERPRISE_WEB_SEARCH"],
            ["WEB_GROUNDING_TYPE_DISABLED", "WEB_GROUNDING_TYPE_UNSPECIFIED"],
          ],
          "WEB_GROUNDING_TYPE_UNSPECIFIED",
        ),
        weaker: "questions are looked up in the web",
        stronger: "less of what is asked is looked up in the web",
      },
    },
    harmless: { new: SEARCHED_BY_GRANT, gone: "it answers nothing any more" },
  },
  google_discovery_engine_serving_config: {
    decisions: {
      ...Object.fromEntries(CONTROLS.map((one) => [`${one}_control_ids`, RESULTS])),
      collection_id: "of which search it is",
      engine_id: "of which search it is",
    },
    harmless: { new: SEARCHED_BY_GRANT },
  },
  google_discovery_engine_control: {
    noun: "control of searches",
    decisions: {
      ...Object.fromEntries(CONTROLS.map((one) => [`${one}_action`, RESULTS])),
      collection_id: "of which search it is",
      conditions: "when it holds",
      engine_id: "of which search it is",
    },
    plain: ["solution_type", "use_cases"],
    harmless: {
      new: "it holds for nobody until a search has it, which is told",
      gone: "searches that had it are told",
    },
  },
  google_discovery_engine_widget_config: {
    noun: "search box",
    exposure: {
      "access_settings.allow_public_access": {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "everybody may search by it, without logging in",
        stronger: "only who has a role may search by it",
      },
    },
    allowed: { "access_settings.allowlisted_domains": { lets: "show it" } },
    decisionsWhenNew: {
      "access_settings.enable_web_app": "whether it has a page of its own",
      "access_settings.workforce_identity_pool_provider": "whose people log in",
    },
    decisions: {
      collection_id: "of which search it is",
      engine_id: "of which search it is",
      homepage_setting: "to where it leads people",
      ui_settings: "what people see, and can do,",
    },
    plain: ["access_settings.language_code", "ui_branding"],
    harmless: { new: "who searches by it is told" },
  },
  google_discovery_engine_acl_config: {
    decisionsWhenNew: { idp_config: "by which provider of identities is known who may read what" },
    harmless: { new: "the provider is told" },
  },
  google_discovery_engine_cmek_config: {
    noun: "key of searches",
    guard: { isGuard: true, fields: ["set_default"], does: "encrypts data with a key of your own" },
  },
  google_discovery_engine_schema: {
    decisions: { data_store_id: "of which data it is", json_schema: "which fields are searched, and shown," },
    harmless: { new: "what it shows is read by who may search", gone: "the data is still there" },
  },
  google_discovery_engine_sitemap: {
    decisionsWhenNew: { uri: WEB_PAGES },
    decisions: { data_store_id: "of which data it is" },
    harmless: PAGES,
  },
  google_discovery_engine_target_site: {
    decisionsWhenNew: { provided_uri_pattern: WEB_PAGES },
    decisions: { data_store_id: "of which data it is", exact_match: WEB_PAGES, type: WEB_PAGES },
    harmless: PAGES,
  },
  google_discovery_engine_license_config: {
    plain: [
      "auto_renew",
      "end_date",
      "free_trial",
      "license_count",
      "start_date",
      "subscription_term",
      "subscription_tier",
    ],
    harmless: { new: "it is what is paid for" },
  },
  google_discovery_engine_user_store: {
    decisions: {
      default_license_config: "who gets licenses by itself",
      enable_expired_license_auto_update: "who gets licenses by itself",
      enable_license_auto_register: "who gets licenses by itself",
    },
    harmless: { new: "it says who gets licenses, and not who may search" },
  },
};
