import { type ServiceCards } from "../cards/card";

/** What Dataproc runs, and on what. */
export const DATAPROC_WORK: ServiceCards = {
  google_dataproc_job: {
    decisionsWhenNew: {
      hadoop_config: "what code it runs, and what that is told",
      hive_config: "what code it runs, and what that is told",
      pig_config: "what code it runs, and what that is told",
      presto_config: "what code it runs, and what that is told",
      pyspark_config: "what code it runs, and what that is told",
      spark_config: "what code it runs, and what that is told",
      sparksql_config: "what code it runs, and what that is told",
    },
    decisions: { placement: "on which cluster it runs" },
    plain: ["force_delete", "wait_for_completion", "reference", "scheduling"],
    harmless: {
      new: "what it runs is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dataproc_batch: {
    decisionsWhenNew: {
      pyspark_batch: "what code it runs",
      spark_batch: "what code it runs",
      spark_r_batch: "what code it runs",
      spark_sql_batch: "what code it runs",
    },
    decisions: {
      environment_config: "as whom, and on which network, it runs",
      runtime_config: "which software it runs, and how",
    },
    harmless: {
      new: "what it runs is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dataproc_workflow_template: {
    noun: "workflow of Dataproc",
    decisions: {
      jobs: "what code it runs",
      placement: "on which cluster it runs, and as whom",
      parameters: "what may be told to it",
    },
    plain: ["dag_timeout", "version"],
    harmless: {
      new: "it runs when somebody starts it, whose roles are told",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_dataproc_autoscaling_policy: {
    plain: ["basic_algorithm", "secondary_worker_config", "worker_config"],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_dataproc_session_template: {
    plain: ["spark_connect_session"],
    decisions: {
      environment_config: "as whom, and on which network, sessions run",
      runtime_config: "which software sessions run, and how",
      jupyter_session: "what notebooks are shown",
    },
    harmless: {
      new: "nobody has a session by it yet; who may start one is told by what grants it",
      gone: "sessions that are there stay",
    },
  },
  google_dataproc_metastore_federation: {
    decisions: { backend_metastores: "whose metadata it shows", tags: "which policies hold for it" },
    plain: ["version"],
    harmless: { new: "who gets in is told by what grants it", gone: "the metadata is still there" },
  },
  google_dataproc_metastore_service: {
    lost: "its metadata",
    decisions: {
      hive_metastore_config: "who may log in, and how it works",
      network: "on which network it answers",
      network_config: "on which network it answers",
      metadata_integration: "who else sees its metadata",
      scheduled_backup: "whether it is backed up",
      tags: "which policies hold for it",
    },
    plain: [
      "database_type",
      "port",
      "release_channel",
      "tier",
      "maintenance_window",
      "scaling_config",
      "telemetry_config",
    ],
    harmless: { new: "who gets in is told by what grants it" },
  },
  google_dataproc_gdc_application_environment: {
    decisions: { spark_application_environment_config: "how its applications run" },
    plain: ["annotations", "namespace", "serviceinstance"],
    harmless: { new: "it runs nothing yet", gone: "it does nothing any more, and nothing of its own is lost" },
  },
  google_dataproc_gdc_service_instance: {
    runsAs: "service_account",
    decisions: { gdce_cluster: "on which cluster it is" },
    harmless: { new: "it runs nothing yet", gone: "it does nothing any more, and nothing of its own is lost" },
  },
  google_dataproc_gdc_spark_application: {
    decisionsWhenNew: {
      dependency_images: "what code it runs",
      pyspark_application_config: "what code it runs",
      spark_application_config: "what code it runs",
      spark_r_application_config: "what code it runs",
      spark_sql_application_config: "what code it runs",
    },
    decisions: {
      properties: "how it runs",
      application_environment: "how it runs",
    },
    plain: ["annotations", "namespace", "serviceinstance", "version"],
    harmless: {
      new: "what it runs is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
