import * as fs from "node:fs";
import * as path from "node:path";
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
