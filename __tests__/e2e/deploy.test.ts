import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { MarkdownFile } from "../docs/markdown-files";
import { GoogleCloudDouble } from "./google-cloud-double";
import { RealProvider } from "./terraform";
import type { Outcome } from "./terraform";

const ROOT = path.resolve(__dirname, "../..");
const MINUTES = 60_000;
const README = new MarkdownFile("README.md");
const GUIDE = new MarkdownFile("docs/guides/environments.md");

const provider = RealProvider.find();
const describeWithProvider = provider.skipped === undefined ? describe : describe.skip;
const why = provider.skipped === undefined ? "" : ` (skipped: ${provider.skipped})`;

let temporary = "";
let clone = "";
let cliConfig = "";
/** The APIs as each project sees them. */
const projects = { "my-project": new GoogleCloudDouble(), "my-prod": new GoogleCloudDouble() };
const [dev, prod] = [projects["my-project"], projects["my-prod"]];
const endpoints = new Map<string, Readonly<Record<string, string>>>();

/**
 * Runs a line of a document as a shell does, in the clone; what would ask a person, or a registry of providers, is
 * answered by an option.
 */
function shell(line: string): Promise<Outcome> {
  const answered = line
    .replace(/\bcdktf (deploy|destroy)\b/, "cdktf $1 --auto-approve")
    .replace(/\bcdktf (deploy|destroy|diff)\b/, "cdktf $1 --skip-provider-lock");
  const [, project = "my-project"] = /^PROJECT_ID=(\S+) /.exec(line) ?? [];
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TF_CLI_CONFIG_FILE: cliConfig,
    CHECKPOINT_DISABLE: "1",
    GOOGLE_OAUTH_ACCESS_TOKEN: "none",
    ...endpoints.get(project),
  };
  return new Promise((resolve) => {
    const options = { cwd: clone, env, maxBuffer: 1 << 26 };
    const child = execFile("bash", ["-eo", "pipefail", "-c", answered], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: plain(stdout + stderr) });
    });
    child.stdin?.end();
  });
}

/** Without colours and the lines that a terminal would have written over. */
function plain(output: string): string {
  return stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => !/^[⠀-⣿] /.test(line) && line.trim() !== "")
    .join("\n");
}

async function succeed(line: string): Promise<string> {
  const { code, output } = await shell(line);
  expect({ line, code, said: code === 0 ? "" : output }).toEqual({ line, code: 0, said: "" });
  return output;
}

/** The lines of README.md's shell blocks that begin so. */
function lines(beginning: string): readonly string[] {
  return README.blocks("sh")
    .flatMap(({ code }) => code.split("\n"))
    .filter((line) => line.startsWith(beginning));
}

beforeAll(async () => {
  if (provider.skipped !== undefined) return;
  temporary = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-deploy-"));
  cliConfig = provider.writeCliConfig(temporary);
  clone = path.join(temporary, "clone");
  for (const file of ["main.ts", "cdktf.json", "package.json", "tsconfig.json", "lib", "packages", "images"])
    fs.cpSync(path.join(ROOT, file), path.join(clone, file), { recursive: true });
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(clone, "node_modules"));
  for (const [project, double] of Object.entries(projects))
    endpoints.set(project, GoogleCloudDouble.environment(await double.start()));
});

afterAll(async () => {
  if (provider.skipped !== undefined) return;
  await Promise.all([dev.stop(), prod.stop()]);
  fs.rmSync(temporary, { recursive: true, force: true });
});

describeWithProvider(`README.md's deployment, by cdktf with the real provider${why}`, () => {
  test(
    "deploys one stack after the other, and nobody is let in before the DENY",
    async () => {
      const [registry = "", images = "", network = "", hosts = "", ...others] = lines(
        "PROJECT_ID=my-project npx cdktf deploy ",
      );
      expect(others).toEqual([]);
      const output = await succeed(registry);
      expect(output).toContain("Apply complete!");
      expect(dev.inventory).toContain("rule python-remote-repo-deny-all DENY");
      expect(dev.inventory).not.toContain("networks private");
      // What a person sees of a file is that it is there.
      expect(output).toMatch(/pip_conf *= *<sensitive>/);
      expect(output).not.toContain("keyring-provider");

      await succeed(images);
      expect(dev.builds.begun).toEqual([{ name: "kfp-base", status: "SUCCESS" }]);
      expect(dev.inventory).toEqual(
        expect.arrayContaining([expect.stringMatching(/^image kfp-base-images\/python-3\.11-slim:[0-9a-f]{20}$/)]),
      );
      expect(await succeed("PROJECT_ID=my-project npx cdktf diff images")).toContain("No changes.");

      await succeed(network);
      expect(dev.inventory).toContain("networks private");
      expect(dev.inventory).not.toContain("instances python-host");
      await succeed(hosts);
      expect(dev.inventory).toContain("instances python-host");
      expect(dev.violations).toEqual([]);
    },
    10 * MINUTES,
  );

  test(
    "prints the outputs, and the files that are asked for",
    async () => {
      const [outputs = "", file = "", ...others] = [
        ...lines("PROJECT_ID=my-project npx cdktf output "),
        ...lines("terraform -chdir=cdktf.out/stacks/registry output "),
      ];
      expect(others).toEqual([]);
      expect(await succeed(outputs)).toMatch(
        /python_index_url =\s+https:\/\/us-central1-python\.pkg\.dev\/my-project\/python\/simple\//,
      );
      expect(await succeed(file)).toMatch(
        /^\[global\]\nindex-url = https:\/\/us-central1-python\.pkg\.dev\/my-project\/python\/simple\/$/m,
      );
    },
    5 * MINUTES,
  );

  test(
    "deploys a second environment from the same clone, and leaves the first as it is",
    async () => {
      const [before, writes] = [dev.inventory, dev.writes.length];
      const [diff = "", deploy = "", ...others] = lines("PROJECT_ID=my-prod npx cdktf ");
      expect(others).toEqual([]);
      const planned = await succeed(diff);
      expect(planned).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy\./);
      expect(prod.inventory).toEqual([]);
      await succeed(deploy);
      expect(prod.inventory).toContain("repository python-packages");
      expect(dev.inventory).toEqual(before);
      expect(dev.writes).toHaveLength(writes);
      expect(await succeed("PROJECT_ID=my-project npx cdktf diff registry")).toContain("No changes.");
      expect(await succeed("PROJECT_ID=my-prod npx cdktf diff registry --migrate-state")).toContain("No changes.");
    },
    10 * MINUTES,
  );

  test(
    "changes only what a renewed lock changes",
    async () => {
      const lock = path.join(clone, "packages/pipelines.txt");
      const text = fs.readFileSync(lock, "utf8");
      fs.writeFileSync(lock, text.replace(/^six==1\.17\.0/m, "six==1.16.0"));
      const writes = dev.writes.length;
      await succeed("PROJECT_ID=my-project npx cdktf deploy registry");
      expect(dev.writes.slice(writes).map(({ request }) => request.replace(/\?.*/, ""))).toEqual([
        "PATCH projects/my-project/locations/us-central1/repositories/python-remote-repo/rules/python-remote-repo-six",
      ]);
      expect(dev.violations).toEqual([]);
      fs.writeFileSync(lock, text);
    },
    5 * MINUTES,
  );

  test(
    "refuses the state of version 0.1.0 until it is moved as the guide says, and then goes on from it",
    async () => {
      const kept = "terraform.my-project.us-central1.registry.tfstate";
      fs.renameSync(path.join(clone, kept), path.join(clone, "terraform.registry.tfstate"));
      await succeed("PROJECT_ID=my-prod npx cdktf diff registry");
      const refused = await shell("PROJECT_ID=my-project npx cdktf diff registry");
      expect(refused.code).not.toBe(0);
      const move = `mv terraform.registry.tfstate ${kept}`;
      expect(refused.output).toContain(move);
      expect(GUIDE.blocks("sh").map(({ code }) => code.trim())).toContain(move);
      await succeed(move);
      expect(await succeed("PROJECT_ID=my-project npx cdktf diff registry")).toMatch(
        /Plan: 0 to add, 1 to change, 0 to destroy/,
      );
    },
    5 * MINUTES,
  );

  test(
    "is taken away from the end, then all of it, and the second environment stays",
    async () => {
      const [fromTheEnd = "", all = "", ...others] = [
        ...lines("PROJECT_ID=my-project npx cdktf destroy "),
        ...lines("PROJECT_ID=my-project DELETION_PROTECTION=false npx cdktf destroy "),
      ];
      expect(others).toEqual([]);
      await succeed(fromTheEnd);
      expect(dev.inventory).toContain("repository python");
      expect(dev.inventory).not.toContain("networks private");
      await succeed(all);
      expect(dev.inventory).toEqual([]);
      expect(dev.violations).toEqual([]);
      expect(prod.inventory).toContain("repository python-packages");
    },
    10 * MINUTES,
  );
});
