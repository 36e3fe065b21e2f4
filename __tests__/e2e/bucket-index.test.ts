import * as fs from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import { PythonBucketIndex } from "../../lib/bucket-index";
import { ContainerImage } from "../../lib/cloud-run";
import { Bucket } from "../../lib/storage";
import { googleStack, LOCATION } from "../support/registry-app";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformConfiguration } from "../support/terraform-configuration";
import { DeploymentPlace, expectCode } from "./cloud-deployment";
import { pack, succeed } from "./packed-package";

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
    expectCode(await folder.destroy(), 0);
    // APIs stay switched on.
    expect(double.inventory.filter((line) => !line.startsWith("service ") || line.includes("package-index"))).toEqual(
      [],
    );
  },
  5 * MINUTES,
);

/** An index over a bucket that is defined elsewhere. */
function synthOverImported(): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "imported");
  const image = `${LOCATION}-docker.pkg.dev/my-project/docker-hub/library/python@sha256:${"0".repeat(64)}`;
  new PythonBucketIndex(stack, "Index", {
    indexName: "package-index",
    location: LOCATION,
    bucket: Bucket.fromBucketAttributes(stack, "Packages", { bucketName: "acme-packages" }),
    programImage: ContainerImage.fromUri(image),
    serverImage: ContainerImage.fromUri(image),
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
