import type { ResourceCard, ServiceCards } from "../cards/card";

const GROUP: ResourceCard = {
  noun: "group of endpoints",
  plain: ["network_endpoint_type"],
  harmless: {
    new: "it is reached by nothing itself; the backend services that lead to it are told",
    gone: "what leads to it has to be led elsewhere first, and is told",
  },
};

const LEADS = "what leads to the group leads to it";

/** What load balancers lead to beside groups of hosts. */
export const NETWORK_ENDPOINTS: ServiceCards = {
  google_compute_network_endpoint_group: {
    ...GROUP,
    decisions: {
      default_port: "at which port it answers",
      network: "on which network it is",
      subnetwork: "on which network it is",
    },
  },
  google_compute_global_network_endpoint_group: {
    ...GROUP,
    decisions: { default_port: "at which port it answers" },
  },
  google_compute_region_network_endpoint_group: {
    ...GROUP,
    decisions: {
      network: "on which network it is",
      subnetwork: "on which network it is",
      psc_target_service: "what answers",
      app_engine: "what answers",
      cloud_function: "what answers",
      cloud_run: "what answers",
      psc_data: "what answers",
    },
  },
  google_compute_network_endpoint: {
    noun: "endpoint",
    link: { leads: LEADS, fields: ["instance", "ip_address", "network_endpoint_group", "port"] },
  },
  google_compute_network_endpoints: {
    noun: "endpoints",
    link: { leads: "what leads to the group leads to them", fields: ["network_endpoint_group", "network_endpoints"] },
  },
  google_compute_global_network_endpoint: {
    noun: "endpoint",
    link: { leads: LEADS, fields: ["fqdn", "global_network_endpoint_group", "ip_address", "port"] },
  },
  google_compute_region_network_endpoint: {
    noun: "endpoint",
    link: {
      leads: LEADS,
      fields: ["client_destination_port", "fqdn", "instance", "ip_address", "port", "region_network_endpoint_group"],
    },
  },
  google_compute_project_default_network_tier: {
    plain: ["network_tier"],
    harmless: {
      new: "it says which way packets take through Google's network",
      gone: "the project keeps its tier",
    },
  },
};
