import { type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOff, safeWhenOn, type Setting } from "../cards/setting";

const PIPELINE = "create_pipeline_job_request.pipeline_job";

const FORCED: Readonly<Record<string, Setting>> = {
  force_destroy: {
    strength: safeWhenOff(false),
    isForNew: false,
    weaker: "it can be destroyed with what is in it",
    stronger: "it can no longer be destroyed with what is in it",
  },
};

/** What a pipeline on a schedule is. */
const PIPELINE_DECISIONS = {
  pipeline_spec: "which pipeline it runs",
  template_uri: "which pipeline it runs",
  network: "on which network its runs are",
  reserved_ip_ranges: "which addresses its runs have",
  psc_interface_config: "on which network its runs are, and whose DNS they ask",
  "runtime_config.gcs_output_directory": "where its runs keep what they pass on",
  "runtime_config.parameter_values": "with which values it runs",
  preflight_validations: "whether it is looked at before it runs",
};

const NOTEBOOK = "create_notebook_execution_job_request.notebook_execution_job";

/** What a notebook on a schedule is. */
const NOTEBOOK_DECISIONS = {
  dataform_repository_source: "which notebook it runs",
  gcs_notebook_source: "which notebook it runs",
  execution_user: "as whom it runs",
  service_account: "as whom it runs",
  gcs_output_uri: "where its results go",
  notebook_runtime_template_resource_name: "on which kind of host it runs",
  custom_environment_spec: "on which kind of host it runs",
  kernel_name: "by which program it runs",
};

function within(at: string, paths: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(paths).map(([path, words]) => [`${at}.${path}`, words]));
}

/** Vertex AI. */
export const VERTEX_AI: ServiceCards = {
  google_vertex_ai_index_endpoint: {
    allowed: { "private_service_connect_config.project_allowlist": { lets: "reach it" } },
    decisions: {
      network: "on which network it answers",
      "private_service_connect_config.enable_private_service_connect": "whether it answers inside only",
      "private_service_connect_config.psc_automation_configs": "from which networks it is reached",
    },
    harmless: {
      new: "whether it answers on the internet is told by its attributes",
      gone: "the indexes that it answered with are still there",
    },
    exposure: {
      public_endpoint_enabled: {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "it answers on the internet",
        stronger: "it answers only inside",
      },
    },
  },
  google_vertex_ai_endpoint: {
    decisionsWhenNew: { predict_request_response_logging_config: "where what people ask is kept" },
    decisions: {
      dedicated_endpoint_enabled: "under which name it answers",
      "private_service_connect_config.psc_automation_configs": "from which networks it is reached",
      traffic_split: "which model answers",
    },
    harmless: {
      new: "no model answers yet, and who calls it is told by what grants it",
      gone: "the models that it answered with are still there",
    },
    exposure: {
      network: {
        strength: SAFE_WHEN_SET,
        weaker: "it is no longer on your network only",
        stronger: "it answers on your network only",
        another: "it answers on another network",
      },
      "private_service_connect_config.enable_private_service_connect": {
        strength: safeWhenOn(false),
        weaker: "it no longer answers inside only",
        stronger: "it answers only inside",
      },
    },
    allowed: { "private_service_connect_config.project_allowlist": { lets: "reach it" } },
  },
  google_vertex_ai_feature_online_store: {
    lost: "its data",
    settings: FORCED,
    allowed: { "dedicated_serving_endpoint.private_service_connect_config.project_allowlist": { lets: "reach it" } },
    decisions: { "bigtable.enable_direct_bigtable_access": "whether it is read without its own interface" },
    plain: ["optimized", "bigtable.zone", "bigtable.auto_scaling"],
    harmless: { new: "who reads it is told by what grants it" },
    exposure: {
      "dedicated_serving_endpoint.private_service_connect_config.enable_private_service_connect": {
        strength: safeWhenOn(false),
        weaker: "it no longer answers inside only",
        stronger: "it answers only inside",
      },
    },
  },
  google_vertex_ai_dataset: {
    lost: "its data",
    plain: ["metadata_schema_uri"],
    harmless: { new: "it is empty, and who reads it is told by what grants it" },
  },
  google_vertex_ai_featurestore: {
    lost: "its data",
    settings: FORCED,
    plain: ["online_serving_config"],
    harmless: { new: "it is empty, and who reads it is told by what grants it" },
  },
  google_vertex_ai_index: {
    lost: "its data",
    decisions: { "metadata.contents_delta_uri": "which data it answers with" },
    plain: ["index_update_method", "metadata.is_complete_overwrite", "metadata.config"],
    harmless: { new: "nobody asks it until an endpoint answers with it, which is told" },
  },
  google_vertex_ai_tensorboard: {
    lost: "its runs",
    harmless: { new: "it is empty, and who reads it is told by what grants it" },
  },
  google_colab_schedule: {
    noun: "schedule",
    runsAs: `${PIPELINE}.service_account`,
    decisions: {
      ...within(PIPELINE, PIPELINE_DECISIONS),
      ...within(NOTEBOOK, NOTEBOOK_DECISIONS),
      "create_pipeline_job_request.parent": "in which project it runs",
      "create_notebook_execution_job_request.parent": "in which project it runs",
      cron: "when it runs",
      desired_state: "whether it runs",
    },
    plain: [
      "create_notebook_execution_job_request.notebook_execution_job.workbench_runtime",
      ...["allow_queueing", "max_concurrent_active_run_count", "max_concurrent_run_count", "max_run_count"],
      ...["start_time", "end_time", `${PIPELINE}.labels`, `${PIPELINE}.runtime_config.failure_policy`],
      ...["labels", "execution_timeout"].map((path) => `${NOTEBOOK}.${path}`),
    ],
    harmless: { gone: "what it ran runs no more" },
  },
};
