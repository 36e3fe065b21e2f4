import { type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Builds: what makes them run, and where. */
export const CLOUD_BUILD: ServiceCards = {
  google_cloudbuild_trigger: {
    runsAs: "service_account",
    builds: [
      "github",
      "trigger_template",
      "repository_event_config",
      "developer_connect_event_config",
      "bitbucket_server_trigger_config",
      "webhook_config",
      "pubsub_config",
      "source_to_build",
      "git_file_source",
      "filename",
      "build",
      "filter",
      "disabled",
      "substitutions",
      "included_files",
      "ignored_files",
    ],
    plain: ["tags"],
    decisions: { include_build_logs: "who sees what its builds print" },
    settings: {
      "approval_config.approval_required": {
        strength: safeWhenOn(false),
        weaker: "its builds run without anybody's approval",
        stronger: "its builds wait for an approval",
      },
    },
  },
  google_cloudbuild_worker_pool: {
    settings: {
      "worker_config.enable_nested_virtualization": {
        strength: safeWhenOff(false),
        weaker: "builds can run virtual machines",
        stronger: "builds run no virtual machines",
      },
    },
    decisions: {
      annotations: "what other programs are told of it",
      "network_config.peered_network_ip_range": "which addresses builds have on your network",
      "private_service_connect.network_attachment": "on which network builds run",
    },
    plain: ["worker_config.disk_size_gb", "worker_config.machine_type"],
    harmless: {
      new:
        "who may run builds on it is told by what grants it, " +
        "and from where they reach out is compared with the safest",
      gone: "builds that ask for it fail",
    },
    exposure: {
      "worker_config.no_external_ip": {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "builds reach the internet from external addresses",
        stronger: "builds have no external addresses",
      },
      "network_config.peered_network": {
        strength: SAFE_WHEN_SET,
        weaker: "builds no longer run on your network",
        stronger: "builds run on your network",
        another: "builds run on another network",
      },
      "private_service_connect.route_all_traffic": {
        strength: safeWhenOn(false),
        weaker: "builds reach the internet past your network",
        stronger: "builds reach everything through your network",
      },
    },
  },
  google_cloudbuildv2_repository: {
    builds: ["remote_uri", "parent_connection"],
    decisions: { annotations: "what other programs are told of it" },
  },
  google_cloudbuild_bitbucket_server_config: {
    builds: ["host_uri", "connected_repositories", "ssl_ca", "peered_network"],
    decisions: {
      api_key: "who is believed to call",
      username: "as whom code is read",
      secrets: "as whom code is read",
    },
  },
  google_cloudbuildv2_connection: {
    decisions: { annotations: "what other programs are told of it" },
    builds: [
      "github_config",
      "github_enterprise_config",
      "gitlab_config",
      "bitbucket_cloud_config",
      "bitbucket_data_center_config",
      "disabled",
    ],
  },
  google_developer_connect_git_repository_link: { builds: ["clone_uri", "parent_connection"], plain: ["annotations"] },
};
