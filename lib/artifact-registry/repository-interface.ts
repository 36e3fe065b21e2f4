import type { ITerraformDependable } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { Grant, IPrincipal } from "../iam";
import type { CleanupPolicy } from "./cleanup-policy";
import type { DownloadGate } from "./download-gate";

/** What a repository holds. */
export enum RepositoryFormat {
  APT = "APT",
  DOCKER = "DOCKER",
  /** Compiled pipelines of Kubeflow. */
  KFP = "KFP",
  PYTHON = "PYTHON",
}

/** Where what a repository serves comes from. */
export enum RepositoryMode {
  /** From those who may write to it. */
  STANDARD = "STANDARD_REPOSITORY",
  /** From an upstream, cached. */
  REMOTE = "REMOTE_REPOSITORY",
  /** From other repositories, in order. */
  VIRTUAL = "VIRTUAL_REPOSITORY",
}

/** Whether Artifact Analysis scans what is in a repository. */
export enum VulnerabilityScanning {
  /** As the project says. */
  INHERITED = "INHERITED",
  DISABLED = "DISABLED",
}

/** An Artifact Registry repository. */
export interface IRepository extends IConstruct {
  readonly format: RepositoryFormat;
  readonly mode: RepositoryMode;
  /** The last part of the repository's name, for example `python-remote-repo`. */
  readonly repositoryName: string;
  /** A region or multi-region, for example `us-central1` or `europe`. */
  readonly location: string;
  readonly project: string;
  /** `projects/PROJECT/locations/LOCATION/repositories/REPOSITORY` */
  readonly resourceName: string;
  /** For example `us-central1-python.pkg.dev/my-project/python`, without scheme. */
  readonly registryUri: string;
  /** Whether packages come from people outside of the organisation: a remote repository of an index on the internet. */
  readonly servesPublicPackages: boolean;
  /** What must stand before anyone may download from the repository. */
  readonly downloadGate: DownloadGate;
  /**
   * Lets a principal download, by `roles/artifactregistry.reader` on this repository. Project-wide and basic roles read
   * it too, whatever is granted here.
   *
   * @param holder what needs the right, in whose stack the grant then stands: in the repository's it would wait for
   *   that stack, where the principal is of that one. What the repository has granted already is not granted twice. By
   *   default it stands in the repository's.
   */
  grantRead(principal: IPrincipal, holder?: Construct): Grant;
}

/** A repository that can be written to. */
export interface IWritableRepository extends IRepository {
  /** Lets a principal upload and download, by `roles/artifactregistry.writer` on this repository. */
  grantWrite(principal: IPrincipal): Grant;
}

/** How a repository that exists already is found. */
export interface RepositoryAttributes {
  /** The last part of the repository's name. */
  readonly repositoryName: string;
  readonly location: string;
  readonly project: string;
}

/** What all repositories have. */
export interface RepositoryProps {
  /**
   * The last part of the repository's name: at most 63 lower-case letters, digits and "-", beginning with a letter, not
   * ending with "-". It cannot be changed: another name is another repository.
   */
  readonly repositoryName: string;
  /** A region or multi-region, for example `us-central1` or `europe`. */
  readonly location: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** @default - none */
  readonly description?: string;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The Cloud KMS key that encrypts what is stored: `projects/P/locations/L/keyRings/R/cryptoKeys/K`, in the
   * repository's location. Artifact Registry's service agent must be able to use it first
   * (`ServiceAgent.grantEncryptDecrypt`). Another key replaces the repository, with all that is in it.
   *
   * @default - a key that Google holds
   */
  readonly kmsKeyName?: string;
  /** What must exist first, for example the enabled API or the grant of a key. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** What repositories have that store something. */
export interface StoringRepositoryProps extends RepositoryProps {
  /** What is deleted and what is kept in any case, at most 10. @default - nothing is ever deleted */
  readonly cleanupPolicies?: CleanupPolicy[];
  /**
   * Whether clean-up policies only say in the audit logs what they would delete.
   *
   * @default true
   */
  readonly cleanupDryRun?: boolean;
  /** @default - as the service has it: inherited from the project */
  readonly vulnerabilityScanning?: VulnerabilityScanning;
}

/** What repositories have that hold what is nowhere else. */
export interface StandardRepositoryProps extends StoringRepositoryProps {
  /**
   * Whether a plan fails that would delete the repository with all that was uploaded to it, or replace it, as another
   * name, location, project or key does. It is `prevent_destroy` of Terraform: to lift it, set it to false and deploy
   * or destroy again. It does not hold for a construct that is taken out of the app, or that gets another id.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}
