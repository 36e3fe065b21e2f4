import { type ServiceCards } from "../cards/card";

/** Identity-Aware Proxy. */
export const IAP: ServiceCards = {
  google_iap_tunnel_dest_group: {
    noun: "Identity-Aware Proxy destination group",
    link: { leads: "people reach hosts through Identity-Aware Proxy", fields: ["cidrs", "fqdns"] },
  },
};
