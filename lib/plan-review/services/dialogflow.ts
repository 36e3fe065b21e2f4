import { alike, type ServiceCards } from "../cards/card";

/** What agents say, and what they call. */
export const DIALOGFLOW: ServiceCards = {
  google_dialogflow_cx_webhook: {
    noun: "webhook",
    decisionsWhenNew: {
      generic_web_service: "what it calls, and as whom",
      service_directory: "what it calls, and as whom",
    },
    decisions: {
      enable_stackdriver_logging: "whether talks are logged",
      security_settings: "what of talks is kept",
      disabled: "whether it is called",
    },
    plain: ["parent", "timeout", "enable_spell_correction"],
    harmless: {
      new: "what it calls is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_fulfillment: {
    noun: "webhook",
    decisionsWhenNew: { generic_web_service: "what it calls, and as whom" },
    decisions: { enabled: "whether it is called", features: "what it is called for" },
    harmless: {
      new: "what it calls is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_tool: {
    noun: "tool of an agent",
    decisionsWhenNew: {
      open_api_spec: "what it calls, and as whom",
      data_store_spec: "which data it answers with",
      function_spec: "what its callers run",
    },
    plain: ["parent"],
    harmless: {
      new: "what it calls is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_tool_version: {
    noun: "version of a tool of an agent",
    decisionsWhenNew: { tool: "what it calls, and as whom" },
    plain: ["parent"],
    harmless: {
      new: "what it calls is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_flow: {
    decisions: {
      advanced_settings: "what it says, and what it calls",
      event_handlers: "what it says, and what it calls",
      knowledge_connector_settings: "what it says, and what it calls",
      nlu_settings: "what it says, and what it calls",
      transition_routes: "what it says, and what it calls",
      transition_route_groups: "what it says, and what it calls",
    },
    plain: ["is_default_start_flow", "language_code", "parent"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_page: {
    decisions: {
      advanced_settings: "what it says, and what it calls",
      entry_fulfillment: "what it says, and what it calls",
      event_handlers: "what it says, and what it calls",
      form: "what it says, and what it calls",
      knowledge_connector_settings: "what it says, and what it calls",
      transition_routes: "what it says, and what it calls",
      transition_route_groups: "what it says, and what it calls",
    },
    plain: ["language_code", "parent"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_intent: {
    decisions: { parameters: "what it says, and what it calls", training_phrases: "what it says, and what it calls" },
    plain: [
      "is_default_negative_intent",
      "is_default_welcome_intent",
      "is_fallback",
      "language_code",
      "parent",
      "priority",
    ],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_entity_type: {
    decisions: {
      entities: "what it says, and what it calls",
      excluded_phrases: "what it says, and what it calls",
      redact: "what it says, and what it calls",
    },
    plain: ["auto_expansion_mode", "enable_fuzzy_extraction", "kind", "language_code", "parent"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_generative_settings: {
    decisions: {
      fallback_settings: "what it says, and what it calls",
      generative_safety_settings: "what it says, and what it calls",
      knowledge_connector_settings: "what it says, and what it calls",
      llm_model_settings: "what it says, and what it calls",
    },
    plain: ["language_code", "parent"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_generator: {
    decisions: {
      llm_model_settings: "what it says, and what it calls",
      placeholders: "what it says, and what it calls",
      prompt_text: "what it says, and what it calls",
    },
    plain: ["language_code", "model_parameter", "parent"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_playbook: {
    decisions: {
      goal: "what it says, and what it calls",
      referenced_tools: "what it says, and what it calls",
      instruction: "what it says, and what it calls",
      llm_model_settings: "what it says, and what it calls",
    },
    plain: ["parent", "playbook_type"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_test_case: {
    plain: ["notes", "parent", "tags", "test_case_conversation_turns", "test_config"],
    harmless: { new: "it tests, and is heard by nobody", gone: "it tests, and is heard by nobody" },
  },
  google_dialogflow_cx_environment: {
    decisions: { version_configs: "what it says, and what it calls" },
    plain: ["parent"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  ...alike(["google_dialogflow_cx_version", "google_dialogflow_version"], {
    lost: "what was published",
    plain: ["parent"],
    harmless: { new: "nobody hears it until it is published" },
  }),
  google_dialogflow_intent: {
    decisions: {
      action: "what it says, and what it calls",
      events: "what it says, and what it calls",
      webhook_state: "what it says, and what it calls",
    },
    plain: [
      "default_response_platforms",
      "input_context_names",
      "is_fallback",
      "ml_disabled",
      "parent_followup_intent_name",
      "priority",
      "reset_contexts",
    ],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_entity_type: {
    decisions: { entities: "what it says, and what it calls" },
    plain: ["enable_fuzzy_extraction", "kind"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_environment: {
    decisions: {
      agent_version: "what it says, and what it calls",
      fulfillment: "what it says, and what it calls",
      text_to_speech_settings: "what it says, and what it calls",
    },
    plain: ["environmentid"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_generator: {
    decisions: {
      inference_parameter: "what it says, and what it calls",
      published_model: "what it says, and what it calls",
      summarization_context: "what it says, and what it calls",
      trigger_event: "what it says, and what it calls",
    },
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_security_settings: {
    noun: "data protection of an agent",
    guard: {
      isGuard: true,
      fields: [
        "deidentify_template",
        "inspect_template",
        "purge_data_types",
        "redaction_scope",
        "redaction_strategy",
        "retention_strategy",
        "retention_window_days",
        "audio_export_settings",
        "insights_export_settings",
      ],
      does: "says what is kept of talks, and what is hidden in it",
    },
  },
  google_dialogflow_conversation_profile: {
    decisions: {
      automated_agent_config: "what it says, and what it calls",
      human_agent_assistant_config: "what it says, and what it calls",
      human_agent_handoff_config: "what it says, and what it calls",
      logging_config: "what it says, and what it calls",
      new_message_event_notification_config: "what it says, and what it calls",
      new_recognition_result_notification_config: "what it says, and what it calls",
      notification_config: "what it says, and what it calls",
      security_settings: "what it says, and what it calls",
    },
    plain: ["language_code", "time_zone", "stt_config", "tts_config"],
    harmless: {
      new: "nobody hears it until it is published, and who calls it is told by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dialogflow_cx_agent: {
    lost: "all that it says",
    decisions: {
      avatar_uri: "whose picture people see",
      advanced_settings: "what it says, and what it calls",
      gen_app_builder_settings: "what it says, and what it calls",
      personalization_settings: "what it says, and what it calls",
      start_playbook: "what it says, and what it calls",
      locked: "whether it can be changed",
      security_settings: "what is kept of talks",
      client_certificate_settings: "as whom it calls",
      git_integration_settings: "from where it is taken",
      enable_stackdriver_logging: "whether talks are logged",
      delete_chat_engine_on_destroy: "whether its chat engine is destroyed with it",
    },
    plain: [
      "default_language_code",
      "enable_multi_language_training",
      "enable_spell_correction",
      "supported_language_codes",
      "time_zone",
      "answer_feedback_settings",
      "speech_to_text_settings",
      "text_to_speech_settings",
    ],
    harmless: { new: "it says nothing yet, and who calls it is told by what grants it" },
  },
  google_dialogflow_agent: {
    lost: "all that it says",
    decisions: { avatar_uri: "whose picture people see", enable_logging: "whether talks are logged" },
    plain: [
      "api_version",
      "classification_threshold",
      "default_language_code",
      "match_mode",
      "supported_language_codes",
      "tier",
      "time_zone",
    ],
    harmless: { new: "it says nothing yet, and who calls it is told by what grants it" },
  },
  google_dialogflow_sip_trunk: {
    noun: "telephone line",
    decisionsWhenNew: { expected_hostname: "who may call by it" },
    harmless: {
      new: "who may call is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
