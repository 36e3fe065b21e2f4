import type { Validator } from "../core/validator";
import { Given } from "../core/given";
import { SecretVersionName } from "../project/secret-version-name";

/**
 * A version of a secret of Secret Manager, by its number, so that what runs is what was deployed. Its value is never in
 * Terraform.
 *
 * @see https://cloud.google.com/run/docs/configuring/services/secrets
 */
export class SecretVersion {
  /**
   * @param name `projects/PROJECT/secrets/SECRET/versions/NUMBER`. A literal: the grant stands on the secret itself.
   *   Not `latest`, which would put another value under what is deployed: a new value is a new number, and a deployment
   */
  public static fromName(name: string): SecretVersion {
    return new SecretVersion(Given.text("secret version", name));
  }

  private constructor(
    /** `projects/PROJECT/secrets/SECRET/versions/NUMBER` */
    public readonly name: string,
  ) {}

  /** `projects/PROJECT/secrets/SECRET` */
  public get secretName(): string {
    return this.name.replace(/\/versions\/.*$/, "");
  }

  /** Its number. */
  public get version(): string {
    return this.name.replace(/^.*\/versions\//, "");
  }

  /**
   * As Cloud Run names the secret: without the project where it is the workload's own.
   *
   * @internal
   */
  public _secretFor(project: string | undefined): string {
    const parts = SecretVersionName.partsOf(this.name);
    return parts !== undefined && parts.project === project ? parts.secret : this.secretName;
  }

  /** @internal */
  public _validate(validator: Validator, prop: string): void {
    SecretVersionName.read(validator, prop, this.name);
  }
}
