import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { EncryptingServiceAgentBase } from "../iam/encrypting-service-agent";

export interface CloudRunServiceAgentProps {
  /** The number (not the id) of the project that has the services and jobs. */
  readonly projectNumber: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Cloud Run's own identity in a project. It pulls images, so where they are in another project's repository:
 * `repository.grantRead(agent)`; and it uses keys: that grant goes into the `dependsOn` of the service or job that has
 * the key.
 *
 * @see https://cloud.google.com/iam/docs/service-agents#google-cloud-run-service-agent
 */
export class CloudRunServiceAgent extends EncryptingServiceAgentBase {
  /** @throws ValidationError when the project's number is not a number */
  constructor(scope: Construct, id: string, props: CloudRunServiceAgentProps) {
    super(scope, id, "serverless-robot-prod", props);
  }
}
