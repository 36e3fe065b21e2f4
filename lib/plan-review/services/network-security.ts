import { isWord } from "../../terraform/resource-values";
import type { ServiceCards } from "../cards/card";

/** Secure Web Proxy. */
export const NETWORK_SECURITY: ServiceCards = {
  google_network_security_gateway_security_policy: {
    noun: "proxy policy",
    guard: {
      isGuard: true,
      fields: ["tls_inspection_policy"],
      does: "keeps what it does not allow from passing a Secure Web Proxy",
      guards: (body) => !isWord(body, "basic_profile", "ALLOW"),
    },
  },
  google_network_security_gateway_security_policy_rule: {
    noun: "proxy policy",
    guard: {
      isGuard: true,
      fields: [
        "session_matcher",
        "application_matcher",
        "basic_profile",
        "enabled",
        "priority",
        "tls_inspection_enabled",
      ],
      does: "keeps what it does not allow from passing a Secure Web Proxy",
      guards: (body) => !isWord(body, "basic_profile", "ALLOW"),
    },
  },
  google_network_security_url_lists: {
    noun: "URL list",
    guard: { isGuard: false, fields: ["values"], does: "lets URLs pass a Secure Web Proxy" },
  },
  google_network_services_gateway: {
    noun: "Secure Web Proxy",
    link: {
      leads: "hosts reach the web through a proxy",
      fields: [
        "type",
        "network",
        "subnetwork",
        "addresses",
        "ports",
        "gateway_security_policy",
        "routing_mode",
        "scope",
      ],
    },
  },
};
