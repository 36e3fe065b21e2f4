import { valueAt } from "../../terraform/resource-values";
import type { ServiceCards } from "../cards/card";
import { compareTextLists } from "../facts/allow-or-deny";

/** @see https://cloud.google.com/data-transfer-essentials/docs */
const WHAT_IT_COSTS = "it says what packets to another cloud cost, and not which ones get there";

/** Of Network Connectivity Center, what is no link itself. */
export const NETWORK_CONNECTIVITY: ServiceCards = {
  google_network_connectivity_group: {
    noun: "group of spokes",
    decisions: { hub: "of which hub it is" },
    guard: {
      isGuard: false,
      fields: ["auto_accept"],
      does: "takes networks of other projects into the hub by itself",
      guards: (body) => valueAt(body, "auto_accept") !== undefined,
      compare: (before, after) => compareTextLists("auto_accept.auto_accept_projects", before, after),
    },
  },
  google_network_connectivity_gateway_advertised_route: {
    noun: "route of a gateway",
    link: { leads: "packets take other ways", fields: ["ip_range", "priority", "recipient", "spoke"] },
  },
  google_network_connectivity_regional_endpoint: {
    noun: "endpoint of a Google API",
    link: {
      leads: "hosts reach one of Google's APIs by an address of the network",
      fields: ["access_type", "address", "network", "subnetwork", "target_google_api"],
    },
  },
  google_network_connectivity_transport: {
    noun: "transport to another cloud",
    link: {
      leads: "hosts and a network of another cloud reach each other",
      fields: ["advertised_routes", "network", "remote_account_id", "remote_profile", "provided_activation_key"],
    },
    plain: ["bandwidth", "mtu_limit", "stack_type"],
  },
  google_network_connectivity_multicloud_data_transfer_config: {
    noun: "transfer of data to other clouds",
    plain: ["services"],
    harmless: { new: WHAT_IT_COSTS, gone: WHAT_IT_COSTS },
  },
  google_network_connectivity_destination: {
    noun: "destination in another cloud",
    plain: ["endpoints", "ip_prefix", "multicloud_data_transfer_config"],
    harmless: { new: WHAT_IT_COSTS, gone: WHAT_IT_COSTS },
  },
};
