import { type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

const WHO_IS_TOLD = "who is told of what is put in it";
const COPIES = "from where to where data is copied, and by which program,";

/** What holds data of patients. */
const STORE: ResourceCard = {
  decisions: { dataset: "in which dataset it is" },
  harmless: { new: "who reads it is told by what grants it" },
};

/** Health data. */
export const HEALTHCARE: ServiceCards = {
  google_healthcare_dataset: {
    lost: "its data",
    plain: ["time_zone"],
    harmless: { new: "it is empty; who reads it is told by what grants it" },
  },
  google_healthcare_fhir_store: {
    ...STORE,
    noun: "store of records",
    lost: "its records",
    settings: {
      disable_resource_versioning: {
        strength: safeWhenOff(false),
        weaker: "records that are overwritten are not kept",
        stronger: "records that are overwritten are kept",
      },
    },
    decisionsWhenNew: {
      "notification_config.pubsub_topic": WHO_IS_TOLD,
      notification_configs: WHO_IS_TOLD,
      stream_configs: "where its records are copied to",
    },
    decisions: {
      ...STORE.decisions,
      enable_history_import: "whether old records can be put in",
      enable_update_create: "whether writers choose the names of records",
      disable_referential_integrity: "which records it takes",
      validation_config: "which records it takes",
    },
    plain: ["complex_data_type_reference_parsing", "default_search_handling_strict", "version"],
  },
  google_healthcare_hl7_v2_store: {
    ...STORE,
    noun: "store of messages",
    lost: "its messages",
    decisionsWhenNew: { "notification_config.pubsub_topic": WHO_IS_TOLD, notification_configs: WHO_IS_TOLD },
    decisions: { ...STORE.decisions, parser_config: "how its messages are read" },
    plain: ["reject_duplicate_message"],
  },
  google_healthcare_dicom_store: {
    ...STORE,
    noun: "store of images",
    lost: "its images",
    decisionsWhenNew: { notification_config: WHO_IS_TOLD },
  },
  google_healthcare_consent_store: {
    ...STORE,
    noun: "store of consents",
    lost: "what patients consented to",
    decisions: { ...STORE.decisions, default_consent_ttl: "how long consents hold" },
    plain: ["enable_consent_create_on_update"],
  },
  google_healthcare_pipeline_job: {
    noun: "pipeline of health data",
    decisionsWhenNew: {
      backfill_pipeline_job: COPIES,
      mapping_pipeline_job: COPIES,
      reconciliation_pipeline_job: COPIES,
    },
    decisions: { dataset: "in which dataset it is" },
    settings: {
      disable_lineage: {
        strength: safeWhenOff(false),
        weaker: "where data that it copies comes from is not recorded",
        stronger: "where data that it copies comes from is recorded",
      },
    },
    harmless: { new: "what it copies is told", gone: "it copies nothing any more" },
  },
  google_healthcare_workspace: {
    noun: "workspace for mappings",
    lost: "its mappings",
    decisionsWhenNew: { settings: "whose data it uses" },
    decisions: { dataset: "in which dataset it is" },
    harmless: { new: "whose data it uses is told" },
  },
};
