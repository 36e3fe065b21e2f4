import { type ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

/** Alerts, who gets them, and what is measured. */
export const MONITORING: ServiceCards = {
  google_monitoring_alert_policy: {
    noun: "alert",
    guard: {
      isGuard: true,
      fields: ["enabled", "conditions", "combiner", "notification_channels", "severity"],
      does: "tells people when something is wrong",
    },
    decisions: {
      alert_strategy: "when and how often people are told",
      documentation: "what people are told to do",
    },
    plain: ["user_labels"],
  },
  google_monitoring_notification_channel: {
    noun: "notification channel",
    guard: {
      isGuard: true,
      fields: ["type", "labels", "enabled", "sensitive_labels"],
      does: "takes alerts to people",
    },
    plain: ["user_labels"],
    settings: {
      force_delete: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed while alerts need it",
        stronger: "it can no longer be destroyed while alerts need it",
      },
    },
  },
  google_monitoring_uptime_check_config: {
    noun: "uptime check",
    guard: {
      isGuard: true,
      fields: [
        "http_check",
        "tcp_check",
        "content_matchers",
        "monitored_resource",
        "resource_group",
        "synthetic_monitor",
        "selected_regions",
        "checker_type",
        "log_check_failures",
      ],
      does: "notices when something does not answer",
    },
    plain: ["period", "timeout", "user_labels"],
  },
  google_monitoring_dashboard: {
    plain: ["dashboard_json"],
    harmless: {
      new: "it shows people only what they may read anyhow",
      gone: "it shows people only what they may read anyhow",
    },
  },
  google_monitoring_monitored_project: {
    noun: "monitored project",
    guard: {
      isGuard: false,
      fields: ["metrics_scope", "name"],
      does: "lets those who read the metrics of one project read those of another",
    },
  },
};
