import * as fs from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import { DockerRemoteRepository } from "../../lib/artifact-registry";
import { PythonBucketIndex } from "../../lib/bucket-index";
import { ContainerImage } from "../../lib/cloud-run";
import { AllowedPackages } from "../../lib/packages";
import { ProjectServices } from "../../lib/project";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformConfiguration } from "../support/terraform-configuration";
import { DeploymentPlace, expectCode } from "./cloud-deployment";
import type { GoogleCloudDouble } from "./google-cloud-double";
import { pack, succeed } from "./packed-package";
import type { Outcome } from "./terraform";

const EXAMPLE = path.resolve(__dirname, "../../examples/bucket-index");
const MINUTES = 60_000;

const place = new DeploymentPlace();
const testWithProvider = place.skipped === undefined ? test : test.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;
let stackFile = "";

/** The example as a stranger has it, with the packed package. */
beforeAll(() => {
  const app = path.join(place.folder, "app");
  fs.cpSync(EXAMPLE, app, { recursive: true });
  const { filename } = pack(app);
  const common = ["--no-audit", "--no-fund", "--prefer-offline"];
  succeed(app, "npm", "install", ...common, path.join(app, filename));
  succeed(app, "npx", "ts-node", "main.ts");
  stackFile = path.join(app, "cdktf.out/stacks/bucket-index/cdk.tf.json");
}, 10 * MINUTES);

afterAll(() => place.remove());

test("the example synthesises what the provider accepts", () => {
  expect(conformanceProblems(JSON.parse(fs.readFileSync(stackFile, "utf8")) as TerraformConfiguration)).toEqual([]);
});

testWithProvider(
  `the example is applied, has nothing left to do, and is destroyed${why}`,
  async () => {
    // `deploy` expects the second plan to be empty.
    const { double, folder } = await place.deploy(stackFile);
    expect(double.inventory).toEqual(
      expect.arrayContaining([
        "bucket my-project-packages",
        "event trigger package-index-files",
        "job package-index-pages",
        "scheduled job package-index-pages",
        "service package-index",
        "topic package-index-files",
        "workflow package-index-pages",
      ]),
    );
    expect(double.inventory.filter((line) => line.startsWith("notification "))).toHaveLength(1);
    expect(double.violations).toEqual([]);
    await empty(double, "my-project-packages");
    expectCode(await folder.destroy(), 0);
    // APIs stay switched on.
    expect(double.inventory.filter((line) => !line.startsWith("service ") || line.includes("package-index"))).toEqual(
      [],
    );
  },
  5 * MINUTES,
);

/** As somebody who is done with a bucket: the programs that ran stay in it, as pages do. */
async function empty({ address }: GoogleCloudDouble, bucket: string): Promise<void> {
  const objects = `${address}/storage/v1/b/${bucket}/o`;
  const { items = [] } = (await (await fetch(objects)).json()) as { items?: { name: string }[] };
  for (const { name } of items) await fetch(`${objects}/${encodeURIComponent(name)}`, { method: "DELETE" });
}

const IMAGE = ContainerImage.fromUri(
  `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub/library/python@sha256:${"0".repeat(64)}`,
);

/** An index of its own bucket, whose pages list these packages. */
function synthOverOwn(...packages: string[]): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "own");
  const services = new ProjectServices(stack, "Services", {
    services: ["artifactregistry.googleapis.com", ...PythonBucketIndex.SERVICES],
  });
  const hub = new DockerRemoteRepository(stack, "DockerHub", {
    repositoryName: "docker-hub",
    location: LOCATION,
    dependsOn: services.dependables,
  });
  const image = ContainerImage.fromRepository(hub, `library/python@sha256:${"0".repeat(64)}`);
  new PythonBucketIndex(stack, "Index", {
    indexName: "package-index",
    location: LOCATION,
    bucket: new Bucket(stack, "Packages", {
      bucketName: "acme-packages",
      location: LOCATION,
      deletedObjects: DeletedObjects.gone(),
    }),
    programImage: image,
    serverImage: image,
    allowedPackages: AllowedPackages.fromNames(packages),
    dependsOn: services.dependables,
  });
  app.synth();
  return path.join(app.outdir, "stacks/own/cdk.tf.json");
}

/** The job, where there is one, finds the program that it is to run. */
async function expectRunnable(double: GoogleCloudDouble): Promise<string | undefined> {
  const answer = await fetch(
    `${double.address}/run/v2/projects/${PROJECT}/locations/${LOCATION}/jobs/package-index-pages`,
  );
  if (!answer.ok) return undefined;
  const job = (await answer.json()) as {
    template: { template: { containers: { command: string[] }[] } };
  };
  const command = job.template.template.containers[0]?.command ?? [];
  const digest = command[command.indexOf("-c") + 2] ?? "";
  const programs = double.inventory.filter((line) => line.startsWith(`object acme-packages/programs/${digest}/`));
  expect(programs.length).toBeGreaterThan(5);
  return digest;
}

const FORBIDDEN = 403;
/** Each write takes five commands; with EVERY_WRITE=1 in the environment none is passed over. */
const STEP = process.env.EVERY_WRITE === "1" ? 1 : 17;

/**
 * Tries with a fault at one write after the other, until there are no more: whichever it is, the next try ends well.
 *
 * @returns how many writes there are
 */
async function withFaults(
  double: GoogleCloudDouble,
  attempt: () => Promise<Outcome>,
  again: () => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += STEP) {
    double.failWrite(nth, FORBIDDEN);
    const { code } = await attempt();
    if (double.faultIsPending) {
      double.failWrite(Number.MAX_SAFE_INTEGER, FORBIDDEN);
      expect(code).toBe(0);
      return nth - 1;
    }
    await expectRunnable(double);
    expectCode(await attempt(), 0);
    expect(double.violations).toEqual([]);
    await again();
  }
}

testWithProvider(
  `whichever write of the first apply or of the destruction fails, the next try ends well${why}`,
  async () => {
    const { double, folder } = await place.initialise(synthOverOwn("six"));
    const destroyed = async (): Promise<Outcome> => {
      await empty(double, "acme-packages").catch(() => undefined);
      return folder.destroy();
    };
    const gone = async (): Promise<void> => {
      expectCode(await folder.plan(), 0);
      expectCode(await destroyed(), 0);
      expect(double.inventory.filter((line) => !line.startsWith("service "))).toEqual([]);
    };
    expect(
      await withFaults(
        double,
        () => folder.apply(),
        () => gone(),
      ),
    ).toBeGreaterThan(20);
    const back = async (): Promise<void> => {
      expect(double.inventory.filter((line) => !line.startsWith("service "))).toEqual([]);
      expectCode(await folder.apply(), 0);
    };
    expect(await withFaults(double, destroyed, back)).toBeGreaterThan(10);
  },
  60 * MINUTES,
);

testWithProvider(
  `whichever write of a change fails, the job can run one program or the other, and the next apply ends well${why}`,
  async () => {
    const { double, folder } = await place.deploy(synthOverOwn("six"));
    const programs = [await expectRunnable(double)];
    const stacks = [synthOverOwn("six", "idna"), synthOverOwn("six")];
    const turn = async (): Promise<void> => {
      expectCode(await folder.plan(), 0);
      stacks.reverse();
      folder.configure(stacks[1] ?? "");
      await Promise.resolve();
    };
    await turn();
    const writes = await withFaults(
      double,
      () => folder.apply(),
      async () => {
        programs.push(await expectRunnable(double));
        await turn();
      },
    );
    expect(writes).toBeGreaterThan(5);
    expect(new Set(programs).size).toBe(2);
  },
  60 * MINUTES,
);

/** An index over a bucket that is defined elsewhere. */
function synthOverImported(): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "imported");
  new PythonBucketIndex(stack, "Index", {
    indexName: "package-index",
    location: LOCATION,
    bucket: Bucket.fromBucketAttributes(stack, "Packages", { bucketName: "acme-packages" }),
    programImage: IMAGE,
    serverImage: IMAGE,
  });
  app.synth();
  return path.join(app.outdir, "stacks/imported/cdk.tf.json");
}

testWithProvider.each([
  ["could be made public", { location: "US-CENTRAL1" }, "inherited", /could be made public/],
  ["is elsewhere", { location: "EUROPE-WEST1" }, "enforced", /must be in us-central1 or us/],
  ["is as it must be", { location: "US-CENTRAL1" }, "enforced", undefined],
])(
  `a bucket of others that %s is seen by the plan${why}`,
  async (_, bucket, publicAccessPrevention, refusal) => {
    const { double, folder } = await place.initialise(synthOverImported());
    await fetch(`${double.address}/storage/v1/b`, {
      method: "POST",
      body: JSON.stringify({
        name: "acme-packages",
        ...bucket,
        iamConfiguration: { publicAccessPrevention, uniformBucketLevelAccess: { enabled: true } },
      }),
    });
    const { code, output } = await folder.plan();
    // 2: there is something to do.
    expect(code).toBe(refusal === undefined ? 2 : 1);
    expect(output.replaceAll(/\n│? */g, " ")).toMatch(refusal ?? /Plan: \d+ to add, 0 to change/);
  },
  MINUTES,
);
