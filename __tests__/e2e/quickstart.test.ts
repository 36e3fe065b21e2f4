import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { MarkdownFile } from "../docs/markdown-files";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformConfiguration } from "../support/terraform-configuration";
import { pack, run, succeed } from "./packed-package";

const QUICKSTART = path.resolve(__dirname, "../../examples/quickstart");
const STACK = "cdktf.out/stacks/registry/cdk.tf.json";
const MINUTES = 60_000;

let home = "";
let tarball = "";

/** A copy of the example with the packed package beside it, as README.md has it. */
function newApp(name: string): string {
  const app = path.join(home, name);
  fs.mkdirSync(app);
  for (const file of ["main.ts", "package.json", "requirements.lock", "tsconfig.json"])
    fs.copyFileSync(path.join(QUICKSTART, file), path.join(app, file));
  fs.copyFileSync(path.join(home, tarball), path.join(app, tarball));
  return app;
}

/** Makes the app an ES module, as README.md says. */
function toEsModule(app: string): void {
  const edit = (file: string, change: (text: string) => string): void => {
    const text = fs.readFileSync(path.join(app, file), "utf8");
    expect(change(text)).not.toBe(text);
    fs.writeFileSync(path.join(app, file), change(text));
  };
  edit("package.json", (text) => text.replace("{", '{ "type": "module",'));
  edit("main.ts", (text) => text.replaceAll(/(@cdktf\/provider-google\/lib\/[a-z-]+)"/g, '$1/index.js"'));
}

function expectLocked(app: string): void {
  const stack = JSON.parse(fs.readFileSync(path.join(app, STACK), "utf8")) as TerraformConfiguration;
  expect(conformanceProblems(stack)).toEqual([]);
  const rules = Object.values(stack.resource?.google_artifact_registry_rule ?? {});
  expect(rules.map(({ action, package_id: name }) => [action, name])).toEqual([
    ["DENY", undefined],
    ["ALLOW", "six"],
  ]);
  fs.rmSync(path.join(app, "cdktf.out"), { recursive: true });
}

/** The binary of another Node.js, from its package. */
function node(version: string): string {
  const folder = path.join(home, `node-${version}`);
  succeed(home, "npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--prefer-offline", `node@${version}`);
  const found = ["node_modules/node/bin/node", "node_modules/.bin/node"].map((file) => path.join(folder, file));
  const binary = found.find((file) => fs.existsSync(file)) ?? "";
  expect(succeed(home, binary, "--version")).toMatch(new RegExp(`^v${version}\\.`));
  return binary;
}

/** A package manager, from its package. */
function manager(name: string, version: string, file: string): string {
  const folder = path.join(home, `${name.replace(/^.*\//, "")}-${version}`);
  succeed(
    home,
    "npm",
    "install",
    "--prefix",
    folder,
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    `${name}@${version}`,
  );
  return path.join(folder, "node_modules", name, file);
}

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-quickstart-"));
  tarball = pack(home).filename;
}, 5 * MINUTES);

afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

describe("with npm", () => {
  const modules = { CommonJS: "", "ES module": "" };
  const installed: { warnings: string } = { warnings: "" };

  beforeAll(() => {
    const app = newApp("npm");
    const { code, stderr, stdout } = run(app, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
    if (code !== 0) throw new Error(stdout + stderr);
    installed.warnings = stderr;
    modules.CommonJS = app;
    modules["ES module"] = path.join(home, "npm-module");
    fs.cpSync(app, modules["ES module"], { recursive: true, verbatimSymlinks: true });
    toEsModule(modules["ES module"]);
    for (const folder of Object.values(modules)) succeed(folder, "npm", "run", "synth");
  }, 10 * MINUTES);

  test("is installed without a warning", () => {
    expect(installed.warnings).not.toContain("cdktf-google-private-pypi");
  });

  test.each(["CommonJS", "ES module"] as const)("as %s, synthesises the locked repository", (kind) => {
    expectLocked(modules[kind]);
  });

  describe.each(["20", "22", "24"])("on Node.js %s", (version) => {
    let binary = "";
    beforeAll(() => {
      binary = node(version);
    }, 5 * MINUTES);

    test.each(["CommonJS", "ES module"] as const)("as %s", (kind) => {
      succeed(modules[kind], binary, "main.js");
      expectLocked(modules[kind]);
    });

    test("the command runs", () => {
      const command = path.join(modules.CommonJS, "node_modules/cdktf-google-private-pypi/dist/cli/main.js");
      expect(succeed(modules.CommonJS, binary, command, "allow", "requirements.lock")).toBe("six==1.17.0\n");
    });
  });
});

describe.each([
  ["pnpm", "10", "bin/pnpm.cjs"],
  ["yarn", "1", "bin/yarn.js"],
])("with %s %s", (name, version, file) => {
  test(
    "synthesises the locked repository, and has the command",
    () => {
      const program = manager(name, version, file);
      const app = newApp(name);
      succeed(app, process.execPath, program, "install");
      succeed(app, process.execPath, program, "run", "synth");
      expectLocked(app);
      const allowed = succeed(
        app,
        process.execPath,
        program,
        ...(name === "yarn" ? ["-s"] : ["exec"]),
        "private-pypi",
        "allow",
        "requirements.lock",
      );
      expect(allowed).toContain("six==1.17.0\n");
    },
    10 * MINUTES,
  );
});

test(
  "with yarn 4, without a folder of modules",
  () => {
    const program = manager("@yarnpkg/cli-dist", "4", "bin/yarn.js");
    const app = newApp("yarn-4");
    fs.writeFileSync(path.join(app, "yarn.lock"), "");
    succeed(app, process.execPath, program, "install", "--no-immutable");
    succeed(app, process.execPath, program, "run", "synth");
    expectLocked(app);
  },
  10 * MINUTES,
);

test("README.md shows all of it", () => {
  const readme = new MarkdownFile("README.md");
  const shown = (language: string): string => readme.blocks(language)[0]?.code ?? "";
  const file = (name: string): string => fs.readFileSync(path.join(QUICKSTART, name), "utf8");
  expect(shown("ts")).toBe(file("main.ts"));
  expect(shown("json")).toBe(file("package.json"));
  expect(readme.blocks("json")[1]?.code).toBe(file("tsconfig.json"));
  expect(readme.blocks("text").map(({ code }) => code)).toContain(file("requirements.lock"));
  expect(fs.readdirSync(QUICKSTART).sort()).toEqual(["main.ts", "package.json", "requirements.lock", "tsconfig.json"]);
});
