import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import type { Construct } from "constructs";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import type { Grant } from "./grant";
import type { IPrincipal } from "./principal";
import { ServiceAgentsBase } from "./service-agents-base";
import type { ServiceAgentsBaseProps } from "./service-agents-base";

/** @see https://cloud.google.com/kms/docs/reference/permissions-and-roles#cloudkms.cryptoKeyEncrypterDecrypter */
const ENCRYPTER_DECRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

/** The one identity of a service that encrypts what it stores. @jsii ignore */
export abstract class EncryptingServiceAgentBase extends ServiceAgentsBase implements IPrincipal {
  public readonly member: string;

  protected constructor(scope: Construct, id: string, service: string, props: ServiceAgentsBaseProps) {
    super(scope, id, props);
    this.member = this.agentOf(service).member;
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
      this,
      (scope, id, grant) => new KmsCryptoKeyIamMember(scope, id, { cryptoKeyId: cryptoKey, ...grant }),
    );
  }
}
