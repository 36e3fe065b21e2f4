import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET, safeWhenOn, type Setting } from "../cards/setting";

const NEW = "it is reached by nothing itself; the forwarding rules that lead to it are told";
const GONE = "what leads to it has to be led elsewhere first, and is told";

const PART: ResourceCard = { harmless: { new: NEW, gone: GONE } };

const URL_MAP: ResourceCard = {
  noun: "URL map",
  decisions: {
    default_service: "what answers requests that no rule is for",
    default_route_action: "what is done with requests that no rule is for",
    default_url_redirect: "where requests that no rule is for are sent to",
    header_action: "which headers requests and answers get",
    host_rule: "which rules are for which host names",
    path_matcher: "what answers which requests",
  },
  harmless: { ...PART.harmless, test: "it is only tried out when the map is written" },
};

const URLS = "what answers which requests";
const CERTIFICATES = "by which certificates it says who it is";

const TLS_POLICY: Readonly<Record<string, Setting>> = {
  ssl_policy: {
    strength: SAFE_WHEN_SET,
    weaker: "old TLS versions and ciphers are taken: it has no SSL policy",
    stronger: "an SSL policy says which TLS versions and ciphers are taken",
    another: "another SSL policy says which TLS versions and ciphers are taken",
  },
};

const CLIENTS: Readonly<Record<string, Setting>> = {
  server_tls_policy: {
    strength: SAFE_WHEN_SET,
    weaker: "no policy asks clients for certificates",
    stronger: "a policy says which certificates clients need",
    another: "another policy says which certificates clients need",
  },
};

const CERTIFICATE: ResourceCard = {
  harmless: { new: "it stands for nothing until a proxy has it, and that is told", gone: GONE },
};

const SSL_POLICY: ResourceCard = {
  noun: "SSL policy",
  ...PART,
  settings: {
    min_tls_version: {
      strength: ranked([["TLS_1_0"], ["TLS_1_1"], ["TLS_1_2"], ["TLS_1_3"]], "TLS_1_0"),
      weaker: "older TLS versions are taken",
      stronger: "only newer TLS versions are taken",
    },
    profile: {
      strength: ranked([["COMPATIBLE"], ["MODERN"], ["RESTRICTED"]], "COMPATIBLE"),
      weaker: "weaker ciphers are taken",
      stronger: "only stronger ciphers are taken",
    },
  },
  decisions: {
    custom_features: "which ciphers are taken",
    post_quantum_key_exchange: "whether keys are agreed on that quantum computers cannot break",
  },
};

/** What is between an address and the backends: proxies, their certificates, and who answers which URL. */
export const LOAD_BALANCER_ROUTES: ServiceCards = {
  google_compute_url_map: {
    ...URL_MAP,
    decisions: {
      ...URL_MAP.decisions,
      default_custom_error_response_policy: "what is answered instead of errors",
    },
  },
  google_compute_region_url_map: URL_MAP,
  google_compute_target_http_proxy: {
    ...PART,
    plain: ["http_keep_alive_timeout_sec"],
    decisions: { url_map: URLS, proxy_bind: "whether hosts of the mesh listen on its address" },
  },
  google_compute_region_target_http_proxy: {
    ...PART,
    plain: ["http_keep_alive_timeout_sec"],
    decisions: { url_map: URLS },
  },
  google_compute_target_https_proxy: {
    ...PART,
    plain: ["http_keep_alive_timeout_sec", "quic_override"],
    settings: {
      ...TLS_POLICY,
      tls_early_data: {
        strength: ranked([["UNRESTRICTED"], ["PERMISSIVE"], ["STRICT"], ["DISABLED"]], "DISABLED"),
        weaker: "requests may be sent again by others: TLS early data are taken",
        stronger: "fewer requests are taken in TLS early data",
      },
    },
    exposure: CLIENTS,
    decisions: {
      url_map: URLS,
      proxy_bind: "whether hosts of the mesh listen on its address",
      certificate_manager_certificates: CERTIFICATES,
      certificate_map: CERTIFICATES,
      ssl_certificates: CERTIFICATES,
    },
  },
  google_compute_region_target_https_proxy: {
    ...PART,
    plain: ["http_keep_alive_timeout_sec"],
    settings: TLS_POLICY,
    exposure: CLIENTS,
    decisions: { url_map: URLS, certificate_manager_certificates: CERTIFICATES, ssl_certificates: CERTIFICATES },
  },
  google_compute_target_grpc_proxy: {
    ...PART,
    decisions: { url_map: URLS },
    settings: {
      validate_for_proxyless: {
        strength: safeWhenOn(false),
        weaker: "it is not checked whether its clients understand the URL map",
        stronger: "it is checked that its clients understand the URL map",
      },
    },
  },
  google_compute_target_ssl_proxy: {
    ...PART,
    plain: ["proxy_header"],
    settings: TLS_POLICY,
    decisions: { backend_service: "what answers", certificate_map: CERTIFICATES, ssl_certificates: CERTIFICATES },
  },
  ...alike(["google_compute_target_tcp_proxy", "google_compute_region_target_tcp_proxy"], {
    ...PART,
    plain: ["proxy_header"],
    decisions: { backend_service: "what answers", proxy_bind: "whether hosts of the mesh listen on its address" },
  }),
  ...alike(["google_compute_ssl_policy", "google_compute_region_ssl_policy"], SSL_POLICY),
  ...alike(["google_compute_ssl_certificate", "google_compute_region_ssl_certificate"], {
    ...CERTIFICATE,
    decisions: {
      certificate: "the certificate itself",
      private_key: "the private key",
      private_key_wo: "the private key",
      private_key_wo_version: "the private key",
    },
  }),
  google_compute_managed_ssl_certificate: {
    ...CERTIFICATE,
    plain: ["type"],
    decisions: { "managed.domains": "for which names it is" },
  },
  google_compute_target_instance: {
    ...PART,
    plain: ["nat_policy"],
    decisions: { instance: "which host answers" },
  },
  google_compute_target_pool: {
    ...PART,
    plain: ["failover_ratio", "health_checks", "session_affinity"],
    decisions: { instances: "which hosts answer", backup_pool: "which hosts answer when its own are not well" },
  },
};
