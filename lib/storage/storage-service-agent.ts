import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import { GoogleNames } from "../project/google-names";

/** @see https://cloud.google.com/kms/docs/reference/permissions-and-roles#cloudkms.cryptoKeyEncrypterDecrypter */
const ENCRYPTER_DECRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

export interface StorageServiceAgentProps {
  /** The number (not the id) of the project that has the buckets. */
  readonly projectNumber: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Cloud Storage's own identity in a project, which encrypts and decrypts objects with keys of Cloud KMS. The grant goes into the `dependsOn` of the
 * bucket that has the key.
 *
 * @see https://cloud.google.com/iam/docs/service-agents#cloud-storage-service-agent
 */
export class StorageServiceAgent extends Construct implements IPrincipal {
  public readonly member: string;
  private readonly dependsOn?: ITerraformDependable[];

  /** @throws ValidationError when the project's number is not a number */
  constructor(scope: Construct, id: string, props: StorageServiceAgentProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    validator.requires("projectNumber", props.projectNumber, ...GoogleNames.PROJECT_NUMBER);
    validator.throwIfAny();
    this.dependsOn = Ordering.dependsOn(props.dependsOn);
    this.member = `serviceAccount:service-${props.projectNumber}@gs-project-accounts.iam.gserviceaccount.com`;
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
    return Grant.once(
      Namespace.within(this, cryptoKey.replaceAll("/", "|")),
      ENCRYPTER_DECRYPTER,
      this,
      (scope, id) =>
        new KmsCryptoKeyIamMember(scope, id, {
          cryptoKeyId: cryptoKey,
          role: ENCRYPTER_DECRYPTER,
          member: this.member,
          dependsOn: this.dependsOn,
        }),
    );
  }
}
