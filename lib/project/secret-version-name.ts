import { Token } from "cdktf";
import type { Validator } from "../core/validator";

/** @see https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions */
const NAME = /^projects\/([a-z0-9:.-]+)\/secrets\/([A-Za-z0-9_-]{1,255})\/versions\/([1-9][0-9]*)$/;
/** What is surely a name, so that it can be shown. */
const SHOWN = /^projects\/[a-z0-9:.-]+\/secrets\/[A-Za-z0-9_-]+(?:\/versions\/(?:latest|0|[a-z]?))?$/;

/** The name of a version of a secret: what stands in code, plan and state in the place of the secret itself. */
export class SecretVersionName {
  /** The parts of a name; undefined when it is none, or known only to Terraform. */
  public static partsOf(name: string): SecretVersionName | undefined {
    const [, project, secret, version] = Token.isUnresolved(name) ? [] : (NAME.exec(name) ?? []);
    return project === undefined || secret === undefined || version === undefined
      ? undefined
      : new SecretVersionName(project, secret, version);
  }

  /**
   * Reads a name, and notes what is wrong with it. Where a name should be, somebody may have put the secret, so that
   * what is no name is not shown.
   *
   * @returns undefined when it is not valid, or known only to Terraform
   */
  public static read(validator: Validator, prop: string, name: string): SecretVersionName | undefined {
    const read = SecretVersionName.partsOf(name);
    if (read !== undefined) return read;
    const allowed = '"projects/PROJECT/secrets/SECRET/versions/1"';
    if (Token.isUnresolved(name)) {
      validator.problem(
        `${prop}: is known to Terraform only, so that nothing can be granted on its secret; write ${allowed}`,
      );
    } else if (typeof name === "string" && SHOWN.test(name)) {
      const why = name.endsWith("/latest")
        ? "names the latest version, so that another secret comes without a review"
        : "is no name of a secret's version";
      validator.problem(`${prop} ${JSON.stringify(name)}: ${why}; name a version by its number, such as ${allowed}`);
    } else {
      validator.problem(
        `${prop}: is no name of a secret's version, and is not shown since it may be the secret; ` +
          `put the secret into Secret Manager and write ${allowed}`,
      );
    }
    return undefined;
  }

  private constructor(
    public readonly project: string,
    /** The last part of the secret's name. */
    public readonly secret: string,
    /** Its number. */
    public readonly version: string,
  ) {}

  /** `projects/PROJECT/secrets/SECRET` */
  public get secretName(): string {
    return `projects/${this.project}/secrets/${this.secret}`;
  }
}
