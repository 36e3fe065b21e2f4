import { valueAt } from "../../terraform/resource-values";
import { type ResourceCard, type ServiceCards } from "../cards/card";
import { atLeast, SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

/** From where packets are taken: from everywhere where no range is written. */
const FROM_WHERE = { source_ip_ranges: { opens: true, isAllWhenEmpty: true } };

const PART: ResourceCard = {
  harmless: {
    new: "it is reached by nothing itself; the URL maps and forwarding rules that lead to it are told",
    gone: "what leads to it has to be led elsewhere first, and is told",
  },
};

const CACHE_TIMES = ["client_ttl", "default_ttl", "max_ttl", "negative_caching", "serve_while_stale"].map(
  (one) => `cdn_policy.${one}`,
);

const CACHE: ResourceCard = {
  plain: [...CACHE_TIMES, "cdn_policy.negative_caching_policy", "cdn_policy.signed_url_cache_max_age_sec"],
  decisions: {
    enable_cdn: "whether answers are kept, and given to others",
    "cdn_policy.cache_mode": "which answers are kept, and given to others",
    "cdn_policy.cache_key_policy": "to which requests answers that are kept are given",
  },
};

const EDGE = {
  strength: SAFE_WHEN_SET,
  weaker: "no Cloud Armor policy keeps requests from its cache",
  stronger: "a Cloud Armor policy keeps requests from its cache",
  another: "another Cloud Armor policy keeps requests from its cache",
};

const BACKEND_SERVICE: ResourceCard = {
  harmless: {
    ...PART.harmless,
    affinity_cookie_ttl_sec: "it says for how long a client meets the same host",
    strong_session_affinity_cookie: "it says by what a client meets the same host",
    consistent_hash: "it says by what a client meets the same host",
    health_checks: "they say which hosts are well, and let nobody in",
    circuit_breakers: "they say how many requests one host gets",
    outlier_detection: "it says which hosts get no requests because they fail",
    custom_metrics: "they say how requests are shared out",
  },
  plain: [
    ...(CACHE.plain ?? []),
    "connection_draining_timeout_sec",
    "ip_address_selection_policy",
    "locality_lb_policy",
    "session_affinity",
    "timeout_sec",
    ...["balancing_mode", "capacity_scaler", "custom_metrics"].map((one) => `backend.${one}`),
    ...["", "_per_endpoint", "_per_instance"].flatMap((one) => [
      `backend.max_connections${one}`,
      `backend.max_rate${one}`,
    ]),
    "backend.max_utilization",
  ],
  decisions: {
    ...CACHE.decisions,
    "backend.group": "what answers",
    load_balancing_scheme: "for whom it is: the internet, or networks",
    port_name: "at which port it is answered",
    protocol: "how its hosts are spoken to, and whether that is encrypted",
    "iap.oauth2_client_id": "for whom people log in before it",
    "iap.oauth2_client_secret": "for whom people log in before it",
    "log_config.optional_fields": "what of requests is logged",
    "log_config.optional_mode": "what of requests is logged",
    "log_config.request_headers": "what of requests is logged",
    "log_config.response_headers": "what of answers is logged",
    "params.resource_manager_tags": "by which tags conditions of roles find it",
    "tls_settings.subject_alt_names": "which names the certificates of its hosts need",
  },
  settings: {
    "log_config.enable": {
      strength: safeWhenOn(false),
      weaker: "requests are no longer logged",
      stronger: "requests are logged",
    },
    "log_config.sample_rate": {
      strength: atLeast(1),
      isForNew: false,
      applies: (body) => valueAt(body, "log_config.enable") === true,
      weaker: "fewer requests are logged",
      stronger: "more requests are logged",
    },
    "tls_settings.authentication_config": {
      strength: SAFE_WHEN_SET,
      weaker: "hosts behind it no longer prove who they are",
      stronger: "hosts behind it prove who they are",
      another: "hosts behind it prove to another authority who they are",
    },
    "tls_settings.sni": {
      strength: SAFE_WHEN_SET,
      weaker: "hosts behind it need no certificate of a certain name",
      stronger: "hosts behind it need a certificate of a certain name",
      another: "hosts behind it need a certificate of another name",
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
      another: "another Cloud Armor policy keeps requests from it",
    },
  },
};

const SIGNED_URL_KEY: ResourceCard = {
  noun: "key of signed URLs",
  guard: { isGuard: false, fields: ["key_value"], does: "lets those in who have the key" },
};

/** Load balancers and what stands before them. */
export const LOAD_BALANCING: ServiceCards = {
  google_compute_backend_service: {
    ...BACKEND_SERVICE,
    harmless: { ...BACKEND_SERVICE.harmless, locality_lb_policies: "they say how requests are shared out" },
    plain: [
      ...(BACKEND_SERVICE.plain ?? []),
      "compression_mode",
      "cdn_policy.request_coalescing",
      "max_stream_duration",
      "backend.preference",
      "service_lb_policy",
    ],
    exposure: { ...BACKEND_SERVICE.exposure, edge_security_policy: EDGE },
    settings: {
      ...BACKEND_SERVICE.settings,
      "security_settings.client_tls_policy": {
        strength: SAFE_WHEN_SET,
        weaker: "no policy says how it proves itself to its hosts, and they to it",
        stronger: "a policy says how it proves itself to its hosts, and they to it",
        another: "another policy says how it proves itself to its hosts, and they to it",
      },
      "security_settings.subject_alt_names": {
        strength: SAFE_WHEN_SET,
        weaker: "hosts behind it may have certificates of any name",
        stronger: "hosts behind it need certificates of certain names",
        another: "hosts behind it need certificates of other names",
      },
    },
    decisions: {
      ...BACKEND_SERVICE.decisions,
      "cdn_policy.bypass_cache_on_request_headers": "which requests are not answered from what is kept",
      custom_request_headers: "which headers requests get",
      custom_response_headers: "which headers answers get",
      external_managed_migration_state: "which kind of load balancer answers",
      external_managed_migration_testing_percentage: "which kind of load balancer answers",
      "security_settings.aws_v4_authentication": "as whom it speaks to another cloud",
    },
  },
  google_compute_region_backend_service: {
    ...BACKEND_SERVICE,
    plain: [
      ...(BACKEND_SERVICE.plain ?? []),
      "backend.failover",
      "connection_tracking_policy",
      "failover_policy",
      "network_pass_through_lb_traffic_policy",
    ],
    decisions: {
      ...BACKEND_SERVICE.decisions,
      network: "on which network its hosts are reached",
      ha_policy: "which host answers",
    },
  },
  google_compute_backend_bucket: {
    ...PART,
    plain: [...(CACHE.plain ?? []), "cdn_policy.request_coalescing", "compression_mode"],
    exposure: { edge_security_policy: EDGE },
    decisions: {
      ...CACHE.decisions,
      bucket_name: "which bucket answers",
      "cdn_policy.bypass_cache_on_request_headers": "which requests are not answered from what is kept",
      custom_response_headers: "which headers answers get",
      load_balancing_scheme: "for whom it is: the internet, or networks",
      "params.resource_manager_tags": "by which tags conditions of roles find it",
    },
  },
  google_compute_backend_service_signed_url_key: {
    ...SIGNED_URL_KEY,
    decisions: { backend_service: "for which backend its key is" },
  },
  google_compute_backend_bucket_signed_url_key: {
    ...SIGNED_URL_KEY,
    decisions: { backend_bucket: "for which backend its key is" },
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
      ranks: { connection_preference: ["ACCEPT_MANUAL", "ACCEPT_AUTOMATIC"] },
      lists: {
        consumer_accept_lists: { opens: true, names: ["project_id_or_num", "network_url", "endpoint_url"] },
        consumer_reject_lists: { opens: false },
      },
    },
    plain: ["propagated_connection_limit", "send_propagated_connection_limit_if_zero", "show_nat_ips"],
    decisions: {
      domain_names: "under which names it is found",
      enable_proxy_protocol: "whether the service learns who is calling",
      reconcile_connections: "whether those who are connected already are put off when lists change",
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
      lists: FROM_WHERE,
    },
    plain: ["ip_version", "network_tier", "recreate_closed_psc"],
    decisions: {
      ip_collection: "whose addresses it has",
      is_mirroring_collector: "whether copies of packets are sent to it",
      no_automate_dns_zone: "whether names lead to it by themselves",
      service_directory_registrations: "under which names it is found",
      service_label: "under which name it is found",
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
      lists: FROM_WHERE,
    },
    plain: ["ip_version", "network_tier"],
    decisions: {
      external_managed_backend_bucket_migration_state: "which kind of load balancer answers",
      external_managed_backend_bucket_migration_testing_percentage: "which kind of load balancer answers",
      metadata_filters: "which proxies of the mesh take it",
      no_automate_dns_zone: "whether names lead to it by themselves",
      service_directory_registrations: "under which names it is found",
    },
  },
};
