import { type ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET } from "../cards/setting";

const HARMLESS = {
  new: "who may call it is told by what grants it, and from where is compared with the safest",
  gone: "what is not there is not called; its source is still there",
};

/** Functions, of both generations. */
export const CLOUD_FUNCTIONS: ServiceCards = {
  google_cloudfunctions2_function: {
    runsAs: "service_config.service_account_email",
    settings: {
      "service_config.binary_authorization_policy": {
        another: "another policy checks its images before they run",
        strength: SAFE_WHEN_SET,
        weaker: "images are no longer checked before they run",
        stronger: "images are checked before they run",
      },
    },
    decisions: {
      "build_config.automatic_update_policy": "who keeps its runtime up to date",
      "build_config.source": "what it runs",
      "build_config.entry_point": "what it runs",
      "build_config.runtime": "what it runs",
      "build_config.environment_variables": "how it is built",
      "build_config.docker_repository": "where its image is kept",
      "build_config.service_account": "as whom it is built",
      "build_config.worker_pool": "where it is built",
      event_trigger: "what makes it run, and as whom it is called",
      "service_config.all_traffic_on_latest_revision": "which of its revisions are called",
      "service_config.direct_vpc_egress": "on which network its code is",
      "service_config.direct_vpc_network_interface": "on which network its code is",
      "service_config.vpc_connector": "on which network its code is",
      "service_config.environment_variables": "what its code is told",
      "service_config.secret_environment_variables": "which secrets its code gets",
      "service_config.secret_volumes": "which secrets its code gets",
    },
    plain: [
      "service_config.available_cpu",
      "service_config.available_memory",
      "service_config.max_instance_count",
      "service_config.max_instance_request_concurrency",
      "service_config.min_instance_count",
      "service_config.timeout_seconds",
    ],
    harmless: HARMLESS,
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
    decisions: {
      automatic_update_policy: "who keeps its runtime up to date",
      source_archive_bucket: "what it runs",
      source_archive_object: "what it runs",
      source_repository: "what it runs",
      entry_point: "what it runs",
      runtime: "what it runs",
      build_environment_variables: "how it is built",
      docker_registry: "where its image is kept",
      docker_repository: "where its image is kept",
      build_service_account: "as whom it is built",
      build_worker_pool: "where it is built",
      event_trigger: "what makes it run",
      trigger_http: "what makes it run",
      https_trigger_url: "at which address it answers",
      environment_variables: "what its code is told",
      secret_environment_variables: "which secrets its code gets",
      secret_volumes: "which secrets its code gets",
      vpc_connector: "on which network its code is",
    },
    plain: ["available_memory_mb", "max_instances", "min_instances", "timeout"],
    harmless: HARMLESS,
    exposure: {
      ingress_settings: {
        strength: ranked([["ALLOW_ALL"], ["ALLOW_INTERNAL_AND_GCLB"], ["ALLOW_INTERNAL_ONLY"]], "ALLOW_ALL"),
        isForNew: true,
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      https_trigger_security_level: {
        strength: ranked([["SECURE_OPTIONAL", "SECURITY_LEVEL_UNSPECIFIED"], ["SECURE_ALWAYS"]], "SECURE_OPTIONAL"),
        weaker: "it can be called without encryption",
        stronger: "it can be called with encryption only",
      },
      vpc_connector_egress_settings: {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
};
