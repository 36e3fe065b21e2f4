import { isAbsent } from "../../terraform/resource-values";
import type { ResourceCard, ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

const LOGS = {
  "log_config.enabled": {
    strength: safeWhenOn(false),
    weaker: "who takes part is not logged",
    stronger: "who takes part is logged",
  },
} as const;

/** What ties a network to multicast groups. */
function tie(noun: string, leads: string, fields: readonly string[]): ResourceCard {
  return { noun, link: { leads, fields } };
}

const TAKES_PART = { new: "no network takes part by it alone; what ties networks to it is told" } as const;
const GOES_LAST = "what is in it goes before it, and is told";

/** Multicast between networks: who sends to which groups, and who gets that. */
export const MULTICAST: ServiceCards = {
  google_network_services_multicast_domain_group: {
    noun: "group of multicast domains",
    harmless: { ...TAKES_PART, gone: GOES_LAST },
  },
  google_network_services_multicast_domain: {
    noun: "multicast domain",
    decisions: {
      admin_network: "which network is at its centre",
      connection_config: "which networks it joins",
      multicast_domain_group: "to which group of domains it belongs",
      ull_multicast_domain: "which machines pass on its packets",
    },
    harmless: { ...TAKES_PART, gone: GOES_LAST },
  },
  google_network_services_multicast_domain_activation: {
    noun: "activation of a multicast domain",
    decisions: { multicast_domain: "which domain is there" },
    plain: ["disable_placement_policy", "traffic_spec"],
    harmless: { ...TAKES_PART, gone: GOES_LAST },
  },
  google_network_services_multicast_group_range: {
    noun: "range of multicast groups",
    settings: LOGS,
    exposure: {
      require_explicit_accept: {
        strength: safeWhenOn(false),
        isForNew: true,
        applies: ({ consumer_accept_list: listed }) => isAbsent(listed),
        weaker: "every project may get packets of its groups as long as it lists none",
        stronger: "only projects that it lists may get packets of its groups",
      },
    },
    decisionsWhenNew: { consumer_accept_list: "which projects may get packets of its groups" },
    decisions: {
      distribution_scope: "how far its packets go",
      multicast_domain: "to which domain it belongs",
      reserved_internal_range: "which groups are in it",
    },
    harmless: { ...TAKES_PART, gone: GOES_LAST },
  },
  google_network_services_multicast_group_range_activation: {
    noun: "activation of multicast groups",
    settings: LOGS,
    decisions: {
      multicast_domain_activation: "where its groups are",
      multicast_group_range: "which groups it is for",
    },
    harmless: { ...TAKES_PART, gone: GOES_LAST },
  },
  google_network_services_multicast_consumer_association: tie(
    "consumer of multicast",
    "hosts of a network may get packets of groups",
    ["multicast_domain_activation", "network"],
  ),
  google_network_services_multicast_producer_association: tie(
    "producer of multicast",
    "hosts of a network may send packets to groups",
    ["multicast_domain_activation", "network"],
  ),
  google_network_services_multicast_group_consumer_activation: {
    ...tie("consumer of multicast groups", "hosts of a network get packets of its groups", [
      "multicast_consumer_association",
      "multicast_group_range_activation",
    ]),
    settings: LOGS,
  },
  google_network_services_multicast_group_producer_activation: tie(
    "producer of multicast groups",
    "hosts of a network send packets to its groups",
    ["multicast_group_range_activation", "multicast_producer_association"],
  ),
};
