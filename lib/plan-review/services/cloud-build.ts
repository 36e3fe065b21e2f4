import { type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";

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
    ],
    settings: {
      "approval_config.approval_required": {
        strength: safeWhenOn(false),
        weaker: "its builds run without anybody's approval",
        stronger: "its builds wait for an approval",
      },
    },
  },
  google_cloudbuild_worker_pool: {
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
      },
      "private_service_connect.route_all_traffic": {
        strength: safeWhenOn(false),
        weaker: "builds reach the internet past your network",
        stronger: "builds reach everything through your network",
      },
    },
  },
  google_cloudbuildv2_repository: { builds: ["remote_uri", "parent_connection"] },
  google_cloudbuildv2_connection: {
    builds: [
      "github_config",
      "github_enterprise_config",
      "gitlab_config",
      "bitbucket_cloud_config",
      "bitbucket_data_center_config",
      "disabled",
    ],
  },
  google_developer_connect_git_repository_link: { builds: ["clone_uri", "parent_connection"] },
};
