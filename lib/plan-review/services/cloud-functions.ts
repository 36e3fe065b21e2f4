import { type ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";

/** Functions, of both generations. */
export const CLOUD_FUNCTIONS: ServiceCards = {
  google_cloudfunctions2_function: {
    runsAs: "service_config.service_account_email",
    exposure: {
      "service_config.ingress_settings": {
        strength: ranked([["ALLOW_ALL"], ["ALLOW_INTERNAL_AND_GCLB"], ["ALLOW_INTERNAL_ONLY"]], "ALLOW_ALL"),
        isForNew: true,
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      "service_config.vpc_connector_egress_settings": {
        strength: ranked(
          [["PRIVATE_RANGES_ONLY", "VPC_CONNECTOR_EGRESS_SETTINGS_UNSPECIFIED"], ["ALL_TRAFFIC"]],
          "PRIVATE_RANGES_ONLY",
        ),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloudfunctions_function: {
    runsAs: "service_account_email",
    exposure: {
      ingress_settings: {
        strength: ranked([["ALLOW_ALL"], ["ALLOW_INTERNAL_AND_GCLB"], ["ALLOW_INTERNAL_ONLY"]], "ALLOW_ALL"),
        isForNew: true,
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      vpc_connector_egress_settings: {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
};
