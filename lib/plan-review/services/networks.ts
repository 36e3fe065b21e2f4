import type { TerraformFields } from "../../terraform";
import { type ServiceCards } from "../cards/card";
import { atLeast, ranked, SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

/** Subnets and Cloud NAT. */
export const NETWORKS: ServiceCards = {
  google_compute_subnetwork: {
    settings: {
      log_config: {
        strength: SAFE_WHEN_SET,
        weaker: "flow logs are switched off",
        stronger: "flow logs are switched on",
      },
      "log_config.flow_sampling": {
        strength: atLeast(0.5),
        applies: hasLogs,
        weaker: "fewer flows are logged",
        stronger: "more flows are logged",
      },
      "log_config.filter_expr": {
        strength: ranked([["false"], ["true"]], "true"),
        applies: hasLogs,
        weaker: "fewer flows are logged",
        stronger: "all flows are logged",
      },
    },
  },
  google_compute_router_nat: {
    settings: {
      "log_config.enable": {
        strength: safeWhenOn(false),
        weaker: "connections are no longer logged",
        stronger: "connections are logged",
      },
      "log_config.filter": {
        strength: ranked([["ERRORS_ONLY", "TRANSLATIONS_ONLY"], ["ALL"]], "ALL"),
        applies: hasLogs,
        weaker: "fewer connections are logged",
        stronger: "all connections are logged",
      },
    },
  },
};

function hasLogs({ log_config: logs }: TerraformFields): boolean {
  return Array.isArray(logs) && logs.length > 0;
}
