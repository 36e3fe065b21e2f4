import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import { GoogleNames } from "../project/google-names";

/** @see https://cloud.google.com/secret-manager/docs/access-control#secretmanager.secretAccessor */
const SECRET_ACCESSOR = "roles/secretmanager.secretAccessor";
/** @see https://cloud.google.com/kms/docs/reference/permissions-and-roles#cloudkms.cryptoKeyEncrypterDecrypter */
const ENCRYPTER_DECRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

export interface ServiceAgentProps {
  /** The number (not the id) of the project that has the repositories. */
  readonly projectNumber: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Artifact Registry's own identity in a project, which reads upstream passwords and uses encryption keys. Google creates it
 * once the API is enabled and first used: on a fresh project a grant can come too early, and a second apply mends it.
 *
 * The grants go into the `dependsOn` of the repository that needs them.
 *
 * @see https://cloud.google.com/iam/docs/service-agents#artifact-registry-service-agent
 */
export class ServiceAgent extends Construct implements IPrincipal {
  public readonly member: string;
  private readonly dependsOn?: ITerraformDependable[];

  /** @throws ValidationError when the project's number is not a number */
  constructor(scope: Construct, id: string, props: ServiceAgentProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    validator.requires("projectNumber", props.projectNumber, ...GoogleNames.PROJECT_NUMBER);
    validator.throwIfAny();
    this.dependsOn = Ordering.dependsOn(props.dependsOn);
    this.member = `serviceAccount:service-${props.projectNumber}@gcp-sa-artifactregistry.iam.gserviceaccount.com`;
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
      (scope, id) =>
        new SecretManagerSecretIamMember(scope, id, {
          secretId: secret,
          role: SECRET_ACCESSOR,
          member: this.member,
          dependsOn: this.dependsOn,
        }),
    );
  }

  /**
   * Lets it use a key, for `kmsKeyName`.
   *
   * @param cryptoKey `projects/P/locations/L/keyRings/R/cryptoKeys/K`
   * @throws ValidationError when it is not the name of a key
   */
  public grantEncryptDecrypt(cryptoKey: string): Grant {
    const validator = new Validator(this);
    validator.requires("cryptoKey", cryptoKey, ...GoogleNames.CRYPTO_KEY);
    validator.throwIfAny();
    return this.grantOn(
      cryptoKey,
      ENCRYPTER_DECRYPTER,
      (scope, id) =>
        new KmsCryptoKeyIamMember(scope, id, {
          cryptoKeyId: cryptoKey,
          role: ENCRYPTER_DECRYPTER,
          member: this.member,
          dependsOn: this.dependsOn,
        }),
    );
  }

  private grantOn(
    target: string,
    role: string,
    create: (scope: Construct, id: string) => KmsCryptoKeyIamMember | SecretManagerSecretIamMember,
  ): Grant {
    const holder = Namespace.within(this, target.replaceAll("/", "|"));
    return Grant.once(holder, role, this, create);
  }
}
