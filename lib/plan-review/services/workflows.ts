import { type ServiceCards } from "../cards/card";

/** Workflows and scheduled jobs. */
export const WORKFLOWS: ServiceCards = {
  google_workflows_workflow: { runsAs: "service_account" },
  google_cloud_scheduler_job: { runsAs: "http_target.oauth_token.service_account_email" },
};
