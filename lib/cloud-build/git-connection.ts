import { Cloudbuildv2Connection } from "@cdktf/provider-google/lib/cloudbuildv2-connection";
import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import { Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import { SecretVersionName } from "../project/secret-version-name";

/** @see https://cloud.google.com/build/docs/automating-builds/github/connect-repo-github */
const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME_WORDS =
  'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"';

/** A connection of Cloud Build to GitHub, defined here or elsewhere. */
export interface IGitConnection extends IConstruct {
  readonly connectionName: string;
  readonly location: string;
  readonly project: string;
  /** The resource that makes it, which its repositories wait for; none for an imported one. */
  readonly connectionResource?: TerraformResource;
}

export interface GitConnectionProps {
  /** The last part of its name, for example `github`. */
  readonly connectionName: string;
  /** The region of the builds. */
  readonly location: string;
  /** Of the Cloud Build app in your GitHub organisation: the number at the end of the address of its settings. */
  readonly appInstallationId: number;
  /**
   * Where the token of the account that installed the app is: `projects/P/secrets/S/versions/1`. The token itself goes
   * into no code, plan or state.
   */
  readonly tokenSecretVersion: string;
  /** The number of the project: by it the account of Cloud Build is named that reads the token. */
  readonly projectNumber: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** What must exist first, for example the enabled APIs. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** How a connection that exists already is found. */
export interface GitConnectionAttributes {
  readonly connectionName: string;
  readonly location: string;
  readonly project: string;
}

/**
 * Defines a connection of Cloud Build (2nd generation) to GitHub. Somebody installs the Cloud Build app in the
 * organisation once, by hand, and puts a token into Secret Manager; the rest is here.
 *
 * @see
 *   https://cloud.google.com/build/docs/automating-builds/github/connect-repo-github#connecting_a_github_host_programmatically
 */
export class GitConnection extends Construct implements IGitConnection {
  /** One that exists already. @throws ValidationError when a name is not valid */
  public static fromGitConnectionAttributes(
    scope: Construct,
    id: string,
    attributes: GitConnectionAttributes,
  ): IGitConnection {
    class Import extends Construct implements IGitConnection {
      public readonly connectionName = attributes.connectionName;
      public readonly location = attributes.location;
      public readonly project = attributes.project;
    }
    Given.props(scope, id, attributes);
    const validator = new Validator(scope);
    validateNames(validator, attributes);
    validator.requires("project", attributes.project, ...GoogleNames.PROJECT);
    validator.throwIfAny();
    return new Import(scope, id);
  }

  public readonly connectionName: string;
  public readonly location: string;
  public readonly project: string;
  public readonly connectionResource?: TerraformResource;

  /** @throws ValidationError when a prop is not valid, or holds a token itself */
  constructor(scope: Construct, id: string, props: GitConnectionProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    validateNames(validator, props);
    validator.matches("project", props.project, ...GoogleNames.PROJECT);
    validator.requires(
      "projectNumber",
      props.projectNumber,
      /^[0-9]{1,20}$/,
      'must be the number of the project, such as "123456789012"',
    );
    validateInstallation(validator, props.appInstallationId);
    const version = SecretVersionName.read(validator, "tokenSecretVersion", props.tokenSecretVersion);
    validator.throwIfAny();

    const project = StackProvider.googleProject(this, props.project);
    this.connectionName = props.connectionName;
    this.location = props.location;
    const resource = new Cloudbuildv2Connection(this, "Resource", {
      name: props.connectionName,
      location: props.location,
      project,
      githubConfig: {
        appInstallationId: props.appInstallationId,
        authorizerCredential: { oauthTokenSecretVersion: props.tokenSecretVersion },
      },
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    this.connectionResource = resource;
    this.project = project ?? resource.project;
    if (version === undefined) return;
    const reads = new SecretManagerSecretIamMember(this, "Token", {
      project: version.project,
      secretId: version.secret,
      role: "roles/secretmanager.secretAccessor",
      member: `serviceAccount:service-${props.projectNumber}@gcp-sa-cloudbuild.iam.gserviceaccount.com`,
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    Ordering.after(resource, reads);
  }
}

function validateNames(
  validator: Validator,
  props: { readonly connectionName: string; readonly location: string },
): void {
  validator.requires("connectionName", props.connectionName, NAME, NAME_WORDS);
  validator.requires("location", props.location, ...GoogleNames.REGION);
}

function validateInstallation(validator: Validator, id: number): void {
  if ((id as number | undefined) === undefined)
    validator.problem("appInstallationId: is missing; install the Cloud Build app in GitHub");
  else if (!Token.isUnresolved(id)) validator.inRange("appInstallationId", id, 1, Number.MAX_SAFE_INTEGER);
}
