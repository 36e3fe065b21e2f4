import { alike, type ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

const WHICH_BUCKETS = "of which buckets objects are listed";
const SCOPE = [
  "exclude_cloud_storage_buckets",
  "exclude_cloud_storage_locations",
  "include_cloud_storage_buckets",
  "include_cloud_storage_locations",
  "include_newly_created_buckets",
  "organization_number",
  "organization_scope",
  "source_folders",
  "source_projects",
];

/** Lists of what is in buckets, and what works on many objects at once. */
export const STORAGE_INSIGHTS: ServiceCards = {
  google_storage_insights_dataset_config: {
    noun: "dataset of lists of objects",
    lost: "its lists of objects",
    decisionsWhenNew: { link_dataset: "whether BigQuery shows its lists" },
    decisions: {
      ...Object.fromEntries(SCOPE.map((one) => [one, WHICH_BUCKETS])),
      "identity.type": "as whom buckets are read",
      activity_data_retention_period_days: "how long is known what was done with objects",
      retention_period_days: "how long its lists are kept",
    },
    harmless: { new: "who reads its lists is told by what grants it" },
  },
  google_storage_insights_report_config: {
    noun: "report on a bucket's objects",
    decisionsWhenNew: {
      "object_metadata_report_options.storage_destination_options": "where lists of objects are written to",
      "object_metadata_report_options.storage_filters": "of which bucket objects are listed",
    },
    decisions: { "object_metadata_report_options.metadata_fields": "what is listed of objects" },
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with what is known of its reports",
        stronger: "it can no longer be destroyed with what is known of its reports",
      },
    },
    plain: ["csv_options", "parquet_options", "frequency_options"],
    harmless: {
      new: "what is listed, and where, is told by its attributes",
      gone: "nothing is listed any more; the lists that are there stay",
    },
  },
  ...alike(
    [
      "google_storage_control_folder_intelligence_config",
      "google_storage_control_organization_intelligence_config",
      "google_storage_control_project_intelligence_config",
    ],
    {
      noun: "storage intelligence",
      decisions: { edition_config: "whether buckets are analysed", filter: "which buckets are analysed" },
      harmless: {
        new: "what it finds is read by who has a role for that, which is told",
      },
    },
  ),
  google_storage_batch_operations_job: {
    noun: "job on many objects",
    decisionsWhenNew: {
      bucket_list: "on which objects it works",
      delete_object: "which versions of them it deletes",
      put_object_hold: "whether they are held until they are released",
      put_metadata: "what browsers take them for, and what else is said of them,",
    },
    decisions: {
      job_id: "that it is done again",
      delete_protection: "whether another job takes its place while it works",
    },
    harmless: { new: "on which objects it does what is told", gone: "what it has done stays done" },
  },
};
