import type { ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

const READ_BY_GRANT = "who reads it is told by what grants it";

/** Data that is found by what it is like, and models of the older kind. */
export const VECTOR_SEARCH: ServiceCards = {
  google_vector_search_collection: {
    lost: "its data",
    plain: ["data_schema", "vector_schema"],
    harmless: { new: READ_BY_GRANT },
  },
  google_vector_search_data_object: {
    lost: "its data",
    decisions: {
      collection_id: "in which collection it is",
      data: "what its readers get",
      vectors: "for what it is found",
    },
    harmless: { new: READ_BY_GRANT },
  },
  google_vector_search_index: {
    decisions: { collection_id: "of which collection it is", store_fields: "which data it holds" },
    plain: ["dedicated_infrastructure", "dense_scann", "distance_metric", "filter_fields", "index_field"],
    harmless: { new: READ_BY_GRANT, gone: "the data that it finds is still there" },
  },
  google_ml_engine_model: {
    lost: "its versions",
    settings: {
      online_prediction_logging: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "who asks it is not logged",
        stronger: "who asks it is logged",
      },
      online_prediction_console_logging: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "what it writes is not logged",
        stronger: "what it writes is logged",
      },
    },
    decisions: { default_version: "which version answers" },
    plain: ["regions"],
    harmless: { new: "who asks it is told by what grants it" },
  },
  google_vertex_ai_semantic_governance_policy_engine: {
    noun: "engine of policies for agents",
    guard: { isGuard: true, fields: [], does: "holds agents to policies" },
  },
  google_observability_trace_scope: {
    decisionsWhenNew: { resource_names: "whose traces are shown together" },
    harmless: { new: "who sees traces is told by what grants it", gone: "the traces are still there" },
  },
};
