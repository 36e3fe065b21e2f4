import * as fs from "node:fs";
import * as path from "node:path";
import { DeploymentPlace, expectCode } from "./cloud-deployment";
import { pack, succeed } from "./packed-package";

const EXAMPLE = path.resolve(__dirname, "../../examples/micro-services");
const MINUTES = 60_000;
const SERVICES = ["chatbot", "engine", "messaging"];

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;

let stackFile = "";

/** The example as a stranger has it: apart from this project, with the packed package. */
beforeAll(() => {
  const app = path.join(place.newFolder("example"), "app");
  fs.cpSync(EXAMPLE, app, { recursive: true, filter: (file) => !/node_modules|cdktf\.out|__pycache__/.test(file) });
  const tarball = path.join(place.folder, pack(place.folder).filename);
  const manifest = path.join(app, "package.json");
  const { dependencies, devDependencies, ...others } = JSON.parse(fs.readFileSync(manifest, "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  // `cdktf synth` runs the same program as here, and is the larger part of what would be installed.
  const tools = Object.fromEntries(Object.entries(devDependencies).filter(([name]) => name !== "cdktf-cli"));
  const packed = { ...dependencies, "cdktf-google-private-pypi": `file:${tarball}` };
  fs.writeFileSync(manifest, JSON.stringify({ ...others, dependencies: packed, devDependencies: tools }));
  succeed(app, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts");
  const { app: program } = JSON.parse(fs.readFileSync(path.join(app, "cdktf.json"), "utf8")) as { app: string };
  succeed(app, "env", "DELETION_PROTECTION=false", "npx", "--no-install", ...program.split(" "));
  stackFile = path.join(app, "cdktf.out/stacks/micro-services/cdk.tf.json");
}, 10 * MINUTES);

afterAll(() => place.remove());

describeWithProvider(`the three services, from the packed package, with the real provider${why}`, () => {
  test(
    "are built and deployed in one apply, have nothing left to do, and are destroyed",
    async () => {
      const cloud = await place.newCloud();
      const post = async (where: string, body: object): Promise<void> => {
        expect((await fetch(cloud.address + where, { method: "POST", body: JSON.stringify(body) })).status).toBe(200);
      };
      // What README.md has somebody do before.
      await post("/v1/projects/my-project/services:batchEnable", { serviceIds: ["secretmanager.googleapis.com"] });
      for (const name of ["slack-bot-token", "slack-signing-secret"]) {
        await post(`/secretmanager/v1/projects/my-project/secrets?secretId=${name}`, {
          replication: { automatic: {} },
        });
      }
      const secrets = cloud.inventory;
      const { folder } = await place.deploy(stackFile, cloud);
      const begun = cloud.builds.begun.map(({ name }) => name);
      expect(begun[0]).toBe("acme-shared");
      expect([...begun].sort()).toEqual(["acme-shared", ...SERVICES]);
      expect(cloud.inventory).toEqual(expect.arrayContaining(SERVICES.map((name) => `service ${name}`)));
      expect(cloud.violations).toEqual([]);
      expectCode(await folder.destroy(), 0);
      expect(cloud.inventory).toEqual(secrets);
    },
    10 * MINUTES,
  );
});
