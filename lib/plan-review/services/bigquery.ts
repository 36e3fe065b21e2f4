import { type ServiceCards } from "../cards/card";
import { SAFE_WHEN_UNSET } from "../cards/setting";

/** Datasets and tables. */
export const BIGQUERY: ServiceCards = {
  google_bigquery_dataset: {
    lost: "its tables",
    settings: {
      default_table_expiration_ms: {
        strength: SAFE_WHEN_UNSET,
        isForNew: false,
        weaker: "new tables are deleted by themselves, after milliseconds",
        stronger: "new tables are no longer deleted by themselves",
      },
    },
  },
  google_bigquery_table: { lost: "its data" },
  google_bigquery_data_transfer_config: {
    noun: "data transfer",
    runsAs: "service_account_name",
    decisionsWhenNew: {
      data_source_id: "from where it takes data",
      destination_dataset_id: "to where it writes data",
      params: "what it takes and runs",
      notification_pubsub_topic: "who is told when it has run",
    },
    decisions: {
      disabled: "whether it runs",
      sensitive_params: "as whom it takes data",
      schedule: "when it runs",
      schedule_options: "when it runs",
    },
    plain: ["data_refresh_window_days", "email_preferences"],
    harmless: { new: "what it takes and writes is told by its attributes", gone: "it takes nothing any more" },
  },
  google_bigquery_datapolicy_data_policy: {
    noun: "data policy",
    guard: {
      isGuard: true,
      fields: ["data_policy_id", "data_policy_type", "policy_tag", "data_masking_policy"],
      does: "hides or masks columns",
    },
  },
  google_bigquery_datapolicyv2_data_policy: {
    noun: "data policy",
    guard: {
      isGuard: true,
      fields: ["data_policy_id", "data_policy_type", "grantees", "data_governance_tag", "data_masking_policy"],
      does: "hides or masks columns, except for those whom it lists",
      guards: () => undefined,
    },
  },
  google_bigquery_row_access_policy: {
    noun: "row access policy",
    guard: {
      isGuard: true,
      fields: ["dataset_id", "table_id", "policy_id", "filter_predicate", "grantees"],
      does: "lets those whom it lists read some rows, and hides the rest",
      guards: () => undefined,
    },
  },
};
