import { comparedRowPolicies } from "../facts/compared-row-policies";
import { isSame } from "../../terraform/resource-values";
import { fieldsOf, type TerraformFields } from "../../terraform/terraform-resources";
import { type ServiceCards } from "../cards/card";
import type { GuardChange } from "../cards/guard";
import { atLeast, LASTING, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Datasets and tables. */
export const BIGQUERY: ServiceCards = {
  google_bigquery_dataset: {
    lost: "its tables",
    decisions: {
      default_partition_expiration_ms: "after how long parts of new tables are deleted by themselves",
      resource_tags: "which policies hold for it",
      external_catalog_dataset_options: "where its data is",
      external_dataset_reference: "whose data it shows",
    },
    plain: ["default_collation", "friendly_name", "is_case_insensitive", "storage_billing_model"],
    harmless: { new: "it is empty; who gets in is told by `access` and by what grants it" },
    settings: {
      delete_contents_on_destroy: {
        strength: safeWhenOff(false),
        weaker: "it can be destroyed with the tables in it",
        stronger: "it cannot be destroyed while tables are in it",
      },
      max_time_travel_hours: {
        strength: atLeast(168),
        weaker: "what was deleted can be brought back for a shorter time, in hours",
        stronger: "what was deleted can be brought back for a longer time, in hours",
      },

      default_table_expiration_ms: {
        strength: LASTING,
        isForNew: false,
        weaker: "new tables are deleted by themselves, or sooner, after milliseconds",
        stronger: "new tables are no longer deleted by themselves, or later",
      },
    },
  },
  google_bigquery_table: {
    lost: "its data",
    guard: {
      isGuard: true,
      fields: ["schema"],
      does: "hides columns behind policy tags",
      compare: comparePolicyTags,
    },
    decisions: {
      biglake_configuration: "where its data is",
      expiration_time: "when it is deleted by itself",
      external_catalog_table_options: "where its data is",
      external_data_configuration: "where its data is, and as whom that is read",
      materialized_view: "what it shows",
      resource_tags: "which policies hold for it",
      table_replication_info: "whose data it shows",
      "time_partitioning.expiration_ms": "after how long parts of it are deleted by themselves",
      view: "what it shows",
    },
    plain: [
      "clustering",
      "dataset_id",
      "friendly_name",
      "ignore_auto_generated_schema",
      "ignore_schema_changes",
      "max_staleness",
      "range_partitioning",
      "require_partition_filter",
      "schema_foreign_type_info",
      "table_constraints",
      "table_metadata_view",
      "time_partitioning",
    ],
  },
  google_bigquery_routine: {
    decisionsWhenNew: { security_mode: "as whom it runs" },
    decisions: {
      data_governance_type: "whether it may hide columns",
      definition_body: "what code it runs",
      imported_libraries: "what code it runs",
      language: "what code it runs",
      remote_function_options: "what it calls",
      spark_options: "what code it runs",
    },
    plain: ["arguments", "dataset_id", "determinism_level", "return_table_type", "return_type", "routine_type"],
    harmless: { new: "it runs for those who call it, with what they may do", gone: "nobody runs it any more" },
  },
  google_bigquery_data_transfer_config: {
    settings: {
      disabled: { strength: safeWhenOn(false), isForNew: false, weaker: "it runs", stronger: "it does not run" },
    },
    noun: "data transfer",
    runsAs: "service_account_name",
    decisionsWhenNew: {
      data_source_id: "from where it takes data",
      destination_dataset_id: "to where it writes data",
      params: "what it takes and runs",
      notification_pubsub_topic: "who is told when it has run",
    },
    decisions: {
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
      does: "hides rows of its table from its readers",
      guards: () => undefined,
      compare: comparedRowPolicies,
    },
  },
};

/** By the tags of each column: new columns hide nothing that was shown, and show nothing that was hidden. */
function comparePolicyTags(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  if (before === undefined || after === undefined || isSame(before.schema, after.schema)) return "same";
  const [was, is] = [policyTags(before.schema), policyTags(after.schema)];
  if (was === undefined || is === undefined) return undefined;
  const kept = [...was].filter(([column]) => is.has(column));
  const changed = kept.filter(([column, tags]) => tags !== is.get(column));
  if (changed.length === 0) return "same";
  if (changed.every(([, tags]) => tags === "")) return "more";
  return changed.every(([column]) => is.get(column) === "") ? "less" : undefined;
}

/** Of each column, by its path; undefined where that cannot be seen. */
function policyTags(schema: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof schema !== "string" || schema === "") return undefined;
  const found = new Map<string, string>();
  const walk = (columns: unknown, path: string): void => {
    for (const column of Array.isArray(columns) ? columns.map(fieldsOf) : []) {
      const name = `${path}${String(column.name).toLowerCase()}`;
      const { names } = fieldsOf(column.policyTags);
      found.set(name, Array.isArray(names) ? names.map(String).sort().join(" ") : "");
      walk(column.fields, `${name}.`);
    }
  };
  try {
    walk(JSON.parse(schema), "");
    return found;
  } catch {
    return undefined;
  }
}
