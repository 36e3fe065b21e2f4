import * as fs from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import {
  DockerRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  PythonRemoteRepository,
} from "../../lib/artifact-registry";
import { BuildSource, BuildStart, ImageBuild } from "../../lib/cloud-build";
import { AllowedPackages } from "../../lib/packages";
import { ProjectServices } from "../../lib/project";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import type { Json } from "./api-double";
import { DeploymentPlace, expectCode } from "./cloud-deployment";
import type { CloudDeployment } from "./cloud-deployment";

const MINUTES = 60_000;
const FORBIDDEN = 403;
/** Most of the time of a deployment is the provider's waiting. */
const AT_ONCE = 8;
const BASE = `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub/library/python:3.11-slim@sha256:${"0123456789abcdef".repeat(4)}`;
const DOCKERFILE = `FROM ${BASE}
ARG PIP_INDEX_URL
ARG GREETING
COPY . /app
RUN --mount=type=secret,id=netrc,target=/root/.netrc pip install --require-hashes -r /app/requirements.lock
`;

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;

afterAll(() => place.remove());

interface Synthesised {
  readonly stackFile: string;
  readonly imageUri: string;
}

/** An image from a folder with packages of a locked index, built when it is deployed. */
function synthImage(program: string): Synthesised {
  const source = place.newFolder("source");
  for (const [name, text] of Object.entries({
    Dockerfile: DOCKERFILE,
    "requirements.lock": "",
    "app.py": program,
  }))
    fs.writeFileSync(path.join(source, name), text);
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "images");
  const services = ["artifactregistry", "cloudbuild", "iam", "run"].map((name) => `${name}.googleapis.com`);
  const { dependables: dependsOn } = new ProjectServices(stack, "Services", { services });
  const common = { location: LOCATION, dependsOn };
  const hub = new DockerRemoteRepository(stack, "Hub", { ...common, repositoryName: "docker-hub" });
  const { imageUri } = new ImageBuild(stack, "Image", {
    buildName: "base",
    repository: new DockerStandardRepository(stack, "Images", {
      ...common,
      repositoryName: "images",
      deletionProtection: false,
    }),
    imageName: "base",
    source: BuildSource.folder(source),
    contexts: new Bucket(stack, "Contexts", {
      ...common,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
    baseRepositories: [hub],
    index: new PythonRemoteRepository(stack, "Pypi", {
      ...common,
      repositoryName: "pypi",
      downloads: DownloadPolicy.allowOnly(AllowedPackages.fromNames(["six"])),
    }),
    // What Cloud Build and Terraform would put values in for.
    buildArguments: { GREETING: "a$b ${c} %{d} $$e" },
    start: BuildStart.onDeploy({ image: BASE }),
    dependsOn,
  });
  app.synth();
  return { stackFile: path.join(app.outdir, "stacks/images/cdk.tf.json"), imageUri };
}

/** As the inventory says it. */
function imageLine(imageUri: string): string {
  return `image ${imageUri.slice(imageUri.indexOf("/images/") + 1)}`;
}

function expectImage({ double }: CloudDeployment, ...imageUris: string[]): void {
  expect(double.inventory.filter((line) => line.startsWith("image "))).toEqual(imageUris.map(imageLine).sort());
}

describe("the double of Google's APIs for builds", () => {
  test("demands the rights of who starts a build and of what it runs as, and keeps what is in a bucket", async () => {
    const double = await place.newCloud();
    const send = async (method: string, url: string, body: unknown = {}, account?: string) => {
      const answer = await fetch(`${double.address}/${url}`, {
        method,
        ...(method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        ...(account === undefined ? {} : { headers: { authorization: `Bearer account:${account}` } }),
      });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    const [builder, starter] = ["b", "s"].map((id) => `${id}@p.iam.gserviceaccount.com`);
    const at = "cloudbuild/v1/projects/p/locations/l";
    const trigger = {
      name: "t",
      serviceAccount: `projects/p/serviceAccounts/${builder}`,
      build: { images: ["l-docker.pkg.dev/p/images/i:1"], steps: [] },
    };
    expect((await send("POST", `${at}/triggers`, trigger)).status).toBe(403);
    await send("POST", "v1/projects/p/services:batchEnable", { serviceIds: ["cloudbuild.googleapis.com"] });
    expect((await send("POST", `${at}/triggers`, trigger)).status).toBe(404);
    for (const accountId of ["b", "s"]) await send("POST", "v1/projects/p/serviceAccounts", { accountId });
    await send("POST", "v1/projects/p/locations/l/repositories?repository_id=images", { format: "DOCKER" });
    const { id } = (await send("POST", `${at}/triggers`, trigger)).body as { id: string };

    const run = () => send("POST", `${at}/triggers/${id}:run`, {}, starter);
    expect((await run()).status).toBe(403);
    await send("POST", "v1/projects/p/roles", {
      roleId: "r",
      role: { includedPermissions: ["cloudbuild.builds.create", "cloudbuild.builds.get"] },
    });
    const policy = (...bindings: string[][]) => ({
      policy: { bindings: bindings.map(([role, member]) => ({ role, members: [`serviceAccount:${member}`] })) },
    });
    await send("POST", "v1/projects/p:setIamPolicy", policy(["projects/p/roles/r", starter ?? ""]));
    expect((await run()).status).toBe(403);
    await send(
      "POST",
      `v1/projects/-/serviceAccounts/${builder}:setIamPolicy`,
      policy(["roles/iam.serviceAccountUser", starter ?? ""]),
    );
    expect(double.violations).toHaveLength(2);

    const ended = async () => {
      const { metadata } = (await run()).body as { metadata: { build: { id: string } } };
      const look = async () =>
        (await send("GET", `${at}/builds/${metadata.build.id}`, {}, starter)).body as { status: string };
      expect(await look()).toMatchObject({ status: "WORKING" });
      return look();
    };
    expect(await ended()).toMatchObject({
      status: "FAILURE",
      failureInfo: { detail: expect.stringContaining("lacks") as string },
    });
    expect(double.violations.length).toBeGreaterThan(2);
    await send(
      "POST",
      "v1/projects/p/locations/l/repositories/images:setIamPolicy",
      policy(["roles/artifactregistry.writer", builder ?? ""]),
    );
    await send("POST", "v1/projects/p:setIamPolicy", {
      policy: {
        etag: "1",
        ...policy(["projects/p/roles/r", starter ?? ""], ["roles/logging.logWriter", builder ?? ""]).policy,
      },
    });
    const before = double.violations.length;
    expect(await ended()).toMatchObject({ status: "SUCCESS" });
    expect(double.inventory).toContain("image images/i:1");
    double.builds.failNext("t", "on purpose");
    expect(await ended()).toMatchObject({ status: "FAILURE", failureInfo: { detail: "on purpose" } });
    expect(double.violations).toHaveLength(before);
    expect(double.builds.begun.map(({ status }) => status)).toEqual(["FAILURE", "SUCCESS", "FAILURE"]);

    await send("POST", "storage/v1/b?project=p", { name: "contexts" });
    expect((await send("POST", "upload/storage/v1/b/contexts/o?uploadType=media&name=a/b", "text")).status).toBe(200);
    expect(double.object("contexts", "a/b").toString()).toBe("text");
    expect((await send("DELETE", "storage/v1/b/contexts")).status).toBe(409);
    expect((await send("DELETE", "storage/v1/b/contexts/o/a%2Fb")).status).toBe(200);
    expect((await send("DELETE", "storage/v1/b/contexts")).status).toBe(200);
  });
});

describeWithProvider(`an image that is built when it is deployed, with the real provider${why}`, () => {
  let first: Synthesised;
  let second: Synthesised;

  beforeAll(() => {
    first = synthImage("print(1)\n");
    second = synthImage("print(2)\n");
  });

  test(
    "is built once, and once more when its folder has changed; nothing is left to do, and all of it is destroyed",
    async () => {
      const deployment = await place.deploy(first.stackFile);
      const { double, folder } = deployment;
      expectImage(deployment, first.imageUri);
      expectCode(await folder.apply(), 0);
      // Synthesised anew from another folder with the same files.
      folder.configure(synthImage("print(1)\n").stackFile);
      expectCode(await folder.plan(), 0);
      expect(double.builds.begun).toEqual([{ name: "base", status: "SUCCESS" }]);

      folder.configure(second.stackFile);
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expectImage(deployment, first.imageUri, second.imageUri);
      expect(double.builds.begun).toHaveLength(2);

      // What is there already is not built, and not given up.
      folder.configure(first.stackFile);
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect(double.builds.begun).toHaveLength(2);
      expect(double.run.executions.at(-1)?.output).toContain("there already");

      expectCode(await folder.destroy(), 0);
      expect(double.inventory).toEqual([]);
      expect(double.violations).toEqual([]);
    },
    5 * MINUTES,
  );

  test("begins after every grant, after the DENY, and after its context is there", async () => {
    const { double } = await place.deploy(first.stackFile);
    const requests = double.journal.map(({ request }) => request);
    const begun = requests.findIndex((request) => request.includes(":run"));
    const last = (part: RegExp) => requests.findLastIndex((request) => part.test(request));
    expect(begun).toBeGreaterThan(0);
    for (const part of [
      /^POST .*:setIamPolicy/,
      /^PUT .*\/iam\b/,
      /^POST .*\/roles\b/,
      /^POST .*ruleId=pypi-deny-all\b/,
      /^POST \/upload\/.*acme-contexts/,
    ]) {
      const at = last(part);
      expect({ part, isThere: at >= 0, isBefore: at < begun }).toEqual({ part, isThere: true, isBefore: true });
    }
    expect(double.violations).toEqual([]);
  });

  test(
    "fails the deployment when it fails, with the reason and its log, and is built by the next one",
    async () => {
      const deployment = await place.initialise(first.stackFile);
      const { double, folder } = deployment;
      double.builds.failNext("base", "pip found no six");
      const failed = await folder.apply();
      expectCode(failed, 1);
      const said = failed.output.slice(failed.output.indexOf("Error: ")).replaceAll(/[\s│]+/g, " ");
      expect(said).toContain(
        'build "base": ended as FAILURE: pip found no six; its log: https://console.cloud.google.com/',
      );
      expectImage(deployment);
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expectImage(deployment, first.imageUri);
      expect(double.builds.begun.map(({ status }) => status)).toEqual(["FAILURE", "SUCCESS"]);
      expect(double.violations).toEqual([]);
    },
    5 * MINUTES,
  );

  test(
    "whichever write of the first deployment fails, a second one mends it, and it is built once",
    async () => {
      const failEach = async (nth: number) => {
        const deployment = await place.initialise(first.stackFile);
        const { double, folder } = deployment;
        double.failWrite(nth, FORBIDDEN);
        await folder.apply();
        const missed = double.faultIsPending;
        if (!missed) {
          expectCode(await folder.apply(), 0);
          expectCode(await folder.plan(), 0);
          expectImage(deployment, first.imageUri);
          expect({ nth, begun: double.builds.begun }).toEqual({ nth, begun: [{ name: "base", status: "SUCCESS" }] });
        }
        expect({ nth, violations: double.violations }).toEqual({ nth, violations: [] });
        await double.stop();
        return !missed;
      };
      let tried = 0;
      for (let reached = true; reached;) {
        const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => failEach(tried + index + 1)));
        reached = !all.includes(false);
        tried += reached ? all.length : all.indexOf(false);
      }
      expect(tried).toBeGreaterThan(20);
    },
    20 * MINUTES,
  );
});
