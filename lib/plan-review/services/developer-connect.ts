import { type ServiceCards } from "../cards/card";

/** From where Google takes source code. */
export const DEVELOPER_CONNECT: ServiceCards = {
  google_developer_connect_connection: {
    noun: "connection to source code",
    decisionsWhenNew: {
      bitbucket_cloud_config: "from which host code is taken, and as whom",
      bitbucket_data_center_config: "from which host code is taken, and as whom",
      github_config: "from which host code is taken, and as whom",
      github_enterprise_config: "from which host code is taken, and as whom",
      gitlab_config: "from which host code is taken, and as whom",
      gitlab_enterprise_config: "from which host code is taken, and as whom",
      http_config: "from which host code is taken, and as whom",
    },
    decisions: { disabled: "whether code is taken", crypto_key_config: "with which key its secrets are encrypted" },
    plain: ["annotations"],
    harmless: {
      new: "from where code is taken is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_developer_connect_account_connector: {
    noun: "connection of accounts",
    decisionsWhenNew: {
      custom_oauth_config: "where people log in, and what it may do as them",
      provider_oauth_config: "what it may do as people who log in",
    },
    decisions: { proxy_config: "whether requests to the host pass through it" },
    plain: ["annotations"],
    harmless: {
      new: "what it may do is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_developer_connect_insights_config: {
    noun: "insights into builds",
    decisions: {
      app_hub_application: "of which application it shows what was built",
      artifact_configs: "of which images it shows from where they are",
      target_projects: "of which projects it shows what runs",
    },
    plain: ["annotations"],
    harmless: {
      new: "it shows what the project has, to those who have a role in it",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
