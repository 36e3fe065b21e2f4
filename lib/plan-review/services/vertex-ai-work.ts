import { type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

/** What Vertex AI runs: schedules, agents, resources that stay, and what is deployed. */
export const VERTEX_AI_WORK: ServiceCards = {
  google_vertex_ai_schedule: {
    noun: "schedule of Vertex AI",
    decisionsWhenNew: {
      create_notebook_execution_job_request: "what it runs, and as whom",
      create_pipeline_job_request: "what it runs, and as whom",
    },
    plain: [
      "allow_queueing",
      "cron",
      "end_time",
      "max_concurrent_active_run_count",
      "max_concurrent_run_count",
      "max_run_count",
      "start_time",
    ],
    harmless: {
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_vertex_ai_reasoning_engine: {
    noun: "agent",
    lost: "its sessions and memories",
    decisionsWhenNew: {
      "spec.deployment_spec": "what its code is told, which secrets it gets, and to which network it goes",
      "spec.service_account": "as whom it runs",
    },
    decisions: { spec: "what code it runs" },
    harmless: { new: "what it may do is told by its attributes, and by the roles of its account" },
  },
  google_vertex_ai_persistent_resource: {
    noun: "resource that stays",
    lost: "what runs on it",
    decisions: {
      network: "on which network it is",
      psc_interface_config: "on which network it is",
      resource_runtime_spec: "as whom it runs",
      resource_pools: "which machines it has",
    },
    plain: ["reserved_ip_ranges"],
    harmless: { new: "what it may do is told by the roles of the account that it runs as" },
  },
  google_vertex_ai_endpoint_with_model_garden_deployment: {
    noun: "model of the Model Garden",
    lost: "the endpoint with the model",
    decisionsWhenNew: { publisher_model_name: "which model it runs", hugging_face_model_id: "which model it runs" },
    decisions: {
      model_config: "which model and container it runs",
      endpoint_config: "where it answers",
      deploy_config: "on which machines it runs",
    },
    harmless: { new: "which model it runs is told by its attributes; who calls it, by what grants it" },
  },
  google_vertex_ai_deployment_resource_pool: {
    plain: ["dedicated_resources"],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_vertex_ai_index_endpoint_deployed_index: {
    noun: "index that answers",
    settings: {
      enable_access_logging: {
        strength: safeWhenOn(false),
        weaker: "who asks it is no longer logged",
        stronger: "who asks it is logged",
        isForNew: false,
      },
    },
    exposure: {
      deployed_index_auth_config: {
        strength: SAFE_WHEN_SET,
        weaker: "whoever reaches it may ask it",
        stronger: "only who has a token may ask it",
      },
    },
    decisions: {
      index: "which data it answers with",
      index_endpoint: "where it answers",
      deployment_group: "on which addresses it answers",
      "deployed_index_auth_config.auth_provider": "whose tokens let programs ask it",
      reserved_ip_ranges: "on which addresses it answers",
    },
    plain: ["automatic_resources", "dedicated_resources"],
    harmless: {
      new: "where it answers is told by the endpoint",
      gone: "it answers no longer, and the index is still there",
    },
  },
  google_vertex_ai_cache_config: {
    decisionsWhenNew: { disable_cache: "whether what people ask is kept for a while" },
    harmless: {
      new: "whether anything is kept is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_vertex_ai_evaluation_metric: {
    decisions: { gcs_uri: "where it is kept", metric: "what it measures" },
    harmless: {
      new: "it measures, and lets nobody in",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_vertex_ai_rag_engine_config: {
    plain: ["rag_managed_db_config.basic", "rag_managed_db_config.scaled", "rag_managed_db_config.unprovisioned"],
    harmless: { new: "it is capacity only", gone: "it is capacity only" },
  },
  google_vertex_ai_tensorboard_experiment: {
    lost: "what was measured",
    plain: ["source", "tensorboard"],
    harmless: { new: "who gets in is told by what grants it" },
  },
  google_vertex_ai_tensorboard_run: {
    lost: "what was measured",
    plain: ["experiment", "tensorboard"],
    harmless: { new: "who gets in is told by what grants it" },
  },
  google_vertex_ai_feature_group: {
    lost: "the list of its features",
    decisions: { big_query: "from which table its features are" },
    harmless: { new: "who gets in is told by what grants it" },
  },
  google_vertex_ai_feature_group_feature: {
    plain: ["feature_group", "version_column_name"],
    harmless: { new: "who gets in is told by what grants it", gone: "the column that it shows is still there" },
  },
  google_vertex_ai_feature_online_store_featureview: {
    decisions: {
      big_query_source: "from which table it serves",
      feature_registry_source: "which features it serves",
      sync_config: "when it takes them",
    },
    plain: ["feature_online_store"],
    harmless: { new: "who gets in is told by what grants it", gone: "it is a copy of what is elsewhere" },
  },
  google_vertex_ai_featurestore_entitytype: {
    lost: "its features",
    plain: ["featurestore", "monitoring_config"],
    harmless: { new: "who gets in is told by what grants it" },
  },
  google_vertex_ai_featurestore_entitytype_feature: {
    lost: "its values",
    plain: ["entitytype", "value_type"],
    harmless: { new: "who gets in is told by what grants it" },
  },
};
