import { type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

const WHICH_CODE = "which code it runs";
const INSTRUCTIONS = "what its model is told to do";
const WHAT_IT_REACHES = "what it reaches, and with whose credentials,";
const OF_AN_APP = "of which app it is";
const GONE = "it does nothing any more";
const CALLBACKS = ["agent", "model", "tool"].flatMap((one) => [`after_${one}_callbacks`, `before_${one}_callbacks`]);

/** What is part of an app: it does nothing until an agent has it and a deployment of the app answers. */
const PART: ResourceCard = {
  decisions: { app: OF_AN_APP },
  harmless: { new: "nobody is answered by it until the app is deployed, which is told", gone: GONE },
};

/** Agents: what they run, what they may use, and who talks to them. */
export const AGENTS: ServiceCards = {
  google_ces_app: {
    noun: "app of agents",
    lost: "its agents and tools",
    settings: {
      "logging_settings.cloud_logging_settings.enable_cloud_logging": {
        strength: safeWhenOn(false),
        weaker: "what is said to it is not logged",
        stronger: "what is said to it is logged",
      },
      "logging_settings.redaction_config.enable_redaction": {
        strength: safeWhenOn(false),
        weaker: "personal data stays in what is logged",
        stronger: "personal data is taken out of what is logged",
      },
    },
    decisionsWhenNew: {
      "logging_settings.audio_recording_config": "where recordings of people go",
      "logging_settings.bigquery_export_settings": "where what people say goes",
    },
    decisions: {
      default_channel_profile: "who may talk to it, and how,",
      client_certificate_settings: "by which certificate it says who it is",
      global_instruction: INSTRUCTIONS,
      guardrails: "what keeps it from harm",
      "logging_settings.conversation_logging_settings": "whether what people say is kept",
      "logging_settings.redaction_config.deidentify_template": "which personal data is taken out of what is logged",
      "logging_settings.redaction_config.inspect_template": "which personal data is taken out of what is logged",
      model_settings: "which model answers",
      root_agent: "which agent answers",
      variable_declarations: "what its agents know",
    },
    plain: [
      "audio_processing_config",
      "evaluation_metrics_thresholds",
      "language_settings",
      "metadata",
      "pinned",
      "time_zone_settings",
      "tool_execution_mode",
    ],
    harmless: { new: "nobody is answered by it until it is deployed, which is told" },
  },
  google_ces_agent: {
    noun: "agent",
    ...PART,
    decisions: {
      ...PART.decisions,
      ...Object.fromEntries(CALLBACKS.map((one) => [one, WHICH_CODE])),
      child_agents: "which agents it asks",
      guardrails: "what keeps it from harm",
      instruction: INSTRUCTIONS,
      model_settings: "which model answers",
      remote_dialogflow_agent: "which agents it asks",
      tools: "which tools it uses",
      toolsets: "which tools it uses",
    },
  },
  google_ces_app_root_agent_association: {
    noun: "root agent of an app",
    // An app of which no version is chosen answers by it at once.
    decisionsWhenNew: { agent_id: "which agent answers" },
    decisions: { app_id: OF_AN_APP },
    harmless: PART.harmless ?? {},
  },
  google_ces_app_version: PART,
  google_ces_deployment: {
    noun: "deployment of agents",
    decisionsWhenNew: {
      app_version: "which version answers people",
      channel_profile: "who may talk to it, and from which pages,",
    },
    decisions: { app: OF_AN_APP },
    harmless: { new: "who may talk to it is told", gone: "nobody talks to it any more" },
  },
  google_ces_example: {
    noun: "example for agents",
    ...PART,
    decisions: { ...PART.decisions, entry_agent: "for which agent it is", messages: "what its model is told to do" },
  },
  google_ces_guardrail: {
    noun: "guardrail of agents",
    guard: {
      isGuard: true,
      fields: [
        "action",
        "app",
        "code_callback",
        "content_filter",
        "enabled",
        "llm_policy",
        "llm_prompt_security",
        "model_safety",
      ],
      does: "keeps agents from what they should not say or do",
      guards: ({ enabled }) => (enabled === true ? true : undefined),
      isOff: ({ enabled }) => enabled === false,
    },
  },
  google_ces_tool: {
    noun: "tool of agents",
    ...PART,
    decisions: {
      ...PART.decisions,
      agent_tool: "which agents it asks",
      client_function: "what it has the client do",
      data_store_tool: "which data it reads",
      file_search_tool: "which data it reads",
      google_search_tool: "what of the web it reads",
      python_function: WHICH_CODE,
      tool_fake_config: WHICH_CODE,
      widget_tool: "what people see",
    },
    plain: ["execution_type", "timeout"],
  },
  google_ces_toolset: {
    noun: "toolset of agents",
    ...PART,
    decisionsWhenNew: { mcp_toolset: WHAT_IT_REACHES, open_api_toolset: WHAT_IT_REACHES },
    decisions: { ...PART.decisions, tool_fake_config: WHICH_CODE },
    plain: ["execution_type"],
  },
  google_agent_identity_auth_provider: {
    noun: "provider of credentials for agents",
    decisionsWhenNew: {
      allowed_scopes: "what agents may do with its credentials",
      auth_provider_type_params: "whose credentials agents get",
      workload_ids: "which agents get its credentials",
    },
    decisions: { blocked_scopes: "what agents may do with its credentials" },
    harmless: { new: "whose credentials agents get is told", gone: "agents get its credentials no more" },
  },
  google_agent_registry_binding: {
    noun: "binding of an agent",
    decisionsWhenNew: {
      auth_provider_binding: "with whose credentials it is used",
      source: "which agent uses it",
      target: "what the agent uses",
    },
    harmless: { new: "which agent uses what is told", gone: GONE },
  },
  google_agent_registry_service: {
    noun: "service for agents",
    decisionsWhenNew: { interfaces: "where agents find it" },
    decisions: {
      agent_spec: "what agents can ask of it",
      endpoint_spec: "what it is",
      mcp_server_spec: "what agents can ask of it",
    },
    harmless: { new: "where agents find it is told", gone: GONE },
  },
  google_agentic_applications_analyst_agent_persona: {
    noun: "agent that analyses data",
    decisionsWhenNew: {
      external_data_sources: "which data it reads",
      mcp_data_sources: WHAT_IT_REACHES,
      resources: "which data it reads",
      tables: "which data it reads",
    },
    decisions: {
      artifact_examples: INSTRUCTIONS,
      artifacts_config: INSTRUCTIONS,
      customer_context: INSTRUCTIONS,
      gemini_enterprise_engine: "where people ask it",
      model_description: INSTRUCTIONS,
      role: INSTRUCTIONS,
      skills: INSTRUCTIONS,
    },
    plain: ["display_description"],
    harmless: { new: "which data it reads is told", gone: GONE },
  },
};
