import { alike, type ResourceCard, type ServiceCards } from "../cards/card";

const EXPORT: ResourceCard = {
  noun: "export of findings",
  sendsTo: "dataset",
  guard: { isGuard: true, fields: ["dataset", "filter"], does: "keeps findings in a data set" },
};

const MUTING: ResourceCard = {
  noun: "rule that mutes findings",
  guard: { isGuard: false, fields: ["filter", "type"], does: "hides findings from those who look for them" },
};

/** Security Command Center: what is looked for, who is told, and what is kept from them. */
export const SECURITY_CENTER: ServiceCards = {
  ...alike(
    ["google_scc_v2_folder_mute_config", "google_scc_v2_organization_mute_config", "google_scc_v2_project_mute_config"],
    MUTING,
  ),
  google_scc_mute_config: {
    ...MUTING,
    decisions: { expiry_time: "until when it hides findings", parent: "whose findings it hides" },
  },
  ...alike(
    [
      "google_scc_notification_config",
      "google_scc_folder_notification_config",
      "google_scc_project_notification_config",
      "google_scc_v2_folder_notification_config",
      "google_scc_v2_organization_notification_config",
      "google_scc_v2_project_notification_config",
    ],
    {
      noun: "notification of findings",
      sendsTo: "pubsub_topic",
      guard: { isGuard: true, fields: ["pubsub_topic", "streaming_config"], does: "tells programs of findings" },
    },
  ),
  google_scc_v2_organization_scc_big_query_exports: { ...EXPORT, plain: ["big_query_export_id"] },
  ...alike(
    [
      "google_scc_folder_scc_big_query_export",
      "google_scc_organization_scc_big_query_export",
      "google_scc_project_scc_big_query_export",
      "google_scc_v2_folder_scc_big_query_export",
      "google_scc_v2_organization_scc_big_query_export",
      "google_scc_v2_project_scc_big_query_export",
    ],
    EXPORT,
  ),
  ...alike(
    [
      "google_scc_folder_custom_module",
      "google_scc_organization_custom_module",
      "google_scc_project_custom_module",
      "google_scc_management_folder_security_health_analytics_custom_module",
      "google_scc_management_organization_security_health_analytics_custom_module",
      "google_scc_management_project_security_health_analytics_custom_module",
    ],
    {
      noun: "search for weak settings",
      guard: { isGuard: true, fields: ["enablement_state", "custom_config"], does: "finds weak settings" },
    },
  ),
  ...alike(
    [
      "google_scc_event_threat_detection_custom_module",
      "google_scc_management_organization_event_threat_detection_custom_module",
    ],
    {
      noun: "search for threats",
      guard: { isGuard: true, fields: ["config", "enablement_state", "type"], does: "finds threats" },
    },
  ),
  ...alike(["google_scc_source", "google_scc_v2_organization_source"], {
    noun: "source of findings",
    harmless: { new: "who writes findings to it is told by what grants it" },
  }),
  google_securityposture_posture: {
    noun: "definition of a security posture",
    decisions: {
      policy_sets: "what it forbids and finds where it is deployed",
      state: "whether it can be deployed",
    },
    harmless: {
      parent: "what it forbids and finds is told; where, by its deployments",
      new: "it forbids and finds nothing until it is deployed, which is told",
      gone: "its deployments go before it, and are told",
    },
  },
  google_securityposture_posture_deployment: {
    noun: "security posture",
    guard: {
      isGuard: true,
      fields: ["posture_id", "posture_revision_id", "target_resource"],
      does: "forbids weak settings, and finds them",
    },
    plain: ["parent"],
  },
};
