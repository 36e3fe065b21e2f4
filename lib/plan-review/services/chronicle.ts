import type { ResourceCard, ServiceCards } from "../cards/card";

const TOLD_TO_RULES = { does: "tells rules what to look for", guards: () => undefined } as const;
const TABLE: ResourceCard = {
  noun: "table that rules use",
  decisions: { row_time_to_live: "until when rules know what is in it" },
};

const CARDS: ServiceCards = {
  google_chronicle_feed: {
    noun: "feed of logs",
    guard: { isGuard: true, fields: ["enabled", "feed"], does: "collects logs" },
    decisions: { details: "from where logs are collected, and as whom" },
  },
  google_chronicle_rule: {
    noun: "rule that finds attacks",
    guard: { isGuard: true, fields: ["text", "scope"], does: "finds attacks" },
  },
  google_chronicle_rule_deployment: {
    noun: "use of a rule that finds attacks",
    guard: {
      isGuard: true,
      fields: ["alerting", "archived", "enabled", "rule", "run_frequency", "schedule_customizations"],
      does: "has a rule find attacks, and tell people",
    },
  },
  google_chronicle_dashboard_chart: {
    plain: ["native_dashboard", "chart_layout", "dashboard_chart", "dashboard_query"],
    harmless: {
      new: "it shows people only what they may read anyhow",
      gone: "it shows people only what they may read anyhow",
    },
  },
  google_chronicle_native_dashboard: {
    decisions: { access: "who sees it" },
    plain: ["is_pinned", "type", "charts", "filters"],
    harmless: {
      new: "it shows people only what they may read anyhow",
      gone: "it shows people only what they may read anyhow",
    },
  },
  google_chronicle_data_access_scope: {
    noun: "scope of what people may read",
    guard: {
      isGuard: true,
      fields: ["allow_all", "allowed_data_access_labels", "denied_data_access_labels"],
      does: "says which logs those read who have it",
      guards: () => undefined,
    },
  },
  google_chronicle_data_access_label: {
    noun: "label of logs",
    guard: {
      isGuard: true,
      fields: ["udm_query"],
      does: "says which logs a scope lets people read",
      guards: () => undefined,
    },
  },
  google_chronicle_data_export: {
    noun: "export of logs",
    decisionsWhenNew: { gcs_bucket: "where logs go" },
    decisions: {
      include_log_types: "which logs go there",
      ingestion_labels: "which logs go there",
      namespaces: "which logs go there",
    },
    plain: ["start_time", "end_time"],
    harmless: {
      new: "where logs go is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_chronicle_findings_refinement: {
    noun: "rule that hides findings",
    guard: { isGuard: false, fields: ["query", "type", "outcome_filters"], does: "hides what was found" },
  },
  google_chronicle_findings_refinement_deployment: {
    noun: "use of a rule that hides findings",
    guard: {
      isGuard: false,
      fields: ["archived", "enabled", "findings_refinement", "detection_exclusion_application"],
      does: "hides what was found",
    },
  },
  google_chronicle_parser: {
    noun: "parser of logs",
    guard: {
      isGuard: true,
      fields: ["cbn", "low_code", "version_info", "logtype", "validated_on_empty_logs", "validation_skipped"],
      does: "reads logs, so that attacks are found in them",
    },
  },
  google_chronicle_parser_extension: {
    noun: "parser of logs",
    guard: {
      isGuard: true,
      fields: ["cbn_snippet", "dynamic_parsing", "field_extractors", "log", "log_type", "validation_skipped"],
      does: "reads logs, so that attacks are found in them",
    },
  },
  google_chronicle_reference_list: {
    noun: "list that rules use",
    guard: {
      isGuard: true,
      fields: ["entries", "syntax_type", "scope_info"],
      does: "tells rules what to look for",
      guards: () => undefined,
    },
  },
  google_chronicle_watchlist: {
    noun: "watch list",
    guard: {
      isGuard: true,
      fields: ["multiplying_factor", "watchlist_user_preferences"],
      does: "watches some accounts more",
    },
    plain: ["entity_population_mechanism.manual"],
  },
  google_chronicle_retrohunt: {
    noun: "search in old logs",
    plain: ["retrohunt", "rule", "process_interval"],
    harmless: { new: "it searches, and lets nobody in", gone: "it searches, and lets nobody in" },
  },
  google_chronicle_big_query_export: {
    noun: "export of findings",
    decisions: Object.fromEntries(
      ["entity_graph", "ioc_matches", "rule_detections", "udm_events_aggregates", "udm_events"].map((one) => [
        `${one}_settings`,
        "which logs and findings BigQuery shows",
      ]),
    ),
    decisionsWhenNew: { big_query_export_package: "into whose project logs and findings are written" },
    harmless: { new: "into whose project they are written is told" },
  },
  google_chronicle_data_table: {
    ...TABLE,
    guard: { isGuard: true, fields: ["column_info", "scope_info"], ...TOLD_TO_RULES },
  },
  google_chronicle_data_table_row: {
    ...TABLE,
    guard: { isGuard: true, fields: ["data_table_id", "values"], ...TOLD_TO_RULES },
  },
  google_chronicle_custom_list: {
    noun: "list that rules use",
    guard: {
      isGuard: true,
      fields: ["category", "entity_identifier", "environments"],
      does: "tells rules what to look for",
      guards: () => undefined,
    },
  },
  google_chronicle_environment: {
    noun: "environment of cases",
    decisionsWhenNew: {
      data_access_scopes_json: "who reads its cases",
    },
    decisions: {
      aliases_json: "whose cases are in it",
      contact: "who is asked",
      contact_emails: "who is asked",
      contact_phone: "who is asked",
      retention_duration: "how long its cases are kept",
    },
    lost: "its cases",
    harmless: { new: "it has no cases yet" },
  },
  google_chronicle_environment_group: {
    decisions: { environments_ids: "which environments are together" },
    harmless: { new: "it only sums up environments", gone: "its environments are still there" },
  },
  google_chronicle_soar_network: {
    noun: "network that cases know",
    decisions: {
      address: "which addresses count as your own",
      environments_json: "for whose cases it is",
      priority: "which of several networks counts",
    },
    harmless: { new: "it only says which addresses are yours", gone: "it only said which addresses are yours" },
  },
};

/** Security operations: what is collected, and what is found in it. */
export const CHRONICLE: ServiceCards = Object.fromEntries(
  Object.entries(CARDS).map(([type, card]) => [
    type,
    { ...card, decisions: { ...card.decisions, instance: "in which instance it is" } },
  ]),
);
