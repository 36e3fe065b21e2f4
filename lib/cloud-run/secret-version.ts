import { Token } from "cdktf";
import type { Validator } from "../core/validator";
import { Given } from "../core/given";

/**
 * A version of a secret by its number, so that what runs is what was deployed.
 *
 * @see https://cloud.google.com/run/docs/configuring/services/secrets
 */
const VERSION_NAME = /^projects\/([^/\s]+)\/secrets\/([A-Za-z0-9_-]{1,255})\/versions\/([1-9][0-9]*)$/;

/** A version of a secret of Secret Manager. Its value is never in Terraform. */
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
    const [, own, secret = ""] = VERSION_NAME.exec(this.name) ?? [];
    return own === project ? secret : this.secretName;
  }

  /** @internal */
  public _validate(validator: Validator, prop: string): void {
    if (Token.isUnresolved(this.name)) {
      validator.problem(
        `${prop}: the secret version is known to Terraform only, so that no grant can be made of it; ` +
          "name it by a literal",
      );
      return;
    }
    if (VERSION_NAME.test(this.name)) return;
    // What may be the secret itself is not printed.
    const shown = /^projects\/[^/\s]+\/secrets\/[^/\s]+(?:\/versions\/latest)?$/.test(this.name)
      ? ` ${JSON.stringify(this.name)}`
      : "";
    validator.problem(
      `${prop}${shown}: must be projects/PROJECT/secrets/SECRET/versions/NUMBER: a version by its number, ` +
        'never "latest" and never the secret itself',
    );
  }
}
