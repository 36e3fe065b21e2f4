import { type ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";

/** Dataflow jobs and pipelines. */
export const DATAFLOW: ServiceCards = {
  google_dataflow_job: {
    lost: "what it has read and not yet written",
    runsAs: "service_account_email",
    exposure: {
      ip_configuration: {
        strength: ranked([["WORKER_IP_PUBLIC"], ["WORKER_IP_PRIVATE"]], "WORKER_IP_PUBLIC"),
        weaker: "its workers have external addresses",
        stronger: "its workers have no external addresses",
        isForNew: true,
      },
    },
    decisions: {
      template_gcs_path: "what code it runs",
      parameters: "what its code reads, writes and does",
      temp_gcs_location: "where it keeps data for a while",
      network: "on which network its workers are",
      subnetwork: "on which network its workers are",
      additional_experiments: "how its workers work",
    },
    plain: [
      "enable_streaming_engine",
      "machine_type",
      "max_workers",
      "on_delete",
      "skip_wait_on_job_termination",
      "transform_name_mapping",
    ],
    harmless: { new: "what it may do is told by the roles of the account that it runs as" },
  },
  google_data_pipeline_pipeline: {
    noun: "data pipeline",
    runsAs: "scheduler_service_account_email",
    decisions: { workload: "what code it runs, and where", state: "whether it runs" },
    plain: ["pipeline_sources", "type", "schedule_info"],
    harmless: {
      new: "what it may do is told by the roles of the account that it runs as",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
