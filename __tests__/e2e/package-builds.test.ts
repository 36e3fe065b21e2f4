import * as fs from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import {
  DockerRemoteRepository,
  DockerStandardRepository,
  PythonCuratedRepository,
  PythonStandardRepository,
} from "../../lib/artifact-registry";
import {
  BuildSource,
  BuildStart,
  GitConnection,
  GitRepository,
  ImageBuild,
  PackageBuild,
  PackageFill,
  PrivatePool,
  PythonTarget,
} from "../../lib/cloud-build";
import { Principal } from "../../lib/iam";
import { PrivateVpc } from "../../lib/network";
import { AllowedPackages } from "../../lib/packages";
import { ProjectServices } from "../../lib/project";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { googleStack, PROJECT } from "../support/registry-app";
import { DeploymentPlace, expectCode } from "./cloud-deployment";
import type { CloudDeployment } from "./cloud-deployment";
import { FaultSweep } from "./fault-sweep";

const MINUTES = 60_000;
const NUMBER = "123456789012";
const REGION = "europe-west4";
const OTHER = "another-project";
const PYTHON = `europe-docker.pkg.dev/${PROJECT}/docker-hub/library/python:3.11-slim@sha256:${"0123456789abcdef".repeat(4)}`;
/** As long as a name may be. */
const FILL = "fills-the-curated-python";
const SOURCE = `projects/${PROJECT}/locations/${REGION}/connections/github/repositories/my-package`;

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;

afterAll(() => place.remove());

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = place.newFolder("source");
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

/**
 * Builds in one region of repositories in a multi-region: a fill in a private pool, a package from Git by its tags, and
 * an image of another project's repository with another project's secret. All share the base images.
 */
function synth(locked: string, program: string): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "packages");
  const services = ["artifactregistry", "cloudbuild", "iam", "run", "secretmanager"];
  const { dependables: dependsOn } = new ProjectServices(stack, "Services", {
    services: services.map((name) => `${name}.googleapis.com`),
  });
  const common = { location: "europe", dependsOn };
  const hub = new DockerRemoteRepository(stack, "Hub", { ...common, repositoryName: "docker-hub" });
  const contexts = new Bucket(stack, "Contexts", {
    location: "EU",
    dependsOn,
    bucketName: "acme-contexts",
    deletedObjects: DeletedObjects.gone(),
  });
  const builds = { location: REGION, baseRepositories: [hub], image: PYTHON, dependsOn };
  const onDeploy = BuildStart.onDeploy({ image: PYTHON });
  const curated = new PythonCuratedRepository(stack, "Curated", {
    ...common,
    repositoryName: "curated",
    deletionProtection: false,
    packages: AllowedPackages.fromLockfile(path.join(folderOf({ "requirements.lock": locked }), "requirements.lock")),
  });
  const vpc = PrivateVpc.fromVpcAttributes(stack, "Network", { networkName: "builds", project: PROJECT });
  const pool = new PrivatePool(stack, "Pool", {
    poolName: "inside",
    location: REGION,
    vpc,
    networkProjectNumber: NUMBER,
    dependsOn,
  });
  new PackageFill(stack, "Fill", {
    ...builds,
    buildName: FILL,
    repository: curated,
    contexts,
    targets: [PythonTarget.linux("3.11")],
    pool,
    removeUnlisted: true,
    start: onDeploy,
  });
  const connection = new GitConnection(stack, "GitHub", {
    connectionName: "github",
    location: REGION,
    appInstallationId: 12345678,
    tokenSecretVersion: `projects/${OTHER}/secrets/github-token/versions/7`,
    projectNumber: NUMBER,
    dependsOn,
  });
  new PackageBuild(stack, "Package", {
    ...builds,
    buildName: "my-package",
    repository: new PythonStandardRepository(stack, "Own", {
      ...common,
      repositoryName: "own",
      deletionProtection: false,
    }),
    source: BuildSource.git(
      new GitRepository(stack, "Source", { connection, remoteUri: "https://github.com/acme/my-package.git" }),
      { tag: "^v[0-9.]+$" },
    ),
    index: curated,
    start: BuildStart.onPush({ approvers: [Principal.group("releases@example.com")] }),
  });
  new ImageBuild(stack, "Image", {
    location: REGION,
    baseRepositories: [hub],
    dependsOn,
    buildName: "image",
    repository: DockerStandardRepository.fromRepositoryAttributes(stack, "Theirs", {
      repositoryName: "images",
      location: REGION,
      project: OTHER,
      immutableTags: true,
    }),
    imageName: "team/app",
    source: BuildSource.folder(
      folderOf({
        Dockerfile: `FROM ${PYTHON}\nCOPY app.py /\nRUN --mount=type=secret,id=deploy-key cat /app.py\n`,
        "app.py": program,
      }),
    ),
    contexts,
    secrets: [{ id: "deploy-key", secretVersion: `projects/${OTHER}/secrets/deploy-key/versions/2` }],
    start: onDeploy,
  });
  app.synth();
  return path.join(app.outdir, "stacks/packages/cdk.tf.json");
}

/** What another project has, and what stands before. */
async function prepare({ double }: CloudDeployment): Promise<void> {
  const post = async (where: string, body: object): Promise<void> => {
    expect((await fetch(double.address + where, { method: "POST", body: JSON.stringify(body) })).status).toBe(200);
  };
  const serviceIds = ["secretmanager.googleapis.com", "artifactregistry.googleapis.com"];
  await post(`/v1/projects/${OTHER}/services:batchEnable`, { serviceIds });
  for (const name of ["github-token", "deploy-key"])
    await post(`/secretmanager/v1/projects/${OTHER}/secrets?secretId=${name}`, { replication: { automatic: {} } });
  await post(`/v1/projects/${OTHER}/locations/${REGION}/repositories?repository_id=images`, {
    format: "DOCKER",
    dockerConfig: { immutableTags: true },
  });
}

const lockOf = (...names: string[]): string =>
  names.map((name, at) => `${name}==1.0 --hash=sha256:${String(at + 1).repeat(64)}\n`).join("");

describeWithProvider(`packages that are filled, built and pushed, with the real provider${why}`, () => {
  let first = "";
  let second = "";

  beforeAll(() => {
    first = synth(lockOf("six"), "print(1)\n");
    second = synth(lockOf("six", "flask"), "print(2)\n");
  });

  /** Those of a name that went well. */
  const good = ({ double }: CloudDeployment, name: string): number =>
    double.builds.begun.filter((build) => build.name === name && build.status === "SUCCESS").length;

  test(
    "each is built once, what fails fails the deployment and is built by the next, a pushed tag waits for an approval",
    async () => {
      const deployment = await place.initialise(first);
      await prepare(deployment);
      const { double, folder } = deployment;
      const before = double.inventory;
      double.builds.failNext(FILL, "flask: the source has no such package");
      const failed = await folder.apply();
      expectCode(failed, 1);
      expect(failed.output.replaceAll(/[\s│]+/g, " ")).toContain(
        `build "${FILL}": ended as FAILURE: flask: the source has no such package; its log: https://`,
      );
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect([good(deployment, FILL), good(deployment, "image")]).toEqual([1, 1]);

      double.builds.push(SOURCE, "v1.0");
      double.builds.push(SOURCE, "dev1");
      expect(double.builds.begun.filter(({ name }) => name === "my-package")).toEqual([
        { name: "my-package", status: "PENDING" },
      ]);

      // Synthesised anew from other folders with the same files.
      folder.configure(synth(lockOf("six"), "print(1)\n"));
      expectCode(await folder.plan(), 0);
      folder.configure(second);
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect([good(deployment, FILL), good(deployment, "image")]).toEqual([2, 2]);
      expectCode(await folder.destroy(), 0);
      expect(double.inventory.filter((line) => !line.startsWith("image "))).toEqual(before);
      expect(double.violations).toEqual([]);
    },
    10 * MINUTES,
  );

  // A quarter of an hour, so it is asked for.
  const testOfAllFaults = process.env.ALL_FAULTS === undefined ? test.skip : test;
  const sweep = (): FaultSweep => new FaultSweep(place, first, prepare);

  testOfAllFaults(
    "whichever write of the first deployment fails, the next one mends it, and nothing is built twice",
    async () => {
      const writes = await sweep().ofFirst((deployment, nth) => {
        const found = [FILL, "image"].map((name) => good(deployment, name));
        expect({ nth, found }).toEqual({ nth, found: [1, 1] });
      });
      expect(writes).toBeGreaterThan(35);
    },
    20 * MINUTES,
  );

  testOfAllFaults(
    "so it is with a change, and with taking all away",
    async () => {
      const thereOf = (deployment: CloudDeployment, nth: number): void => {
        const images = deployment.double.inventory.filter((line) => line.startsWith("image images/team/app"));
        expect({ nth, there: images.length > 0 }).toEqual({ nth, there: true });
      };
      expect(await sweep().ofChange(second, thereOf)).toBeGreaterThan(3);
      expect(await sweep().ofDestroy(thereOf)).toBeGreaterThan(30);
    },
    30 * MINUTES,
  );
});
