import type { ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

/** Media CDN: what it serves to the internet, from where that comes, and whose requests it takes. */
export const MEDIA_CDN: ServiceCards = {
  google_network_services_edge_cache_service: {
    noun: "service of Media CDN",
    link: { leads: "the internet gets what its origins hold", fields: ["routing"] },
    exposure: {
      require_tls: {
        strength: safeWhenOn(false),
        weaker: "it answers without encryption too",
        stronger: "it answers with encryption only",
      },
      edge_security_policy: {
        strength: SAFE_WHEN_SET,
        weaker: "no policy of Cloud Armor guards it",
        stronger: "a policy of Cloud Armor guards it",
        another: "another policy of Cloud Armor guards it",
      },
      ssl_policy: {
        strength: SAFE_WHEN_SET,
        weaker: "Google's default says which ciphers it takes",
        stronger: "a policy says which ciphers it takes",
        another: "another policy says which ciphers it takes",
      },
    },
    settings: {
      "log_config.enable": {
        strength: safeWhenOn(false),
        weaker: "requests are not logged",
        stronger: "requests are logged",
      },
    },
    decisions: {
      edge_ssl_certificates: "by which certificates it says who it is",
      "log_config.sample_rate": "how many requests are logged",
    },
    plain: ["disable_http2", "disable_quic"],
  },
  google_network_services_edge_cache_origin: {
    noun: "origin of Media CDN",
    settings: {
      protocol: {
        strength: ranked([["HTTP"], ["HTTPS", "HTTP2"]], "HTTP2"),
        weaker: "what it holds is fetched without encryption",
        stronger: "what it holds is fetched with encryption",
      },
    },
    decisionsWhenNew: { origin_address: "from where content comes" },
    decisions: {
      port: "from where content comes",
      failover_origin: "from where content comes",
      origin_redirect: "from where content comes",
      aws_v4_authentication: "with whose key content is fetched",
      origin_override_action: "what is asked for",
    },
    plain: ["flex_shielding", "max_attempts", "retry_conditions", "timeout"],
    harmless: {
      new: "nobody gets what it holds until a service leads there, which is told",
      gone: "services that lead there have to give it up first, and are told",
    },
  },
  google_network_services_edge_cache_keyset: {
    noun: "set of keys of Media CDN",
    guard: {
      isGuard: false,
      fields: ["public_key", "validation_shared_keys"],
      does: "lets in requests that are signed with its keys",
    },
  },
};
