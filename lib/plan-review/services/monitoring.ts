import { type ServiceCards } from "../cards/card";

/** Alerts. */
export const MONITORING: ServiceCards = {
  google_monitoring_alert_policy: {
    noun: "alert",
    guard: {
      isGuard: true,
      fields: ["enabled", "conditions", "combiner", "notification_channels", "severity"],
      does: "tells people when something is wrong",
    },
  },
};
