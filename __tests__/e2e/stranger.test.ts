import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformConfiguration } from "../support/terraform-configuration";
import { pack, run, succeed } from "./packed-package";
import type { Packed } from "./packed-package";

const ROOT = path.resolve(__dirname, "../..");
const PEERS = ["@cdktf/provider-google", "cdktf", "constructs"];
const TOOLS = ["@types/node", "typescript"];

let home = "";
let app = "";
let packed: Packed;

function installedVersion(name: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, "node_modules", name, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function write(name: string, content: string | object): void {
  fs.writeFileSync(path.join(app, name), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
}

/** The README's example of the constructs in one's own stack. */
function readmeExample(): string {
  const readme = fs.readFileSync(path.join(ROOT, "README.md"), "utf8");
  const example = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(([, code = ""]) => code)
    .find((code) => code.includes("new PythonRemoteRepository("));
  if (example === undefined) throw new Error("README.md has no example of a PythonRemoteRepository");
  return example;
}

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-stranger-"));
  app = path.join(home, "app");
  fs.mkdirSync(app);
  packed = pack(home);

  const dependencies = Object.fromEntries([...PEERS, ...TOOLS].map((name) => [name, installedVersion(name)]));
  write("package.json", {
    private: true,
    dependencies: { ...dependencies, "cdktf-google-private-pypi": `file:../${packed.filename}` },
  });
  succeed(app, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts");
  write(
    "requirements.lock",
    "flask==3.0.3\n" +
      "six==1.17.0 \\\n    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274\n",
  );
  write("main.ts", readmeExample());
});

afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

/** Compiles main.ts with every check of declaration files. */
function compile(compilerOptions: object): void {
  write("tsconfig.json", {
    compilerOptions: {
      strict: true,
      skipLibCheck: false,
      target: "ES2018",
      types: ["node"],
      outDir: "out",
      ...compilerOptions,
    },
    files: ["main.ts"],
  });
  succeed(app, "npx", "--no-install", "tsc", "--project", ".");
}

test("the package holds what it needs to run, its sources and pages, and nothing else", () => {
  const kinds = [
    /^dist\/(?:[a-z-]+\/){1,3}[a-z-]+\.(?:js|d\.ts)(?:\.map)?$/,
    /^lib\/(?:[a-z-]+\/){1,3}[a-z-]+\.ts$/,
    /^lib\/static-index\/(?:index_pages|migrate_files)\/[a-z_]+\.py$/,
    /^(?:docs|lib)\/[A-Za-z0-9/-]+\.(?:md|svg)$/,
  ];
  const others = packed.files.map((file) => file.path).filter((file) => !kinds.some((kind) => kind.test(file)));
  expect(others.sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "NOTICE",
    "README.md",
    "SECURITY.md",
    "lib/bucket-index/run_program.py",
    "lib/cloud-build/build_package.py",
    "lib/cloud-build/compile_pipeline.py",
    "lib/cloud-build/fill_repository.py",
    "lib/cloud-build/start_build.py",
    "lib/compute/startup-script.py",
    "lib/plan-review/review.schema.json",
    "package.json",
    "packages/bootstrap.txt",
  ]);
  // Half of it are the maps and sources that debuggers and editors ask for.
  expect(packed.size).toBeLessThan(2_300_000);
});

test("a debugger and an editor find the source of what is run", () => {
  const installed = path.join(app, "node_modules/cdktf-google-private-pypi");
  const maps = packed.files.map((file) => file.path).filter((file) => file.endsWith(".map"));
  // What the index of a room holds is made for the package, and has no source; the cards of the review are lists, which
  // read the same as they are packed.
  const written = packed.files
    .map((file) => file.path)
    .filter((file) => /^dist\/(?![a-z-]+\/index\.js$|plan-review\/services\/).*\.js$/.test(file));
  expect(maps.filter((file) => file.endsWith(".js.map")).sort()).toEqual(written.map((file) => `${file}.map`).sort());
  const missing = maps.flatMap((file) => {
    const { sources } = JSON.parse(fs.readFileSync(path.join(installed, file), "utf8")) as { sources: string[] };
    return sources.filter((source) => !fs.existsSync(path.join(installed, path.dirname(file), source)));
  });
  expect(missing).toEqual([]);
});

test("installed without cdktf, it stays without, and the command runs", () => {
  const folder = path.join(home, "command-only");
  fs.mkdirSync(folder);
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund"];
  succeed(folder, "npm", ...install, path.join(home, packed.filename));
  succeed(folder, "npm", ...install);
  for (const peer of PEERS) expect(fs.existsSync(path.join(folder, "node_modules", peer))).toBe(false);
  fs.writeFileSync(path.join(folder, "requirements.lock"), "six==1.17.0\n");
  const allow = ["--no-install", "private-pypi", "allow", "requirements.lock"];
  expect(succeed(folder, "npx", ...allow)).toBe("six==1.17.0\n");
});

test("it cannot be published before its owner has said who they are, in one place", () => {
  const { code, stderr } = run(ROOT, process.execPath, "scripts/check-owner.cjs");
  const { author } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as { author: string };
  expect([code, stderr.includes("author, homepage, repository.url, bugs.url")]).toEqual(
    author === "AUTHOR" ? [1, true] : [0, false],
  );
});

test.each([
  ["node16", { module: "node16", moduleResolution: "node16" }],
  ["node10, as cdktf's own template has it", { module: "commonjs", moduleResolution: "node10", lib: ["es2018"] }],
  ["bundler", { module: "preserve", moduleResolution: "bundler" }],
])("the README's example compiles with moduleResolution %s", (_name, options) => {
  expect(() => {
    compile({ ...options, noEmit: true });
  }).not.toThrow();
});

test("the README's example synthesises a locked repository, as the provider's schema wants it", () => {
  compile({ module: "node16", moduleResolution: "node16" });
  succeed(app, process.execPath, "out/main.js");
  const stack = JSON.parse(
    fs.readFileSync(path.join(app, "cdktf.out/stacks/registry/cdk.tf.json"), "utf8"),
  ) as TerraformConfiguration;
  expect(conformanceProblems(stack)).toEqual([]);
  const rules = Object.values(stack.resource?.google_artifact_registry_rule ?? {});
  expect(rules.map(({ action, package_id, condition }) => ({ action, package_id, condition }))).toEqual([
    { action: "DENY" },
    // Its lock shows no file, so the index may spell the version in any way that is equal.
    {
      action: "ALLOW",
      package_id: "flask",
      condition: { expression: 'pkg.version.id == "3.0.3" || pkg.version.id == "3.0.3.0"' },
    },
    { action: "ALLOW", package_id: "six", condition: { expression: 'pkg.version.id == "1.17.0"' } },
  ]);
});

test("with the bindings' own google 6.x, synth fails and says what to do", () => {
  write("main.ts", readmeExample().replace(/^stack\.addOverride\(.*\n/m, ""));
  compile({ module: "node16", moduleResolution: "node16" });
  fs.rmSync(path.join(app, "cdktf.out"), { recursive: true, force: true });
  const { code, stderr } = run(app, process.execPath, "out/main.js");
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/provider google "6\.\d+\.\d+": .*need >= 7\.33\.0, < 8\.0\.0/);
  expect(stderr).toContain('stack.addOverride("terraform.required_providers.google.version", "7.45.0")');
  expect(fs.existsSync(path.join(app, "cdktf.out/stacks/registry/cdk.tf.json"))).toBe(false);
});

test("every room can be imported by its name, and those of the command line load no cdktf", () => {
  const { exports } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    exports: Record<string, unknown>;
  };
  const rooms = Object.keys(exports).filter((name) => !name.endsWith(".json"));
  const script = `
    const loaded = ${JSON.stringify(rooms)}.map((room) => {
      for (const file of Object.keys(require.cache)) delete require.cache[file];
      const exported = Object.values(require("cdktf-google-private-pypi/" + room.slice(2)));
      return [room, exported.length > 0, Object.keys(require.cache).some((file) => /[\\\\/]node_modules[\\\\/](cdktf|constructs|@cdktf)[\\\\/]/.test(file))];
    });
    console.log(JSON.stringify(loaded));`;
  const loaded = JSON.parse(succeed(app, process.execPath, "-e", script)) as [string, boolean, boolean][];
  expect(loaded.filter(([, hasExports]) => !hasExports)).toEqual([]);
  expect(loaded.filter(([, , loadsCdktf]) => !loadsCdktf).map(([room]) => room)).toEqual([
    "./core",
    "./packages",
    "./plan-review",
    "./policy",
    "./preview",
    "./reachability",
    "./terraform",
    "./verify",
  ]);
});

test("npx private-pypi allow prints the allow list of a lock file", () => {
  const allowed = JSON.parse(
    succeed(app, "npx", "--no-install", "private-pypi", "allow", "requirements.lock", "--format", "json"),
  ) as unknown;
  expect(allowed).toEqual({
    version: 1,
    packages: [
      { name: "flask", versions: ["3.0.3"], spellings: ["3.0.3", "3.0.3.0"], origins: ["requirements.lock:1"] },
      { name: "six", versions: ["1.17.0"], origins: ["requirements.lock:2"] },
    ],
    left_out: [],
  });
});
