import type { ResourceCard, ServiceCards } from "../cards/card";

const DESCRIBES = { new: "it lists what there is, and lets nobody in", gone: "what it listed is still there" } as const;
/** Who reads metrics of the host project then reads those of the project too. */
const WHOSE_SERVICES = "whose services are listed, and whose metrics are shown with them,";
const LISTED: ResourceCard = { plain: ["attributes"], harmless: DESCRIBES };

/** Lists of APIs and applications, for people. */
export const API_HUB: ServiceCards = {
  google_apihub_api_hub_instance: {
    noun: "API hub",
    decisions: {
      "config.cmek_key_name": "with whose key it is encrypted",
      "config.disable_search": "whether what it lists is looked through by models",
      "config.encryption_type": "with whose key it is encrypted",
      "config.vertex_location": "where models look through what it lists",
    },
    harmless: { new: "it lists nothing yet" },
  },
  google_apihub_host_project_registration: { plain: ["gcp_project"], harmless: { new: DESCRIBES.new } },
  google_apihub_runtime_project_attachment: {
    noun: "runtime project of API hub",
    decisionsWhenNew: { runtime_project: "whose APIs are listed" },
    harmless: { new: "whose APIs are listed is told", gone: DESCRIBES.gone },
  },
  google_apihub_curation: {
    noun: "curation of API hub",
    decisionsWhenNew: { endpoint: "which program rewrites what is said of APIs" },
    harmless: { new: "its program is told", gone: "nothing is rewritten by it any more" },
  },
  google_apihub_plugin: {
    noun: "plugin of API hub",
    decisionsWhenNew: { hosting_service: "which program fetches APIs" },
    decisions: { config_template: "what it is told, and with whose credentials it asks," },
    plain: ["actions_config", "documentation", "plugin_category"],
    harmless: { new: "its program is told", gone: "it fetches nothing any more" },
  },
  google_apihub_plugin_instance: {
    noun: "instance of a plugin of API hub",
    decisionsWhenNew: { auth_config: "with whose credentials it fetches APIs" },
    decisions: {
      actions: "when it fetches APIs, and who rewrites them,",
      disable: "whether it fetches APIs",
      plugin: "which program fetches APIs",
      source_project_id: "whose APIs it fetches",
    },
    harmless: { new: "with whose credentials it fetches is told", gone: "it fetches nothing any more" },
  },
  google_apphub_application: { ...LISTED, plain: ["attributes", "scope"] },
  google_apphub_boundary: {
    noun: "boundary of applications",
    decisionsWhenNew: { crm_node: WHOSE_SERVICES },
    harmless: { new: "whose services it lists is told" },
  },
  google_apphub_service: { ...LISTED, plain: ["attributes", "application_id", "discovered_service"] },
  google_apphub_workload: { ...LISTED, plain: ["attributes", "application_id", "discovered_workload"] },
  google_apphub_service_project_attachment: {
    noun: "project with services",
    decisionsWhenNew: { service_project: WHOSE_SERVICES },
    harmless: { new: "whose services are listed is told", gone: DESCRIBES.gone },
  },
};
