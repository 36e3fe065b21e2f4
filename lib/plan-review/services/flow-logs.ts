import { isWord } from "../../terraform/resource-values";
import type { ResourceCard, ServiceCards } from "../cards/card";
import { atLeast, ranked } from "../cards/setting";

const WHAT_IS_LOGGED = "what is logged of flows";

/** What logs who talks to whom; `of` is of what. */
function flowLogs(of: readonly string[]): ResourceCard {
  return {
    noun: "log of flows",
    guard: {
      isGuard: true,
      fields: ["state", ...of],
      does: "logs who talks to whom",
      guards: (body) => !isWord(body, "state", "DISABLED"),
      isOff: (body) => isWord(body, "state", "DISABLED"),
    },
    settings: {
      flow_sampling: {
        strength: atLeast(1),
        isForNew: false,
        weaker: "fewer flows are logged",
        stronger: "more flows are logged",
      },
      metadata: {
        strength: ranked(
          [["EXCLUDE_ALL_METADATA"], ["CUSTOM_METADATA"], ["INCLUDE_ALL_METADATA", "METADATA_UNSPECIFIED"]],
          "INCLUDE_ALL_METADATA",
        ),
        isForNew: false,
        weaker: "less is logged of each flow",
        stronger: "more is logged of each flow",
      },
    },
    decisions: { filter_expr: "which flows are logged", metadata_fields: WHAT_IS_LOGGED },
    plain: ["aggregation_interval"],
  };
}

const ORGANIZATION = flowLogs([]);

/** What logs who talks to whom on networks, and what tries whether one reaches the other. */
export const FLOW_LOGS: ServiceCards = {
  google_network_management_vpc_flow_logs_config: flowLogs([
    "interconnect_attachment",
    "network",
    "subnet",
    "vpn_tunnel",
  ]),
  google_network_management_organization_vpc_flow_logs_config: {
    ...ORGANIZATION,
    decisions: { ...ORGANIZATION.decisions, cross_project_metadata: WHAT_IS_LOGGED },
  },
  google_network_management_connectivity_test: {
    noun: "connectivity test",
    plain: ["bypass_firewall_checks", "destination", "protocol", "related_projects", "round_trip", "source"],
    harmless: { new: "it tries what is reached, and opens nothing", gone: "nothing is tried any more" },
  },
};
