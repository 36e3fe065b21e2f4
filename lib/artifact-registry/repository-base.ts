import { ArtifactRegistryRepository } from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { ArtifactRegistryRepositoryConfig } from "@cdktf/provider-google/lib/artifact-registry-repository";
import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import { Token } from "cdktf";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import { GoogleNames } from "../project/google-names";
import { CleanupPolicies } from "./cleanup-policies";
import { DownloadGate } from "./download-gate";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import type {
  IRepository,
  IWritableRepository,
  RepositoryAttributes,
  RepositoryProps,
  StandardRepositoryProps,
} from "./repository-interface";
import { warnOfUnreadable } from "./upstream-access";

/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READER = "roles/artifactregistry.reader";
/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const WRITER = "roles/artifactregistry.writer";

/** What differs between the kinds of repositories. */
export interface RepositorySettings {
  /** @default false */
  readonly hasImmutableTags?: () => boolean;
  readonly validate?: (validator: Validator) => void;
  readonly toTerraform?: () => Pick<
    ArtifactRegistryRepositoryConfig,
    "dockerConfig" | "remoteRepositoryConfig" | "virtualRepositoryConfig"
  >;
  /** Puts the resource after what it must wait for. */
  readonly order?: (scope: Construct, resource: TerraformResource) => void;
  /** What it fetches from by Artifact Registry's own account. @default - nothing */
  readonly upstreams?: readonly IRepository[];
}

/** What kind of repository a class is. */
interface RepositoryKind {
  readonly format: RepositoryFormat;
  readonly mode: RepositoryMode;
  readonly servesPublicPackages: boolean;
}

/** What is known of a repository, whether it is defined here or imported. */
interface RepositoryFacts {
  readonly repositoryName: string;
  readonly location: string;
  readonly project: string;
  readonly downloadGate: DownloadGate;
}

/** What is common to repositories, defined here or imported. @jsii ignore */
export abstract class RepositoryBase extends Construct implements IRepository {
  public readonly format: RepositoryFormat;
  public readonly mode: RepositoryMode;
  public readonly repositoryName: string;
  public readonly location: string;
  public readonly project: string;
  public readonly servesPublicPackages: boolean;
  public readonly downloadGate: DownloadGate;

  /** @param origin `defined(...)` or `imported(...)`; it is given the construct as the scope for its resource */
  protected constructor(
    scope: Construct,
    id: string,
    kind: RepositoryKind,
    origin: (scope: Construct, kind: RepositoryKind) => RepositoryFacts,
  ) {
    super(scope, id);
    this.format = kind.format;
    this.mode = kind.mode;
    this.servesPublicPackages = kind.servesPublicPackages;
    const facts = origin(this, kind);
    this.repositoryName = facts.repositoryName;
    this.location = facts.location;
    this.project = facts.project;
    this.downloadGate = facts.downloadGate;
  }

  public get resourceName(): string {
    return `projects/${this.project}/locations/${this.location}/repositories/${this.repositoryName}`;
  }

  public get registryUri(): string {
    // A project of a domain, "example.com:project", has "/" in the address. See
    // https://cloud.google.com/artifact-registry/docs/docker/names
    const project = Token.isUnresolved(this.project) ? this.project : this.project.replace(":", "/");
    return `${this.location}-${this.format.toLowerCase()}.pkg.dev/${project}/${this.repositoryName}`;
  }

  public grantRead(principal: IPrincipal): Grant {
    return this.grant(READER, principal);
  }

  protected grant(role: string, principal: IPrincipal): Grant {
    const grant = Grant.once(
      this,
      role,
      principal,
      (scope, id) =>
        new ArtifactRegistryRepositoryIamMember(scope, id, {
          project: this.project,
          location: this.location,
          repository: this.repositoryName,
          role,
          member: principal.member,
        }),
    );
    if (grant.isNew) this.downloadGate.follow(grant.resource);
    return grant;
  }
}

/** What is common to repositories that can be written to. @jsii ignore */
export abstract class WritableRepositoryBase extends RepositoryBase implements IWritableRepository {
  public grantWrite(principal: IPrincipal): Grant {
    return this.grant(WRITER, principal);
  }
}

/**
 * A repository that exists already.
 *
 * @throws ValidationError when a name is not valid
 */
export function imported(attributes: RepositoryAttributes): (scope: Construct) => RepositoryFacts {
  return (scope) => {
    Given.options("attributes", attributes);
    const validator = new Validator(scope);
    validateNames(validator, attributes);
    if ((attributes.project as string | undefined) === undefined)
      validator.problem("project: is missing; an imported repository needs it");
    validator.throwIfAny();
    const { repositoryName, location, project } = attributes;
    const resourceName = `projects/${project}/locations/${location}/repositories/${repositoryName}`;
    return { repositoryName, location, project, downloadGate: DownloadGate.ofImported(scope, resourceName) };
  };
}

/**
 * A repository that this stack defines, with its one resource.
 *
 * @throws ValidationError when a name, location, label, key or clean-up policy is not valid
 */
export function defined(props: StandardRepositoryProps, settings: RepositorySettings) {
  return (scope: Construct, { format, mode }: RepositoryKind): RepositoryFacts => {
    Given.options("props", props);
    const validator = new Validator(scope);
    validateRepository(validator, props);
    CleanupPolicies.validate(
      validator,
      props.cleanupPolicies ?? [],
      format === RepositoryFormat.DOCKER,
      settings.hasImmutableTags?.(),
    );
    settings.validate?.(validator);
    validator.throwIfAny();

    const project = StackProvider.googleProject(scope, props.project);
    if (project !== undefined) {
      const { repositoryName, location } = props;
      const taken = UniqueNames.take(scope, `projects/${project}/locations/${location}/repositories/${repositoryName}`);
      if (taken !== undefined) validator.problem(`repositoryName ${taken}`);
      validator.throwIfAny();
    }
    const resource = new ArtifactRegistryRepository(scope, "Resource", {
      repositoryId: props.repositoryName,
      location: props.location,
      project,
      format,
      mode,
      description: props.description,
      labels: props.labels === undefined ? undefined : { ...props.labels },
      kmsKeyName: props.kmsKeyName,
      ...CleanupPolicies.toTerraform(props.cleanupPolicies ?? [], props.cleanupDryRun ?? true),
      vulnerabilityScanningConfig:
        props.vulnerabilityScanning === undefined ? undefined : { enablementConfig: props.vulnerabilityScanning },
      dependsOn: Ordering.dependsOn(props.dependsOn),
      ...settings.toTerraform?.(),
    });
    if (mode === RepositoryMode.STANDARD && props.deletionProtection !== false) {
      resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
    }
    settings.order?.(scope, resource);
    warnOfUnreadable(scope, project, settings.upstreams ?? [], props.dependsOn);
    return {
      repositoryName: props.repositoryName,
      location: props.location,
      project: project ?? resource.project,
      downloadGate: new DownloadGate(resource),
    };
  };
}

/** What is true of a repository whether it is defined here or imported. */
function validateNames(validator: Validator, props: RepositoryProps): void {
  // https://cloud.google.com/artifact-registry/docs/repositories/create-repos
  validator.requires(
    "repositoryName",
    props.repositoryName,
    /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
  );
  validator.requires("location", props.location, ...GoogleNames.LOCATION);
  validator.matches("project", props.project, ...GoogleNames.PROJECT);
}

function validateRepository(validator: Validator, props: RepositoryProps): void {
  validateNames(validator, props);
  validateKey(validator, props);
  GoogleNames.validateLabels(validator, props.labels);
}

function validateKey(validator: Validator, props: RepositoryProps): void {
  const key = props.kmsKeyName;
  validator.matches("kmsKeyName", key, ...GoogleNames.CRYPTO_KEY);
  if (typeof key !== "string" || Token.isUnresolved(key) || Token.isUnresolved(props.location)) return;
  // https://cloud.google.com/artifact-registry/docs/cmek
  const location = key.split("/")[3];
  if (location !== undefined && location !== props.location) {
    validator.problem(
      `kmsKeyName ${JSON.stringify(key)}: its location must be that of the repository, ${JSON.stringify(props.location)}`,
    );
  }
}
