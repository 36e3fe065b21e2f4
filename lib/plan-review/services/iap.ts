import { type ServiceCards } from "../cards/card";
import { comparedSignIn } from "../facts/compared-sign-in";

/** Identity-Aware Proxy. */
export const IAP: ServiceCards = {
  google_iap_tunnel_dest_group: {
    noun: "Identity-Aware Proxy destination group",
    link: { leads: "people reach hosts through Identity-Aware Proxy", fields: ["cidrs", "fqdns"] },
    harmless: { group_name: "another name is another group: one goes and one comes, which is told" },
  },
  google_iap_settings: {
    noun: "Identity-Aware Proxy settings",
    guard: {
      isGuard: true,
      fields: ["name", "access_settings", "application_settings"],
      does: "limits who may log in, for how long, and what of them is passed on",
      guards: () => undefined,
      compare: comparedSignIn,
    },
  },
  google_iap_brand: {
    noun: "Identity-Aware Proxy brand",
    decisions: { application_title: "what people read when they log in", support_email: "whom people ask" },
    harmless: { new: "it lets nobody in" },
  },
  google_iap_client: {
    noun: "OAuth client",
    guard: {
      isGuard: false,
      fields: ["brand", "display_name"],
      does: "lets whoever holds its secret ask people to log in",
    },
  },
};
