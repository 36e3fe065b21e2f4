import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ClientSettings } from "../artifact-registry";
import type { IDockerRepository, IPythonRepository, IWritableDockerRepository } from "../artifact-registry";
import { BuildSource, BuildStart, ImageBuild } from "../cloud-build";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { AllowedPackages } from "../packages";
import { GoogleProviderVersion, ProjectServices } from "../project";
import { Bucket, DeletedObjects, StorageServiceAgent } from "../storage";

export interface ImagesStackProps {
  /** The id of the project that everything is in. */
  readonly project: string;
  /**
   * The region that builds run in where the repositories are in a multi-region; otherwise they run in that of the
   * repositories.
   */
  readonly region: string;
  /** The region or multi-region of the repositories, in which what is built from is kept too. */
  readonly location: string;
  /** The folder of the base image's Dockerfile. */
  readonly kfpBaseFolder: string;
  /** The requirements file, with hashes, of what is in the base image. */
  readonly lockfile: string;
  /** What packages are installed from. */
  readonly index: IPythonRepository;
  /** Docker Hub, for the base. */
  readonly dockerHub: IDockerRepository;
  /** Where the image goes. */
  readonly repository: IWritableDockerRepository;
  /**
   * The exact version of the google provider.
   *
   * @default GoogleProviderVersion.TESTED
   */
  readonly providerVersion?: string;
  /** The Cloud KMS key of what is built from. @default - keys that Google holds */
  readonly kmsKeyName?: string;
  /**
   * The project's number. With it, the stack lets Cloud Storage's service agent use the key.
   *
   * @default - the service agent can use the key already
   */
  readonly projectNumber?: string;
}

/** Where a bucket is that is beside repositories of a multi-region. */
const BUCKET_LOCATION: Readonly<Record<string, string>> = { europe: "eu" };
/** The file that pip.conf names. */
const CONSTRAINTS = "/etc/private-pypi/constraints.txt";

/**
 * The reference images: the base of pipeline components, built when it is deployed, from a pinned base and the locked
 * packages of the one index. Another lock or Dockerfile is another image, and the same is not built again.
 */
export class ImagesStack extends TerraformStack {
  /** What components of pipelines run in. */
  public readonly kfpBase: ImageBuild;
  /** The image with Python that builds run in, by its digest: what the base of components is made from. */
  public readonly pythonImage: string;

  /** @throws ValidationError when a prop is not valid, or the image must not be built so */
  constructor(scope: Construct, id: string, props: ImagesStackProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      index: { text: "a repository of Python packages, for example a PythonVirtualRepository", has: "indexUrl" },
      dockerHub: { text: "a repository of images, for example a DockerRemoteRepository", has: "imagePrefix" },
      repository: { text: "a repository of images, for example a DockerStandardRepository", has: "imagePrefix" },
    });
    const { project, region, index, dockerHub } = props;
    new GoogleProvider(this, "Google", { project });
    this.addOverride(
      "terraform.required_providers.google.version",
      props.providerVersion ?? GoogleProviderVersion.TESTED,
    );
    const services = new ProjectServices(this, "Services", {
      project,
      services: ["cloudbuild.googleapis.com", "iam.googleapis.com", "run.googleapis.com", "storage.googleapis.com"],
    });
    const dependsOn = services.dependables;

    const contexts = new Bucket(this, "Contexts", {
      // No other project has this one's id; with dots a bucket would be one of a domain.
      bucketName: `${project.replaceAll(/[.:]/g, "-")}-build-contexts`,
      location: BUCKET_LOCATION[props.location] ?? props.location,
      project,
      deletedObjects: DeletedObjects.gone(),
      deleteWithContents: true,
      kmsKeyName: props.kmsKeyName,
      dependsOn: [...dependsOn, ...this.keyGrant(props, dependsOn)],
    });
    this.pythonImage = `${dockerHub.imagePrefix}/${baseOf(props.kfpBaseFolder)}`;
    this.kfpBase = new ImageBuild(this, "KfpBase", {
      buildName: "kfp-base",
      repository: props.repository,
      imageName: "python-3.11-slim",
      source: BuildSource.folder(props.kfpBaseFolder, { extraFiles: filesOf(props) }),
      contexts,
      baseRepositories: [dockerHub],
      buildArguments: { DOCKER_HUB: dockerHub.imagePrefix },
      index,
      start: BuildStart.onDeploy({ image: this.pythonImage }),
      location: props.location.includes("-") ? props.location : region,
      project,
      dependsOn,
    });
    new TerraformOutput(this, "kfp_base_image", {
      value: this.kfpBase.imageUri,
      description: "What components of pipelines run in",
    });
  }

  private keyGrant(
    { kmsKeyName, projectNumber }: ImagesStackProps,
    dependsOn: ITerraformDependable[],
  ): ITerraformDependable[] {
    if (kmsKeyName === undefined || projectNumber === undefined) return [];
    return [
      new StorageServiceAgent(this, "StorageAgent", { projectNumber, dependsOn }).grantEncryptDecrypt(kmsKeyName),
    ];
  }
}

/** What the Dockerfile copies and is not in its folder: the lock, and what of it pip is told afterwards. */
function filesOf({ lockfile, index }: ImagesStackProps): Record<string, string> {
  const settings = ClientSettings.forIndex(index.indexUrl, AllowedPackages.fromLockfile(lockfile), {
    sourceDistributions: true,
    constrainInstalls: true,
    buildConstraintsPath: CONSTRAINTS,
  });
  return {
    "requirements.lock": readFileSync(lockfile, "utf8"),
    "constraints.txt": settings.buildConstraints ?? "",
    "pip.conf": settings.pipConf,
  };
}

/** The image that the Dockerfile begins with: its Python starts the build too. */
function baseOf(folder: string): string {
  const path = join(folder, "Dockerfile");
  const [, base] = /^FROM \$\{DOCKER_HUB\}\/(\S+@sha256:[0-9a-f]{64})$/m.exec(readFileSync(path, "utf8")) ?? [];
  if (base === undefined) {
    throw new ValidationError([
      `Dockerfile ${JSON.stringify(path)}: must begin with FROM \${DOCKER_HUB}/IMAGE@sha256:DIGEST, ` +
        "an image with Python, which starts the build too",
    ]);
  }
  return base;
}
