import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { atLeast, safeWhenOff, safeWhenOn, type Setting } from "../cards/setting";
import type { Guard } from "../cards/guard";
import { comparedSinks } from "../facts/compared-guards";

const RETENTION: Readonly<Record<string, Setting>> = {
  retention_days: {
    strength: atLeast(30),
    weaker: "logs are kept for fewer days",
    stronger: "logs are kept for more days",
  },
};

const BUCKET_DECISIONS = { index_configs: "what of its logs is found quickly" };

const BUCKET_HARMLESS = {
  new: "what is sent there is told by log sinks, and who reads it by what grants it",
  bucket_id: "another name is another bucket, and the logs of the one there was go, which is told",
};

const SINK_GUARD: Guard = {
  isGuard: true,
  fields: ["destination", "filter", "exclusions"],
  does: "sends logs to where they are kept",
  compare: comparedSinks,
};

const SINK: ResourceCard = {
  noun: "log sink",
  sendsTo: "destination",
  plain: ["bigquery_options.use_partitioned_tables"],
  guard: SINK_GUARD,
  settings: {
    disabled: {
      strength: safeWhenOff(false),
      weaker: "logs are no longer sent there",
      stronger: "logs are sent there again",
    },
  },
};

/** Where logs are kept, sent and thrown away. */
export const LOGGING: ServiceCards = {
  google_logging_project_bucket_config: {
    lost: "its logs",
    decisions: { ...BUCKET_DECISIONS, enable_analytics: "whether its logs can be queried" },
    harmless: BUCKET_HARMLESS,
    settings: {
      ...RETENTION,
      locked: {
        strength: safeWhenOn(false),
        weaker: "how long logs are kept is no longer locked",
        stronger: "how long logs are kept is locked",
      },
    },
  },
  ...alike(
    [
      "google_logging_folder_bucket_config",
      "google_logging_organization_bucket_config",
      "google_logging_billing_account_bucket_config",
    ],
    { lost: "its logs", decisions: BUCKET_DECISIONS, harmless: BUCKET_HARMLESS, settings: RETENTION },
  ),
  google_logging_project_sink: {
    ...SINK,
    decisions: { custom_writer_identity: "as whom it writes", unique_writer_identity: "as whom it writes" },
  },
  google_logging_billing_account_sink: SINK,
  ...alike(["google_logging_folder_sink", "google_logging_organization_sink"], {
    ...SINK,
    guard: { ...SINK_GUARD, fields: [...SINK_GUARD.fields, "include_children", "intercept_children"] },
  }),
  ...alike(
    [
      "google_logging_project_exclusion",
      "google_logging_folder_exclusion",
      "google_logging_organization_exclusion",
      "google_logging_billing_account_exclusion",
    ],
    {
      noun: "log exclusion",
      guard: { isGuard: false, fields: ["filter"], does: "throws logs away" },
      settings: {
        disabled: {
          strength: safeWhenOn(false),
          weaker: "logs that it excludes are thrown away again",
          stronger: "it no longer throws logs away",
        },
      },
    },
  ),
  google_logging_metric: {
    noun: "metric of logs",
    guard: {
      isGuard: true,
      fields: [
        "filter",
        "disabled",
        "bucket_name",
        "label_extractors",
        "value_extractor",
        "metric_descriptor",
        "bucket_options",
      ],
      does: "counts what alerts look at",
    },
  },
  google_logging_log_view: {
    noun: "log view",
    lost: "what those who may look through it read",
    decisions: {
      filter: "which logs those who may look through it read",
      bucket: "which logs those who may look through it read",
      parent: "which logs those who may look through it read",
    },
    harmless: { new: "who may look through it is told by what grants it" },
  },
  google_logging_linked_dataset: {
    noun: "linked dataset",
    guard: {
      isGuard: false,
      fields: ["bucket", "link_id", "parent", "location"],
      does: "lets those who read the dataset read the logs",
    },
  },
  ...alike(["google_logging_folder_settings", "google_logging_organization_settings"], {
    noun: "log settings",
    guard: {
      isGuard: true,
      fields: ["disable_default_sink", "storage_location"],
      does: "sets whether and where new projects keep logs",
      guards: (body) => (body.disable_default_sink === true ? false : undefined),
    },
  }),
  google_logging_log_scope: {
    noun: "log scope",
    decisions: { parent: "who sees it", resource_names: "of what logs people see together" },
    harmless: {
      new: "who may read the logs in it is told by what grants it",
      gone: "who may read the logs in it is told by what grants it",
    },
  },
  google_logging_saved_query: {
    noun: "saved query",
    decisions: { parent: "who sees it", visibility: "who sees it" },
    plain: ["logging_query", "ops_analytics_query"],
    harmless: { new: "it is a text that people run themselves", gone: "it is a text that people run themselves" },
  },
};
