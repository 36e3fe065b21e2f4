import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Principal } from "../iam";
import { GoogleNames } from "../project/google-names";
import type { NameRule } from "../project/google-names";

/** The environment variables that the reference deployment reads, with what a value must look like. */
const VARIABLES = {
  PROJECT_ID: GoogleNames.PROJECT,
  PROJECT_NUMBER: GoogleNames.PROJECT_NUMBER,
  LOCATION: GoogleNames.LOCATION,
  REGION: [/^[a-z]+-[a-z]+[1-9][0-9]?$/, "must be a region such as us-central1"],
  ZONE: GoogleNames.ZONE,
  KMS_KEY_NAME: GoogleNames.CRYPTO_KEY,
  // https://cloud.google.com/storage/docs/buckets#naming
  STATE_BUCKET: [/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, "must be the name of a bucket, without gs://"],
  DELETION_PROTECTION: [/^(?:true|false)$/, "must be true or false"],
  READERS: [/\S/, "must be IAM members, separated by commas, for example group:ml-engineers@example.com"],
  SUBMITTERS: [/\S/, "must be IAM members, separated by commas, for example group:ml-engineers@example.com"],
} as const satisfies Record<string, NameRule>;

/** Where networks are when the repositories are in a multi-region and `REGION` is not set. */
const REGION_OF: Readonly<Record<string, string>> = {
  asia: "asia-southeast1",
  europe: "europe-west1",
  us: "us-central1",
};

/** What the reference deployment reads from the environment; an absent or empty variable is its default. */
export class DeploymentSettings {
  /** The project that is synthesised for where none is named; it does not exist. */
  public static readonly EXAMPLE_PROJECT = "example-project";

  /** Its number, which is as little of any project. */
  public static readonly EXAMPLE_PROJECT_NUMBER = "123456789012";

  /**
   * Reads `PROJECT_ID`, `PROJECT_NUMBER`, `LOCATION`, `REGION`, `ZONE`, `KMS_KEY_NAME`, `STATE_BUCKET`,
   * `DELETION_PROTECTION`, `READERS` and `SUBMITTERS`.
   *
   * @throws ValidationError with every variable that is not valid
   * @jsii ignore
   */
  public static fromEnvironment(environment: Readonly<Record<string, string | undefined>>): DeploymentSettings {
    Given.options("environment", environment);
    const problems: string[] = [];
    const values: Partial<Record<keyof typeof VARIABLES, string>> = {};
    for (const [name, [pattern, allowed]] of Object.entries(VARIABLES) as [keyof typeof VARIABLES, NameRule][]) {
      const value = environment[name];
      if (value === undefined || value === "") continue;
      if (pattern.test(value)) values[name] = value;
      else problems.push(`environment variable ${name} ${JSON.stringify(value)}: ${allowed}`);
    }
    const readers = principalsOf("READERS", values.READERS, problems);
    const submitters = principalsOf("SUBMITTERS", values.SUBMITTERS, problems);
    if (problems.length > 0) throw new ValidationError(problems);
    const location = values.LOCATION ?? "us-central1";
    const region = values.REGION ?? REGION_OF[location] ?? location;
    return new DeploymentSettings(
      values.PROJECT_ID ?? DeploymentSettings.EXAMPLE_PROJECT,
      location,
      region,
      // Nearly every region has a zone b, and not every one a zone a.
      values.ZONE ?? `${region}-b`,
      readers,
      values.PROJECT_NUMBER,
      values.KMS_KEY_NAME,
      values.STATE_BUCKET,
      values.DELETION_PROTECTION !== "false",
      submitters,
    );
  }

  private constructor(
    public readonly project: string,
    /** Where the repositories are. */
    public readonly location: string,
    /** Where the networks are. */
    public readonly region: string,
    /** Where the hosts are. */
    public readonly zone: string,
    public readonly readers: Principal[],
    public readonly projectNumber?: string,
    public readonly kmsKeyName?: string,
    /** The bucket of the Terraform state; undefined keeps it in a local file. */
    public readonly stateBucket?: string,
    /** Whether plans fail that would delete what people uploaded. */
    public readonly deletionProtection = true,
    /** Who may submit pipelines. */
    public readonly submitters: Principal[] = [],
  ) {}
}

/** The principals that a variable names; what is wrong with it is noted. */
function principalsOf(variable: string, value: string | undefined, problems: string[]): Principal[] {
  return (value ?? "").split(",").flatMap((member) => {
    if (member.trim() === "") return [];
    try {
      return [Principal.fromMember(member.trim())];
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      problems.push(...error.problems.map((problem) => `environment variable ${variable}: ${problem}`));
      return [];
    }
  });
}
