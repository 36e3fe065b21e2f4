import { type ServiceCards } from "../cards/card";

/** What is measured, and how good it should be. */
export const MONITORING_OBJECTIVES: ServiceCards = {
  google_monitoring_custom_service: {
    plain: ["telemetry", "user_labels"],
    harmless: { new: "it groups what is measured", gone: "what is measured stays" },
  },
  google_monitoring_service: {
    plain: ["basic_service", "user_labels"],
    harmless: { new: "it groups what is measured", gone: "what is measured stays" },
  },
  google_monitoring_group: {
    decisions: { filter: "what alerts on the group look at", parent_name: "what alerts on the group look at" },
    plain: ["is_cluster"],
    harmless: {
      new: "no alert looks at it yet; those that do are told",
      gone: "the apply stops there as long as an alert looks at it",
    },
  },
  google_monitoring_metric_descriptor: {
    lost: "what was measured",
    plain: ["launch_stage", "metric_kind", "type", "unit", "value_type", "metadata"],
    harmless: { new: "it describes what is measured" },
  },
  google_monitoring_slo: {
    noun: "service level",
    guard: {
      isGuard: true,
      fields: ["basic_sli", "calendar_period", "goal", "request_based_sli", "rolling_period_days", "windows_based_sli"],
      does: "says how good a service should be, which alerts look at",
    },
    plain: ["service", "user_labels"],
  },
};
