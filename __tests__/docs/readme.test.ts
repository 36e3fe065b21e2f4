import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App } from "cdktf";
import { AllowedPackages } from "../../lib/packages";
import { DeploymentSettings, RegistryStack } from "../../lib/stacks";
import { conformanceProblems } from "../support/schema-conformance";
import { synthApp } from "../support/synth-app";
import { MarkdownFile, markdownFiles, ROOT } from "./markdown-files";
import { examplesIn, run, typeProblems } from "./typescript-examples";

const FILES = markdownFiles();
const README = new MarkdownFile("README.md");
const EXAMPLES = examplesIn(FILES);
const LOCKS = {
  "requirements.lock": [
    "six==1.17.0 --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274",
    "typing-extensions==4.15.0 --hash=sha256:f0fa19c6845758ab08074a0cfa8b7aecb71c999ca73d62883bc25cc018c4e548",
    "",
  ].join("\n"),
  "uv.lock": readFileSync(join(ROOT, "__tests__/packages/fixtures/uv/uv.lock"), "utf8"),
  "tools/poetry.lock": readFileSync(join(ROOT, "__tests__/packages/fixtures/poetry-2/poetry.lock"), "utf8"),
};

test("the documents are found, and examples in them", () => {
  const names = EXAMPLES.map(({ name }) => name.replace(/:\d+$/, ""));
  expect(names).toEqual(
    expect.arrayContaining(["README.md", "docs/guides/which-network.md", "lib/artifact-registry/README.md"]),
  );
  // A fence that is written in another way would hide an example.
  for (const { path, text } of FILES) {
    // What the reference shows are declarations.
    if (path.startsWith("docs/api/")) continue;
    const fences = text.match(/^ *(?:`{3,}|~{3,}) *(?:ts|typescript|tsx|js|javascript)\b/gim) ?? [];
    expect([path, fences.length]).toEqual([path, names.filter((name) => name === path).length]);
  }
});

describe("every example", () => {
  let problems: ReadonlyMap<string, string>;
  beforeAll(() => {
    problems = typeProblems(EXAMPLES);
  }, 120_000);

  test.each(EXAMPLES)("$name has the right types", ({ name }) => {
    expect(problems.get(name)).toBe("");
  });

  test.each(EXAMPLES)("$name runs, and synthesises what the provider accepts", (example) => {
    const stacks = run(example, LOCKS);
    expect(stacks?.size).not.toBe(0);
    for (const stack of stacks?.values() ?? []) {
      expect(Object.keys(stack.resource ?? {})).not.toEqual([]);
      expect(conformanceProblems(stack)).toEqual([]);
    }
  });
});

test("the first example of README.md makes what the text below it says", () => {
  const [first] = examplesIn([README]);
  const resources = first === undefined ? {} : (run(first, LOCKS)?.get("registry")?.resource ?? {});
  const rules = Object.values(resources.google_artifact_registry_rule ?? {}).map(({ action, package_id: name }) => [
    action,
    name,
  ]);
  expect(Object.keys(resources.google_artifact_registry_repository ?? {})).toHaveLength(1);
  expect(rules).toEqual([
    ["DENY", undefined],
    ["ALLOW", "six"],
    ["ALLOW", "typing-extensions"],
  ]);
  expect(Object.values(resources.google_artifact_registry_repository_iam_member ?? {})).toMatchObject([
    { role: "roles/artifactregistry.reader", member: "group:ml-engineers@example.com" },
  ]);
});

test("README.md gives the two commands, each on a line of its own", () => {
  const commands = README.blocks("sh").flatMap(({ code }) => code.split("\n"));
  expect(commands).toEqual(expect.arrayContaining(["npm ci && npm run synth", "npm ci && npm test"]));
});

test.each(FILES)("every link of $path leads somewhere", (file) => {
  const broken = file.links().filter((target) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return !target.startsWith("https://");
    const [path = "", anchor] = target.split("#");
    const found = path === "" ? join(ROOT, file.path) : join(ROOT, dirname(file.path), path);
    if (!existsSync(found)) return true;
    return anchor !== undefined && !new MarkdownFile(found.slice(ROOT.length + 1)).anchors().includes(anchor);
  });
  expect(broken).toEqual([]);
});

test("README.md lists the environment variables that the deployment reads, with their defaults", () => {
  const read = new Set<string>();
  const settings = DeploymentSettings.fromEnvironment(
    new Proxy<Record<string, string>>({}, { get: (_, name) => (read.add(String(name)), undefined) }),
  );
  const rows = new Map(README.table("variable").map(([name = "", , value = ""]) => [name.replaceAll("`", ""), value]));
  expect([...rows.keys()].sort()).toEqual([...read].sort());
  expect(rows.get("PROJECT_ID")).toContain(`\`${settings.project}\``);
  expect(rows.get("LOCATION")).toBe(`\`${settings.location}\``);
});

test("README.md lists the repositories that are deployed", () => {
  const { project, location } = DeploymentSettings.fromEnvironment({});
  const app = synthApp(
    (scope: App) => new RegistryStack(scope, "registry", { project, location, packages: AllowedPackages.none() }),
  );
  const deployed = app
    .stack()
    .resources("google_artifact_registry_repository")
    .map(({ body }) => `\`${String(body.repository_id)}\``);
  expect(
    README.table("repository")
      .map(([name]) => name)
      .sort(),
  ).toEqual(deployed.sort());
});

test("README.md lists the rooms that can be imported", () => {
  const { exports } = jest.requireActual<{ exports: Record<string, unknown> }>("../../package.json");
  const rooms = Object.keys(exports)
    .filter((subpath) => !subpath.endsWith(".json"))
    .map((subpath) => subpath.slice(2));
  const listed = README.table("import from `cdktf-google-private-pypi/`").map(
    ([name = ""]) => /`([a-z-]+)`/.exec(name)?.[1],
  );
  expect(listed.sort()).toEqual(rooms.sort());
});

describe("the commands of README.md and the roll-out guide that ask nobody", () => {
  const folder = mkdtempSync(join(tmpdir(), "commands-"));
  const policy = join(folder, "cdk.tf.json");
  const commands = ["README.md", "docs/guides/roll-out.md"].flatMap((file) =>
    new MarkdownFile(file)
      .blocks("sh")
      .flatMap(({ code }) => code.split("\n").filter((line) => /^npx private-pypi (allow|check|explain) /.test(line))),
  );

  beforeAll(() => {
    const packages = AllowedPackages.fromLockfile(join(ROOT, "packages/pipelines.txt"));
    const app = synthApp(
      (scope: App) =>
        new RegistryStack(scope, "registry", { project: "my-project", location: "us-central1", packages }),
    );
    writeFileSync(policy, JSON.stringify(app.stack().json));
    writeFileSync(join(folder, "requirements.lock"), "six==1.17.0\n");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function answer(line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const words = line
      .split(" ")
      .slice(2)
      .map((word) =>
        word
          .replace("cdktf.out/stacks/registry/cdk.tf.json", policy)
          .replace(/^requirements\.lock$/, join(folder, "requirements.lock")),
      );
    return spawnSync(
      process.execPath,
      ["-r", "./__tests__/support/register-typescript.cjs", "lib/cli/main.ts", ...words],
      {
        cwd: ROOT,
        encoding: "utf8",
      },
    );
  }

  test("are found", () => {
    expect(commands.map((line) => line.split(" ")[2]).sort()).toEqual([
      "allow",
      "check",
      "check",
      "explain",
      "explain",
    ]);
  });

  test.each(commands)(
    "%s",
    (line) => {
      const { status, stdout, stderr } = answer(line);
      expect(stderr).toBe("");
      // "explain" of any version, or of another one, is a no.
      expect([line, status]).toEqual([line, line.includes(" explain ") ? 1 : 0]);
      expect(stdout).toMatch(
        line.includes(" allow ") ? /^kfp==2\.12\.1$/m : /locked packages? can be downloaded|: denied$/m,
      );
    },
    60_000,
  );

  test("what the roll-out guide shows of an answer is the answer", () => {
    const guide = new MarkdownFile("docs/guides/roll-out.md");
    const [shown] = guide.blocks("text");
    expect(answer(commands.find((line) => line.includes("six==1.16.0")) ?? "").stdout.trim()).toBe(shown?.code.trim());
  }, 60_000);
});

test("docs/architecture.md says what each room is for", () => {
  const rooms = readdirSync(join(ROOT, "lib"), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [`\`${entry.name}\``] : [],
  );
  const listed = new MarkdownFile("docs/architecture.md")
    .table("room")
    .map(([name = ""]) => /`[a-z-]+`/.exec(name)?.[0]);
  expect(listed.sort()).toEqual(rooms.sort());
});
