import * as fs from "node:fs";
import * as path from "node:path";
import { DeploymentPlace, expectCode } from "./cloud-deployment";
import { pack, succeed } from "./packed-package";

const EXAMPLE = path.resolve(__dirname, "../../examples/training-image");
const STACK = "cdktf.out/stacks/training-image/cdk.tf.json";
const MINUTES = 60_000;

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;
const app = path.join(place.newFolder("example"), "app");

beforeAll(() => {
  fs.cpSync(EXAMPLE, app, { recursive: true });
  const { filename } = pack(app);
  succeed(app, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${filename}`);
}, 5 * MINUTES);

afterAll(() => place.remove());

/** The stack, with repositories that a test may destroy. */
function synth(): string {
  fs.rmSync(path.join(app, "cdktf.out"), { recursive: true, force: true });
  succeed(app, "npx", "--no-install", "ts-node", "main.ts");
  const file = path.join(app, STACK);
  fs.writeFileSync(
    file,
    fs.readFileSync(file, "utf8").replaceAll('"prevent_destroy": true', '"prevent_destroy": false'),
  );
  return file;
}

function edit(file: string, from: string, to: string): void {
  const text = fs.readFileSync(path.join(app, file), "utf8");
  expect(text).toContain(from);
  fs.writeFileSync(path.join(app, file), text.replaceAll(from, to));
}

test(
  "the example compiles as a stranger's app",
  () => {
    expect(succeed(app, "npx", "--no-install", "tsc", "--project", ".")).toBe("");
  },
  MINUTES,
);

describeWithProvider(`the example, from the packed package, with the real provider${why}`, () => {
  test(
    "uploads the package, then builds the image with it; a failed package fails the deployment; " +
      "another version is another image",
    async () => {
      const { double, folder } = await place.initialise(synth());
      double.builds.failNext("my-package", "a test failed");
      const failed = await folder.apply();
      expectCode(failed, 1);
      expect(failed.output.replaceAll(/[\s│]+/g, " ")).toContain('build "my-package": ended as FAILURE: a test failed');
      expect(double.builds.begun).toEqual([{ name: "my-package", status: "FAILURE" }]);

      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect(double.builds.begun.slice(1)).toEqual([
        { name: "my-package", status: "SUCCESS" },
        { name: "training", status: "SUCCESS" },
      ]);
      folder.configure(synth());
      expectCode(await folder.plan(), 0);

      edit("main.ts", 'version = "0.1.0"', 'version = "0.1.1"');
      edit("my-package/pyproject.toml", 'version = "0.1.0"', 'version = "0.1.1"');
      folder.configure(synth());
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect(double.builds.begun.slice(3)).toEqual([
        { name: "my-package", status: "SUCCESS" },
        { name: "training", status: "SUCCESS" },
      ]);

      expectCode(await folder.destroy(), 0);
      expect(double.inventory).toEqual([]);
      expect(double.violations).toEqual([]);
    },
    5 * MINUTES,
  );
});
