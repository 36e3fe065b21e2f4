import { Token } from "cdktf";
import type { Validator } from "../core/validator";

/** @see https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions */
const VERSION = /^projects\/([a-z0-9:.-]+)\/secrets\/([A-Za-z0-9_-]{1,255})\/versions\/[1-9][0-9]*$/;

/** The name of a version of a secret: what stands in code, plan and state in the place of the secret itself. */
export class SecretVersion {
  /**
   * Reads a name, and notes what is wrong with it. It is not shown: where a name should be, somebody may have put the
   * secret.
   *
   * @returns undefined when it is not valid, or known only to Terraform
   */
  public static read(validator: Validator, prop: string, name: string): SecretVersion | undefined {
    if (Token.isUnresolved(name)) {
      validator.problem(
        `${prop}: is known to Terraform only, so that nothing can be granted on its secret; ` +
          'write "projects/PROJECT/secrets/SECRET/versions/1"',
      );
      return undefined;
    }
    const [, project, secret] = VERSION.exec(name) ?? [];
    if (project !== undefined && secret !== undefined) return new SecretVersion(project, secret);
    const isLatest = typeof name === "string" && name.endsWith("/versions/latest");
    validator.problem(
      isLatest
        ? `${prop}: names the latest version, so that another secret comes without a review; ` +
            'name one, such as ".../versions/1"'
        : `${prop}: is no name of a secret's version, and is not shown since it may be the secret; ` +
            'put the secret into Secret Manager and write "projects/PROJECT/secrets/SECRET/versions/1"',
    );
    return undefined;
  }

  private constructor(
    public readonly project: string,
    /** The last part of the secret's name. */
    public readonly secret: string,
  ) {}
}
