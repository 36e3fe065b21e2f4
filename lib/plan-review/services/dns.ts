import { type ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Zones and DNS policies. */
export const DNS: ServiceCards = {
  google_dns_managed_zone: {
    lost: "its names: hosts get no answer for them any more, or that of public DNS",
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        weaker: "it can be destroyed with the records in it",
        stronger: "it can no longer be destroyed while records are in it",
      },
      "dnssec_config.state": {
        strength: ranked([["off"], ["transfer"], ["on"]], "off"),
        weaker: "its answers are no longer signed",
        stronger: "its answers are signed",
      },
    },
  },
  google_dns_policy: {
    settings: {
      enable_logging: {
        strength: safeWhenOn(false),
        weaker: "queries are no longer logged",
        stronger: "queries are logged",
      },
    },
    exposure: {
      enable_inbound_forwarding: {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "other networks can ask for its names",
        stronger: "other networks can no longer ask for its names",
      },
    },
  },
};
