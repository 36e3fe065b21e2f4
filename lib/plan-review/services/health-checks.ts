import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

const TIMES = ["check_interval_sec", "healthy_threshold", "timeout_sec", "unhealthy_threshold"];

/** Probes are Google's own, and go as far as firewall rules let them; their answers are shown to nobody. */
const CHECK: ResourceCard = {
  harmless: {
    new: "it sends probes of Google's, as far as firewall rules let them",
    gone: "what uses it has to give it up first",
  },
};

const PROBES = ["http2", "http", "https", "ssl", "tcp", "grpc", "grpc_tls"].map((one) => `${one}_health_check`);

const FULL: ResourceCard = {
  ...CHECK,
  plain: [...TIMES, ...PROBES],
  settings: {
    "log_config.enable": {
      strength: safeWhenOn(false),
      weaker: "what its probes find is no longer logged",
      stronger: "what its probes find is logged",
    },
  },
};

const OF_HEALTH: ResourceCard = {
  harmless: {
    new: "it only sums up which hosts are well",
    gone: "it only sums up which hosts are well",
  },
};

/** Who of a load balancer's hosts is well. */
export const HEALTH_CHECKS: ServiceCards = {
  google_compute_health_check: { ...FULL, plain: [...(FULL.plain ?? []), "source_regions"] },
  google_compute_region_health_check: FULL,
  ...alike(["google_compute_http_health_check", "google_compute_https_health_check"], {
    ...CHECK,
    plain: [...TIMES, "host", "port", "request_path"],
  }),
  google_compute_region_composite_health_check: { ...OF_HEALTH, plain: ["health_destination", "health_sources"] },
  google_compute_region_health_aggregation_policy: {
    ...OF_HEALTH,
    plain: ["healthy_percent_threshold", "min_healthy_threshold", "policy_type"],
  },
  google_compute_region_health_source: {
    ...OF_HEALTH,
    plain: ["health_aggregation_policy", "source_type", "sources"],
  },
};
