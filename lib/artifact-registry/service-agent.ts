import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Validator } from "../core/validator";
import type { Grant } from "../iam";
import { EncryptingServiceAgentBase } from "../iam/encrypting-service-agent";

/** @see https://cloud.google.com/secret-manager/docs/access-control#secretmanager.secretAccessor */
const SECRET_ACCESSOR = "roles/secretmanager.secretAccessor";
/** @see https://cloud.google.com/iam/docs/service-agents#artifact-registry-service-agent */
const SERVICE = "gcp-sa-artifactregistry";

export interface ServiceAgentProps {
  /** The number (not the id) of the project that has the repositories. */
  readonly projectNumber: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Artifact Registry's own identity in a project, which reads upstream passwords and uses encryption keys. Google
 * creates it once the API is enabled and first used: on a fresh project a grant can come too early, and a second apply
 * mends it.
 *
 * The grants go into the `dependsOn` of the repository that needs them.
 *
 * @see https://cloud.google.com/iam/docs/service-agents#artifact-registry-service-agent
 */
export class ServiceAgent extends EncryptingServiceAgentBase {
  /** Whether a member is Artifact Registry's service agent, of whatever project. @internal @jsii ignore */
  public static isMember(member: string): boolean {
    return member.endsWith(`@${SERVICE}.iam.gserviceaccount.com`);
  }

  /** @throws ValidationError when the project's number is not a number */
  constructor(scope: Construct, id: string, props: ServiceAgentProps) {
    super(scope, id, SERVICE, props);
  }

  /**
   * Lets it read a secret, for `UpstreamCredentials`.
   *
   * @param secret `projects/PROJECT/secrets/SECRET`
   * @throws ValidationError when it is not the name of a secret
   */
  public grantSecretAccess(secret: string): Grant {
    const validator = new Validator(this);
    validator.requires(
      "secret",
      secret,
      /^projects\/[^/]+\/secrets\/[^/]+$/,
      "must be projects/PROJECT/secrets/SECRET, without a version",
    );
    validator.throwIfAny();
    return this.grantOn(
      secret,
      SECRET_ACCESSOR,
      this,
      (scope, id, grant) => new SecretManagerSecretIamMember(scope, id, { secretId: secret, ...grant }),
    );
  }
}
