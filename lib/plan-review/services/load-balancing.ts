import { isWord } from "../../terraform/resource-values";
import { alike, type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

/** Load balancers and what stands before them. */
export const LOAD_BALANCING: ServiceCards = {
  ...alike(["google_compute_region_backend_service", "google_compute_backend_service"], {
    settings: {
      "log_config.enable": {
        strength: safeWhenOn(false),
        weaker: "requests are no longer logged",
        stronger: "requests are logged",
      },
    },
    exposure: {
      "iap.enabled": {
        strength: safeWhenOn(false),
        weaker: "Identity-Aware Proxy no longer stands before it",
        stronger: "Identity-Aware Proxy stands before it",
      },
      security_policy: {
        strength: SAFE_WHEN_SET,
        weaker: "no Cloud Armor policy keeps requests from it",
        stronger: "a Cloud Armor policy keeps requests from it",
      },
    },
  }),
  google_compute_region_security_policy: {
    noun: "Cloud Armor policy",
    guard: {
      isGuard: true,
      fields: ["rules", "type"],
      does: "keeps requests from load balancers",
      guards: (body) => !isWord(body, "action", "allow"),
    },
  },
  ...alike(["google_compute_region_security_policy_rule", "google_compute_security_policy_rule"], {
    noun: "Cloud Armor policy",
    guard: {
      isGuard: true,
      fields: ["action", "match", "priority", "preview"],
      does: "keeps requests from load balancers",
      guards: (body) => !isWord(body, "action", "allow"),
    },
  }),
  google_compute_security_policy: {
    noun: "Cloud Armor policy",
    guard: {
      isGuard: true,
      fields: ["rule", "type"],
      does: "keeps requests from load balancers",
      guards: (body) => !isWord(body, "action", "allow"),
    },
  },
  google_compute_service_attachment: {
    noun: "service attachment",
    link: {
      leads: "consumers in other projects reach a service",
      fields: [
        "connection_preference",
        "target_service",
        "consumer_accept_lists",
        "consumer_reject_lists",
        "nat_subnets",
      ],
    },
  },
  google_compute_forwarding_rule: {
    noun: "forwarding rule",
    link: {
      leads: "what stands behind it is reached by its address",
      fields: [
        "load_balancing_scheme",
        "target",
        "backend_service",
        "ip_address",
        "ports",
        "port_range",
        "all_ports",
        "ip_protocol",
        "network",
        "subnetwork",
        "allow_global_access",
        "allow_psc_global_access",
        "source_ip_ranges",
      ],
    },
  },
  google_compute_global_forwarding_rule: {
    noun: "forwarding rule",
    link: {
      leads: "what stands behind it is reached by its address",
      fields: [
        "load_balancing_scheme",
        "target",
        "ip_address",
        "port_range",
        "ip_protocol",
        "network",
        "subnetwork",
        "source_ip_ranges",
      ],
    },
  },
};
