import { Cloudbuildv2Repository } from "@cdktf/provider-google/lib/cloudbuildv2-repository";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import type { TerraformResource } from "cdktf";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import type { IGitConnection } from "./git-connection";

/** @see https://cloud.google.com/build/docs/automating-builds/github/connect-repo-github */
const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/;
const NAME_WORDS = 'must be at most 63 letters, digits, "-", "_" and ".", beginning with a letter';

/** A Git repository that builds are made from, defined here or elsewhere. */
export interface IGitRepository extends IConstruct {
  /** `projects/P/locations/L/connections/C/repositories/R` */
  readonly resourceName: string;
  /** Builds run in the region of the connection. */
  readonly location: string;
  /** The resource that links it, which triggers wait for; none for an imported one. */
  readonly repositoryResource?: TerraformResource;
}

export interface GitRepositoryProps {
  readonly connection: IGitConnection;
  /** What it is called in Cloud Build. @default - the last part of its address */
  readonly repositoryName?: string;
  /** Its address, for example `https://github.com/acme/my-package.git`; without any credential. */
  readonly remoteUri: string;
}

/** How a repository that is linked already is found. */
export interface GitRepositoryAttributes {
  readonly repositoryName: string;
  readonly connectionName: string;
  readonly location: string;
  readonly project: string;
}

/** Links a Git repository to Cloud Build, through a connection. */
export class GitRepository extends Construct implements IGitRepository {
  /** One that is linked already. @throws ValidationError when a name is not valid */
  public static fromGitRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: GitRepositoryAttributes,
  ): IGitRepository {
    class Import extends Construct implements IGitRepository {
      public readonly location = attributes.location;
      public readonly resourceName = nameOf(attributes, attributes.repositoryName);
    }
    Given.props(scope, id, attributes);
    const validator = new Validator(scope);
    validator.requires("repositoryName", attributes.repositoryName, NAME, NAME_WORDS);
    validator.requires("connectionName", attributes.connectionName, NAME, NAME_WORDS);
    GoogleNames.validatePlace(validator, attributes);
    validator.throwIfAny();
    return new Import(scope, id);
  }

  public readonly resourceName: string;
  public readonly location: string;
  public readonly repositoryResource?: TerraformResource;

  /** @throws ValidationError when a prop is not valid, or the address holds a credential */
  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id);
    const { connection } = Given.props(scope, id, props, {
      connection: { text: "a GitConnection", has: "connectionName" },
    });
    const validator = new Validator(this);
    validateRemote(validator, props.remoteUri);
    const [, last = ""] = /\/([^/]+?)(?:\.git)?$/.exec(props.remoteUri) ?? [];
    const name = props.repositoryName ?? last;
    validator.requires("repositoryName", name, NAME, NAME_WORDS);
    validator.throwIfAny();

    this.location = connection.location;
    this.resourceName = nameOf(connection, name);
    const resource = new Cloudbuildv2Repository(this, "Resource", {
      name,
      location: connection.location,
      project: connection.project,
      parentConnection: connection.connectionName,
      remoteUri: props.remoteUri,
    });
    this.repositoryResource = resource;
    if (connection.connectionResource === undefined) return;
    Ordering.after(resource, connection.connectionResource);
    Ordering.replacedWith(resource, connection.connectionResource);
  }
}

function nameOf(
  {
    project,
    location,
    connectionName,
  }: { readonly project: string; readonly location: string; readonly connectionName: string },
  repositoryName: string,
): string {
  return `projects/${project}/locations/${location}/connections/${connectionName}/repositories/${repositoryName}`;
}

function validateRemote(validator: Validator, uri: string): void {
  if (typeof uri === "string" && /^[a-z+]+:\/\/[^/]*@/i.test(uri)) {
    // What stands there may be a token, which must not be shown.
    validator.problem("remoteUri: has a user or a token in it; give the plain https address, the connection logs in");
    return;
  }
  validator.requires(
    "remoteUri",
    uri,
    /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?\/[A-Za-z0-9._/-]+\.git$/,
    'must be an https address that ends in ".git", for example "https://github.com/acme/my-package.git"',
  );
}
