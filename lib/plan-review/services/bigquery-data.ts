import { type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";

/** Of what is shared, whoever may use it. */
const DISCOVERY: ResourceCard["exposure"] = {
  discovery_type: {
    strength: ranked(
      [["DISCOVERY_TYPE_PUBLIC"], ["DISCOVERY_TYPE_PRIVATE", "DISCOVERY_TYPE_UNSPECIFIED"]],
      "DISCOVERY_TYPE_PRIVATE",
    ),
    weaker: "everybody finds it",
    stronger: "only who has a role finds it",
  },
};

/** What BigQuery runs, connects to, shares, and sets aside. */
export const BIGQUERY_DATA: ServiceCards = {
  google_bigquery_connection: {
    noun: "connection of BigQuery",
    decisionsWhenNew: {
      aws: "to what it connects, and as whom",
      azure: "to what it connects, and as whom",
      cloud_spanner: "to what it connects, and as whom",
      cloud_sql: "to what it connects, and as whom",
      configuration: "to what it connects, and as whom",
      spark: "to what it connects, and as whom",
    },
    plain: ["friendly_name"],
    harmless: {
      new: "to what it connects is told by its attributes; who uses it, by what grants it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_bigquery_job: {
    noun: "job of BigQuery",
    decisionsWhenNew: {
      copy: "what data it copies",
      extract: "what data it writes out, and where",
      load: "what data it takes in",
      query: "what it runs, and where it writes",
    },
    plain: ["job_timeout_ms"],
    harmless: { new: "what it does is told by its attributes" },
  },
  google_bigquery_reservation: {
    plain: [
      "concurrency",
      "edition",
      "ignore_idle_slots",
      "reservation_group",
      "secondary_location",
      "slot_capacity",
      "autoscale",
    ],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_bigquery_reservation_assignment: {
    decisions: { principal: "whose jobs it is for" },
    plain: ["assignee", "job_type", "reservation"],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_bigquery_reservation_group: { harmless: { new: "it is capacity only", gone: "it is capacity only" } },
  google_bigquery_bi_reservation: {
    plain: ["size", "preferred_tables"],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_bigquery_capacity_commitment: {
    plain: ["edition", "enforce_single_admin_project_per_org", "plan", "renewal_plan", "slot_count"],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_bigquery_analytics_hub_data_exchange: {
    noun: "data exchange",
    exposure: DISCOVERY,
    decisions: {
      "sharing_environment_config.default_exchange_config": "how data is shared",
      "sharing_environment_config.dcr_exchange_config": "how data is shared",
      log_linked_dataset_query_user_email: "whether who reads is told to who shares",
    },
    plain: ["documentation", "icon", "primary_contact"],
    harmless: {
      new: "it is empty; who sees it is told by what grants it",
      gone: "who had taken from it has it no longer: its data stays",
    },
  },
  google_bigquery_analytics_hub_listing: {
    noun: "offer of data",
    exposure: DISCOVERY,
    decisionsWhenNew: { bigquery_dataset: "which data it offers", pubsub_topic: "which messages it offers" },
    decisions: {
      request_access: "whom people ask for access",
      restricted_export_config: "whether who takes it may copy it",
      allow_only_metadata_sharing: "whether it offers data or what is said of data",
      log_linked_dataset_query_user_email: "whether who reads is told to who shares",
      data_exchange_id: "where it is offered",
    },
    plain: [
      "categories",
      "delete_commercial",
      "documentation",
      "icon",
      "primary_contact",
      "data_provider",
      "publisher",
    ],
    harmless: {
      new: "which data it offers is told by its attributes; who takes it, by what grants it",
      gone: "nobody takes it any more, and the data stays",
    },
  },
  google_bigquery_analytics_hub_listing_subscription: {
    noun: "data taken from an offer",
    decisions: {
      data_exchange_id: "from where data is taken",
      listing_id: "from where data is taken",
      destination_dataset: "where it is shown",
    },
    harmless: { new: "who reads it is told by what grants it", gone: "the data of others is shown no longer" },
  },
  google_bigquery_analytics_hub_query_template: {
    decisions: { routine: "what those who take it may run", submit: "whether it is offered" },
    plain: ["data_exchange_id", "documentation", "primary_contact"],
    harmless: { new: "what it runs is told when it is offered", gone: "it is offered no longer" },
  },
};
