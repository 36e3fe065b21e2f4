import type { ServiceCards } from "../cards/card";

const WHAT_IS_TOLD = "what applications are told of who comes";

/** Applications that people reach through Google, without being on the network. */
export const BEYONDCORP: ServiceCards = {
  google_beyondcorp_app_connection: {
    noun: "connection to an application",
    link: {
      leads: "who logs in reaches an application of yours",
      fields: ["application_endpoint", "connectors", "gateway", "type"],
    },
  },
  google_beyondcorp_app_connector: {
    noun: "connector of applications",
    decisions: { principal_info: "as whom it reports itself" },
    harmless: {
      new: "nobody gets through it until a connection leads there, which is told",
      gone: "connections that lead there are told",
    },
  },
  google_beyondcorp_app_gateway: {
    noun: "gateway of applications",
    plain: ["host_type", "type"],
    harmless: {
      new: "nobody gets through it until a connection leads there, which is told",
      gone: "connections that lead there are told",
    },
  },
  google_beyondcorp_security_gateway: {
    noun: "gateway of applications",
    decisions: {
      hubs: "from which regions it reaches applications",
      proxy_protocol_config: WHAT_IS_TOLD,
      service_discovery: "where it asks for applications",
    },
    harmless: {
      new: "nobody gets through it until it has an application, which is told",
      gone: "its applications go before it, and are told",
    },
  },
  google_beyondcorp_security_gateway_application: {
    noun: "application behind a gateway",
    link: {
      leads: "who logs in reaches hosts of yours, or of others",
      fields: ["endpoint_matchers", "schema", "security_gateway_id", "upstreams"],
    },
  },
};
