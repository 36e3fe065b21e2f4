import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { EncryptingServiceAgentBase } from "../iam/encrypting-service-agent";

export interface StorageServiceAgentProps {
  /** The number (not the id) of the project that has the buckets. */
  readonly projectNumber: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Cloud Storage's own identity in a project, which encrypts and decrypts objects with keys of Cloud KMS. The grant goes
 * into the `dependsOn` of the bucket that has the key.
 *
 * @see https://cloud.google.com/iam/docs/service-agents#cloud-storage-service-agent
 */
export class StorageServiceAgent extends EncryptingServiceAgentBase {
  /** @throws ValidationError when the project's number is not a number */
  constructor(scope: Construct, id: string, props: StorageServiceAgentProps) {
    super(scope, id, "gs-project-accounts", props);
  }
}
