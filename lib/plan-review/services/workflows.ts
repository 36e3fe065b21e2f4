import { type ServiceCards } from "../cards/card";
import { atLeast, ranked, safeWhenOn } from "../cards/setting";

/** Workflows and scheduled jobs. */
export const WORKFLOWS: ServiceCards = {
  google_workflows_workflow: {
    runsAs: "service_account",
    decisions: {
      source_contents: "what it runs",
      user_env_vars: "what its code is told",
      call_log_level: "what of its calls is logged",
      execution_history_level: "what of its steps is kept",
      tags: "which conditional roles and policies hold for it",
    },
    harmless: {
      new: "who may start it is told by what grants it",
      gone: "what is not there does not run",
    },
  },
  google_cloud_scheduler_job: {
    settings: {
      paused: { strength: safeWhenOn(false), isForNew: false, weaker: "it runs", stronger: "it does not run" },
    },
    noun: "scheduled job",
    runsAs: "http_target.oauth_token.service_account_email",
    decisionsWhenNew: {
      "http_target.uri": "what it calls",
      "http_target.oidc_token.service_account_email": "as whom it calls",
      "pubsub_target.topic_name": "to which topic it writes",
      "app_engine_http_target.relative_uri": "what it calls",
      "app_engine_http_target.app_engine_routing": "what it calls",
    },
    decisions: {
      "http_target.body": "what it says to what it calls",
      "http_target.headers": "what it says to what it calls",
      "http_target.http_method": "what it says to what it calls",
      "http_target.oauth_token.scope": "what its token is good for",
      "http_target.oidc_token.audience": "for whom its token is",
      "pubsub_target.attributes": "what it writes",
      "pubsub_target.data": "what it writes",
      "app_engine_http_target.body": "what it says to what it calls",
      "app_engine_http_target.headers": "what it says to what it calls",
      "app_engine_http_target.http_method": "what it says to what it calls",
      schedule: "when it runs",
    },
    plain: ["attempt_deadline", "retry_config", "time_zone"],
    harmless: {
      new: "what it calls is told by its attributes",
      gone: "it calls nothing any more",
    },
  },
  google_cloud_tasks_queue: {
    noun: "queue",
    lost: "the tasks in it",
    settings: {
      desired_state: {
        strength: ranked([["RUNNING"], ["PAUSED"]], "RUNNING"),
        isForNew: false,
        weaker: "its tasks run",
        stronger: "its tasks wait",
      },
      "stackdriver_logging_config.sampling_ratio": {
        strength: atLeast(0),
        isForNew: false,
        weaker: "fewer of its tasks are logged",
        stronger: "more of its tasks are logged",
      },
    },
    decisionsWhenNew: {
      http_target: "what all of its tasks call, and as whom",
      app_engine_routing_override: "what all of its tasks call",
    },
    plain: ["rate_limits", "retry_config"],
    harmless: { new: "who may add tasks is told by what grants it" },
  },
};
