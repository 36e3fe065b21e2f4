import type { TerraformStack } from "cdktf";
import { DockerRemoteRepository, DockerStandardRepository, PythonRemoteRepository } from "../../lib/artifact-registry";
import type { IPythonRepository } from "../../lib/artifact-registry";
import { BuildMachine, BuildSource, BuildStart, ImageBuild, PrivatePool } from "../../lib/cloud-build";
import type { ImageBuildProps, PrivatePoolProps } from "../../lib/cloud-build";
import { PrivateServicesAccess, PrivateVpc } from "../../lib/network";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";
import { folderOf, removeFolders } from "./folders";
import { IMAGE as BASE } from "./python-image";

afterEach(removeFolders);

const INSTALL =
  "RUN --mount=type=secret,id=netrc,target=/root/.netrc pip install --require-hashes -r requirements.lock\n";

type Making = (scope: TerraformStack) => Partial<ImageBuildProps>;

function build(scope: TerraformStack, making: Making, dockerfile: string): ImageBuild {
  const place = { location: LOCATION };
  return new ImageBuild(scope, "Image", {
    buildName: "base",
    repository: new DockerStandardRepository(scope, "Images", { ...place, repositoryName: "images" }),
    imageName: "base",
    source: BuildSource.folder(folderOf({ Dockerfile: dockerfile, "requirements.lock": "" })),
    contexts: new Bucket(scope, "Contexts", {
      ...place,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
    baseRepositories: [new DockerRemoteRepository(scope, "Hub", { ...place, repositoryName: "docker-hub" })],
    start: BuildStart.onDeploy({ image: BASE }),
    ...making(scope),
  });
}

function synth(making: Making, dockerfile = `FROM ${BASE}\nARG PIP_INDEX_URL\n${INSTALL}`): SynthesizedStack {
  return synthStack((scope) => {
    build(scope, making, dockerfile);
  });
}

function refusal(making: Making, dockerfile?: string): string {
  try {
    synth(making, dockerfile);
  } catch (error) {
    return String(error);
  }
  throw new Error("nothing was refused");
}

const indexIn =
  (location: string, project = PROJECT) =>
  (scope: TerraformStack): { index: IPythonRepository } => ({
    index: PythonRemoteRepository.fromRepositoryAttributes(scope, "Index", {
      repositoryName: "pypi",
      location,
      project,
    }),
  });

describe("the index of a build", () => {
  test.each([LOCATION, "us"])("may be in %s", (location) => {
    expect(() => synth(indexIn(location))).not.toThrow();
  });

  test.each(["europe-west1", "europe", "us-east1", "asia"])(
    "must not be in %s, unless somebody says why",
    (location) => {
      expect(refusal(indexIn(location))).toContain(
        `index "pypi": is in ${JSON.stringify(location)}, and the build in "${LOCATION}"`,
      );
      const source = `https://${location}-python.pkg.dev/${PROJECT}/pypi/simple/`;
      const exceptions = [{ source, reason: "the only one there is" }];
      expect(() => synth((scope) => ({ ...indexIn(location)(scope), exceptions }))).not.toThrow();
    },
  );

  test("must not be in another project, unless somebody says why", () => {
    expect(refusal(indexIn(LOCATION, "other-project"))).toContain('index "pypi": is in the project "other-project"');
  });

  test("is asked for by the Dockerfile", () => {
    expect(refusal(indexIn(LOCATION), `FROM ${BASE}\n${INSTALL}`)).toContain("has no ARG PIP_INDEX_URL");
  });

  test("is not replaced by an argument", () => {
    const buildArguments = { PIP_INDEX_URL: "https://index.example/simple" };
    expect(refusal((scope) => ({ ...indexIn(LOCATION)(scope), buildArguments }))).toContain(
      'buildArguments "PIP_INDEX_URL": is given by the build',
    );
  });

  test("is needed where something is installed", () => {
    expect(refusal(() => ({}), `FROM ${BASE}\nRUN pip install --require-hashes -r requirements.lock\n`)).toContain(
      "the build has no index",
    );
  });
});

test("a build waits for its account, which it names by a literal", () => {
  const stack = synth(() => ({}), `FROM ${BASE}\n`);
  const account = stack.resource("google_service_account", "Image/ServiceAccount");
  const { body } = stack.resource("google_cloudbuild_trigger");
  expect(body.service_account).toBe(
    `projects/${PROJECT}/serviceAccounts/base-build@${PROJECT}.iam.gserviceaccount.com`,
  );
  expect(body.depends_on).toEqual(expect.arrayContaining([account.address]));
});

test("two builds of one name are refused, as two of one image are", () => {
  expect(() =>
    synthStack((scope) => {
      const one = build(scope, () => ({}), `FROM ${BASE}\n`);
      new ImageBuild(scope, "Other", {
        buildName: "base",
        repository: DockerStandardRepository.fromRepositoryAttributes(scope, "I", {
          repositoryName: "images",
          location: LOCATION,
          project: PROJECT,
        }),
        imageName: "base",
        source: BuildSource.folder(folderOf({ Dockerfile: `FROM scratch\n` })),
        contexts: Bucket.fromBucketAttributes(scope, "B", { bucketName: "acme-contexts" }),
        baseRepositories: [],
        start: BuildStart.manual(),
        serviceAccount: one.serviceAccount,
      });
    }),
  ).toThrow(
    /imageName "base": is built by another.*buildName "projects\/my-project\/locations\/us-central1\/triggers\/base": is defined by/s,
  );
});

test.each([
  [true, undefined],
  [false, "has mutable tags"],
  [undefined, "may have mutable tags"],
])("a repository that exists already, whose tags are immutable: %s", (immutableTags, problem) => {
  const imported = () =>
    synthStack((scope) => {
      new ImageBuild(scope, "Image", {
        buildName: "base",
        repository: DockerStandardRepository.fromRepositoryAttributes(scope, "I", {
          repositoryName: "images",
          location: LOCATION,
          project: PROJECT,
          immutableTags,
        }),
        imageName: "base",
        source: BuildSource.folder(folderOf({ Dockerfile: `FROM scratch\n` })),
        contexts: Bucket.fromBucketAttributes(scope, "B", { bucketName: "acme-contexts" }),
        baseRepositories: [],
        start: BuildStart.manual(),
      });
    });
  if (problem === undefined) expect(imported).not.toThrow();
  else expect(imported).toThrow(`repository "images": ${problem}`);
});

describe("a private pool", () => {
  const POOL: Omit<PrivatePoolProps, "vpc"> = {
    poolName: "builders",
    location: LOCATION,
    networkProjectNumber: "123456789012",
  };
  const vpcOf = (scope: TerraformStack): PrivateVpc =>
    new PrivateVpc(scope, "Vpc", {
      networkName: "private",
      subnets: [{ subnetName: "s", region: LOCATION, ipCidrRange: "10.1.0.0/24" }],
    });

  test("runs a build inside the network, without external addresses", () => {
    const stack = synth((scope) => {
      const vpc = vpcOf(scope);
      const access = new PrivateServicesAccess(scope, "Access", { vpc });
      return { pool: new PrivatePool(scope, "Pool", { ...POOL, vpc, ipRange: "/24", dependsOn: access.dependables }) };
    }, `FROM ${BASE}\n`);
    const pool = stack.resource("google_cloudbuild_worker_pool");
    expect(pool.body).toMatchObject({
      name: "builders",
      location: LOCATION,
      project: PROJECT,
      network_config: {
        peered_network: "projects/123456789012/global/networks/private",
        peered_network_ip_range: "/24",
      },
      worker_config: { machine_type: "e2-medium", disk_size_gb: 100, no_external_ip: true },
    });
    expect(pool.body).not.toHaveProperty("private_service_connect");
    expect(pool.body.depends_on).toEqual(
      expect.arrayContaining([stack.resource("google_service_networking_connection").address]),
    );
    const trigger = stack.resource("google_cloudbuild_trigger").body as {
      build: { options: Record<string, unknown> };
      depends_on: string[];
    };
    expect(trigger.build.options).toMatchObject({
      worker_pool: `projects/${PROJECT}/locations/${LOCATION}/workerPools/builders`,
    });
    expect(trigger.build.options).not.toHaveProperty("machine_type");
    expect(trigger.depends_on).toContain(pool.address);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["a network attachment", { networkAttachment: "a" }, /never sends private_service_connect/],
    ["the provider's own words", { privateServiceConnect: {} }, /never sends private_service_connect/],
    ["no network", { vpc: undefined }, /vpc: is missing/],
    [
      "the project's id",
      { networkProjectNumber: PROJECT },
      /networkProjectNumber "my-project": must be the project's number/,
    ],
    ["a small range", { ipRange: "/30" }, /ipRange "\/30"/],
    ["a small disk", { diskSizeGb: 10 }, /diskSizeGb 10/],
    ["a name in capitals", { poolName: "Pool" }, /poolName "Pool"/],
    ["a multi-region", { location: "us" }, /location "us"/],
  ])("%s is refused", (_, props, sentence) => {
    expect(() =>
      synthStack((scope) => {
        new PrivatePool(scope, "Pool", { ...POOL, vpc: vpcOf(scope), ...props });
      }),
    ).toThrow(sentence);
  });

  test("is in the build's region and project, and has machines of its own", () => {
    const poolIn = (location: string, project: string) => (scope: TerraformStack) => ({
      pool: PrivatePool.fromPrivatePoolAttributes(scope, "Pool", { poolName: "builders", location, project }),
      machine: BuildMachine.E2_HIGHCPU_8,
    });
    expect(refusal(poolIn("europe-west1", "other-project"), `FROM ${BASE}\n`)).toMatch(
      /pool "builders": is in "europe-west1".*is in the project "other-project".*machine "E2_HIGHCPU_8": the pool has/s,
    );
  });
});
