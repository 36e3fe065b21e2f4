import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";

const WHAT_IS_LOOKED_AT = "what is found in resources";
const OF_WHAT = "of what how much may be used";

/** Who is told of changes of resources and policies. */
const FEED: ResourceCard = {
  noun: "feed of changes",
  guard: {
    isGuard: true,
    fields: ["asset_names", "asset_types", "condition", "content_type"],
    does: "tells of changes of resources and policies",
  },
  decisionsWhenNew: { feed_output_config: "who is told of changes of resources and policies" },
  decisions: { billing_project: "as whom it tells" },
};

/** What looks at resources and networks and tells of them, and how much of them may be used. */
export const WATCHING: ServiceCards = {
  ...alike(
    ["google_cloud_asset_folder_feed", "google_cloud_asset_organization_feed", "google_cloud_asset_project_feed"],
    FEED,
  ),
  google_cloud_ids_endpoint: {
    noun: "detector of intrusions",
    guard: { isGuard: true, fields: ["network"], does: "looks for attacks on a network" },
    settings: {
      severity: {
        strength: ranked([["CRITICAL"], ["HIGH"], ["MEDIUM"], ["LOW"], ["INFORMATIONAL"]], "INFORMATIONAL"),
        isForNew: false,
        weaker: "only graver attacks are told",
        stronger: "lesser attacks are told too",
      },
    },
    decisionsWhenNew: { threat_exceptions: "of which attacks nothing is told" },
  },
  google_cloud_support_support_event_subscription: {
    noun: "subscription to support cases",
    decisionsWhenNew: { pub_sub_topic: "who is told of support cases" },
    harmless: { new: "who is told is told by its topic", gone: "nobody is told any more" },
  },
  google_cloud_security_compliance_cloud_control: {
    noun: "control of compliance",
    decisions: {
      parameter_spec: WHAT_IS_LOOKED_AT,
      rules: WHAT_IS_LOOKED_AT,
      severity: "how grave what it finds is",
      supported_cloud_providers: WHAT_IS_LOOKED_AT,
      parent: "to whom it belongs",
    },
    plain: ["categories", "finding_category", "remediation_steps"],
    harmless: {
      new: "nothing is looked at by it until a framework that has it is deployed, which is told",
      gone: "frameworks that have it have to give it up first, and are told",
    },
  },
  google_cloud_security_compliance_framework: {
    noun: "framework of compliance",
    decisions: { cloud_control_details: WHAT_IS_LOOKED_AT, parent: "to whom it belongs" },
    harmless: {
      new: "nothing is looked at by it until it is deployed, which is told",
      gone: "its deployments go before it, and are told",
    },
  },
  google_cloud_security_compliance_framework_deployment: {
    noun: "deployment of a framework of compliance",
    guard: {
      isGuard: true,
      fields: ["cloud_control_metadata", "framework", "parent", "target_resource_config"],
      does: "has resources looked at, as its framework says",
    },
    decisionsWhenNew: {
      "target_resource_config.target_resource_creation_config": "which folder or project Google makes for it",
    },
  },
  google_cloud_quotas_quota_preference: {
    noun: "wish for a quota",
    decisionsWhenNew: { "quota_config.preferred_value": "how much may be used" },
    decisions: {
      dimensions: OF_WHAT,
      parent: OF_WHAT,
      quota_id: OF_WHAT,
      service: OF_WHAT,
      ignore_safety_checks: "whether less than is in use may be asked for",
    },
    plain: ["contact_email", "justification", "quota_config.annotations"],
    harmless: { new: "how much may be used is told" },
  },
  google_cloud_quotas_quota_adjuster_settings: {
    noun: "adjuster of quotas",
    decisionsWhenNew: { enablement: "whether quotas grow by themselves" },
    decisions: { parent: "whose quotas grow by themselves" },
    harmless: { new: "whether quotas grow is told" },
  },
  google_resource_manager_capability: {
    noun: "capability of a folder",
    decisionsWhenNew: { value: "whether it is on" },
    decisions: { capability_name: "what the folder can do", parent: "which folder can do it" },
    harmless: { new: "whether it is on is told" },
  },
};
