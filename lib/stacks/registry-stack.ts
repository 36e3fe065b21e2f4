import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import {
  CleanupPolicy,
  DockerRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
  ServiceAgent,
  TagState,
} from "../artifact-registry";
import type { RepositoryProps } from "../artifact-registry";
import { Duration } from "../core/duration";
import { Given } from "../core/given";
import { ServiceAccount } from "../iam";
import type { IPrincipal } from "../iam";
import type { AllowedPackages } from "../packages";
import { shownOrigin } from "../packages/shown-origin";
import { GoogleProviderVersion, ProjectServices } from "../project";

export interface RegistryStackProps {
  /** The id of the project that everything is in. */
  readonly project: string;
  /** The region or multi-region of the repositories, for example `us-central1`. */
  readonly location: string;
  /** What may be downloaded from PyPI. */
  readonly packages: AllowedPackages;
  /**
   * The exact version of the google provider.
   *
   * @default GoogleProviderVersion.TESTED
   */
  readonly providerVersion?: string;
  /** Who else may install packages and pull images, beside the stack's own service accounts. @default - nobody */
  readonly readers?: IPrincipal[];
  /** The Cloud KMS key for all that is stored. @default - keys that Google holds */
  readonly kmsKeyName?: string;
  /**
   * The project's number. With it, the stack lets Artifact Registry's service agent use the key.
   *
   * @default - the service agent can use the key already
   */
  readonly projectNumber?: string;
  /** Whether plans fail that would delete or replace a repository that holds what people uploaded. @default true */
  readonly deletionProtection?: boolean;
}

type Stored = Omit<RepositoryProps, "repositoryName">;

/**
 * The reference registry: a remote PyPI from which only the allowed packages come, a repository for own packages, one
 * index over both, repositories for images, and the identities that read and write them.
 */
export class RegistryStack extends TerraformStack {
  /** Runs pipelines: installs packages and pulls base images. */
  public readonly pipelines: ServiceAccount;
  /** Builds images and packages. */
  public readonly builds: ServiceAccount;
  /** The index that clients use. */
  public readonly python: PythonVirtualRepository;
  /** Own packages. */
  public readonly pythonPackages: PythonStandardRepository;
  /** PyPI, as far as it is allowed. */
  public readonly pythonRemote: PythonRemoteRepository;
  /** Images that pipelines start from. */
  public readonly baseImages: DockerStandardRepository;
  /** Docker Hub, for builds only. */
  public readonly dockerHub: DockerRemoteRepository;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id);
    Given.props(scope, id, props);
    this.addProvider(props);
    const { project } = props;
    const services = new ProjectServices(this, "Services", {
      project,
      services: ["artifactregistry.googleapis.com", "iam.googleapis.com"],
    });
    const api = services.service("artifactregistry.googleapis.com");
    const stored = this.storedProps(props, api);

    this.pythonRemote = this.addPythonRemote(props, stored);
    this.pythonPackages = this.addPythonPackages(props, stored);
    this.python = this.addPython(props, api);
    this.baseImages = this.addBaseImages(props, stored);
    this.dockerHub = new DockerRemoteRepository(this, "DockerHub", {
      ...stored,
      repositoryName: "docker-hub",
      description: "Docker Hub, for builds only",
    });

    const accounts = { project, dependsOn: [services.service("iam.googleapis.com")] };
    this.pipelines = new ServiceAccount(this, "Pipelines", {
      ...accounts,
      accountId: "pipelines",
      displayName: "Runs pipelines; installs packages and pulls base images",
    });
    this.builds = new ServiceAccount(this, "Builds", {
      ...accounts,
      accountId: "builds",
      displayName: "Builds images and packages",
    });
    this.grantAccess(props.readers ?? []);
    this.emitOutputs();
    this.emitLockLines(props.packages);
  }

  private addProvider({ project, providerVersion = GoogleProviderVersion.TESTED }: RegistryStackProps): void {
    new GoogleProvider(this, "Google", { project });
    this.addOverride("terraform.required_providers.google.version", providerVersion);
  }

  /** What the repositories have in common that store something. */
  private storedProps(props: RegistryStackProps, api: ITerraformDependable): Stored {
    const { location, project, kmsKeyName } = props;
    return { location, project, kmsKeyName, dependsOn: [api, ...this.keyGrant(props, api)] };
  }

  private addPythonRemote({ packages }: RegistryStackProps, stored: Stored): PythonRemoteRepository {
    return new PythonRemoteRepository(this, "PythonRemote", {
      ...stored,
      repositoryName: "python-remote-repo",
      description: "Remote Python repository",
      downloads: DownloadPolicy.allowOnly(packages),
    });
  }

  private addPythonPackages({ deletionProtection }: RegistryStackProps, stored: Stored): PythonStandardRepository {
    return new PythonStandardRepository(this, "PythonPackages", {
      ...stored,
      repositoryName: "python-packages",
      deletionProtection,
      description: "Own Python packages",
    });
  }

  private addPython({ location, project }: RegistryStackProps, api: ITerraformDependable): PythonVirtualRepository {
    return new PythonVirtualRepository(this, "Python", {
      location,
      project,
      repositoryName: "python",
      description: "Own Python packages first, then the allowed ones of PyPI",
      upstreams: [this.pythonPackages, this.pythonRemote],
      dependsOn: [api],
    });
  }

  private addBaseImages({ deletionProtection }: RegistryStackProps, stored: Stored): DockerStandardRepository {
    return new DockerStandardRepository(this, "BaseImages", {
      ...stored,
      repositoryName: "kfp-base-images",
      deletionProtection,
      description: "Base images of pipeline components",
      cleanupPolicies: [
        CleanupPolicy.delete("untagged", { tagState: TagState.UNTAGGED, olderThan: Duration.days(30) }),
        CleanupPolicy.keepMostRecent("recent", 10),
      ],
    });
  }

  private grantAccess(readers: readonly IPrincipal[]): void {
    for (const reader of [this.pipelines, ...readers]) {
      this.python.grantRead(reader);
      this.baseImages.grantRead(reader);
    }
    this.python.grantRead(this.builds);
    this.pythonPackages.grantWrite(this.builds);
    this.baseImages.grantWrite(this.builds);
    this.dockerHub.grantRead(this.builds);
  }

  private keyGrant(props: RegistryStackProps, api: ITerraformDependable): ITerraformDependable[] {
    const { kmsKeyName, projectNumber } = props;
    if (kmsKeyName === undefined || projectNumber === undefined) return [];
    return [
      new ServiceAgent(this, "ServiceAgent", { projectNumber, dependsOn: [api] }).grantEncryptDecrypt(kmsKeyName),
    ];
  }

  private emitLockLines(packages: AllowedPackages): void {
    new TerraformOutput(this, "lock_lines", {
      value: { [this.pythonRemote.repositoryName]: lockLines(packages) },
      description: "Where each allowed package stands in a lock file, for the review of plans",
    });
  }

  private emitOutputs(): void {
    const outputs: Record<string, [value: string, description: string]> = {
      python_index_url: [this.python.indexUrl, "The one index that pip, uv and poetry use"],
      python_upload_url: [this.pythonPackages.uploadUrl, "Where own packages are uploaded to"],
      base_image_prefix: [this.baseImages.imagePrefix, "What stands before the name of a base image"],
      docker_hub_image_prefix: [
        this.dockerHub.imagePrefix,
        "What stands before the name of an image of Docker Hub, in builds",
      ],
      pipelines_service_account: [this.pipelines.serviceAccountEmail, "What pipelines run as"],
      builds_service_account: [this.builds.serviceAccountEmail, "What builds run as"],
    };
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, description });
    }
    this.emitFiles();
  }

  /**
   * They hold no secret; "sensitive" keeps whole files off the screen, where each plan and each apply would print them.
   */
  private emitFiles(): void {
    // The list may hold packages that are published as source distributions only, kfp 2.12.1 among them.
    const settings = this.python.clientSettings({ sourceDistributions: true });
    const files: Record<string, [text: string | undefined, description: string]> = {
      pip_conf: [settings.pipConf, "pip.conf"],
      build_constraints: [settings.buildConstraints, "The file that build-constraint in pip.conf names"],
      uv_toml: [settings.uvToml, "uv.toml"],
      uv_project_toml: [settings.uvProjectToml, "What pyproject.toml needs for uv"],
      poetry_toml: [settings.poetryToml, "What pyproject.toml needs for poetry"],
    };
    for (const [name, [value, description]] of Object.entries(files)) {
      if (value !== undefined) new TerraformOutput(this, name, { value, description, sensitive: true });
    }
  }
}

/** From each package's name to its places. */
function lockLines({ packages }: AllowedPackages): Record<string, string | string[]> {
  const placed = packages.filter(({ origins }) => origins.length > 0);
  return Object.fromEntries(
    placed.map(({ name, origins }) => {
      const [first = "", ...others] = origins.map(shownOrigin);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}
