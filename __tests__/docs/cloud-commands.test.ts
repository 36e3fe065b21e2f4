import { join } from "node:path";
import { App } from "cdktf";
import { AllowedPackages } from "../../lib/packages";
import { HostsStack, ImagesStack, NetworkStack, PipelinesStack, RegistryStack } from "../../lib/stacks";
import { PipelineParameter, PipelineTemplate } from "../../lib/vertex-ai";
import { synthApp } from "../support/synth-app";
import { MarkdownFile, markdownFiles, ROOT } from "./markdown-files";

interface Stack {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** What cdktf itself checks before it deploys or destroys; a mistake is thrown. */
interface StackHelpers {
  getMultipleStacks(stacks: readonly Stack[], patterns: readonly string[], action: string): Stack[];
  checkIfAllDependenciesAreIncluded(toRun: readonly Stack[]): void;
  checkIfAllDependantsAreIncluded(toRun: readonly Stack[], all: readonly Stack[]): void;
}

// When it is loaded, it asks Terraform for its version and the network for its own.
jest.mock("@cdktf/commons", () => ({ Errors: { Usage: (message: string) => new Error(message) } }));
const cdktf = jest.requireActual<StackHelpers>("@cdktf/cli-core/src/lib/helpers/stack-helpers");
const IGNORE = "--ignore-missing-stack-dependencies";

/** The stacks of main.ts, with what each stands on. */
function referenceStacks(): readonly Stack[] {
  const project = "my-project";
  const app = synthApp((scope: App) => {
    const location = "us-central1";
    const registry = new RegistryStack(scope, "registry", { project, location, packages: AllowedPackages.none() });
    new ImagesStack(scope, "images", {
      project,
      region: location,
      location,
      kfpBaseFolder: join(ROOT, "images/kfp-base"),
      lockfile: join(ROOT, "packages/pipelines.txt"),
      index: registry.python,
      dockerHub: registry.dockerHub,
      repository: registry.baseImages,
    });
    const network = new NetworkStack(scope, "network", { project, region: location });
    const subnet = network.privateVpc.subnet("private");
    new HostsStack(scope, "hosts", { project, zone: `${location}-b`, subnet, index: registry.python });
    new PipelinesStack(scope, "pipelines", {
      project,
      projectNumber: "123456789012",
      region: location,
      serviceAccount: registry.pipelines,
      index: registry.python,
      images: [registry.baseImages],
      imageUri: `${registry.baseImages.imagePrefix}/python-3.11-slim:1`,
      template: PipelineTemplate.fromFile(join(ROOT, "pipelines/intro.json")),
      parameters: [
        PipelineParameter.text("in_str", ""),
        PipelineParameter.integer("in_int", 1),
        PipelineParameter.double("in_float", 1),
        PipelineParameter.boolean("in_bool", true),
        PipelineParameter.list("in_list", "[]"),
      ],
    });
  });
  return app.stacks.map(({ name, dependencies }) => ({ name, dependencies }));
}

/**
 * Every `npx cdktf …` of documents about main.ts, in blocks and in sentences, as written. Examples have apps of their
 * own.
 */
const COMMANDS = markdownFiles()
  .filter(({ path }) => !path.startsWith("examples/") && !path.startsWith("docs/decisions/"))
  .flatMap(({ path, text }) =>
    [...text.matchAll(/((?:[A-Z_]+=\S+ )*)\bnpx cdktf (deploy|diff|destroy|output)((?: +[^\s`)]+)*)/g)].map(
      ([line, environment = "", action = "", rest = ""]) => ({
        path,
        line,
        action,
        hasPipelines: environment.includes("PROJECT_NUMBER="),
        words: rest.split(" ").filter((word) => word !== ""),
      }),
    ),
  )
  // A guide shows an app of its own, whose stack is called so.
  .filter(({ words }) => words[0] !== "adopted");

const allStacks = referenceStacks();

/** The stacks that a command names; options that take a value are followed by it. */
function stacksOf(words: readonly string[]): readonly string[] {
  const withValue = new Set(["--output", "--outputs-file", "--parallelism", "-o"]);
  return words.filter((word, index) => !word.startsWith("-") && !withValue.has(words[index - 1] ?? ""));
}

/** @param hasPipelines whether main.ts is told the project's number, without which it makes no pipelines */
function run(action: string, words: readonly string[], hasPipelines = false): void {
  const stacks = allStacks.filter(({ name }) => hasPipelines || name !== "pipelines");
  const toRun = cdktf.getMultipleStacks(stacks, stacksOf(words), action);
  if (words.includes(IGNORE)) return;
  if (action === "deploy") cdktf.checkIfAllDependenciesAreIncluded(toRun);
  if (action === "destroy") cdktf.checkIfAllDependantsAreIncluded(toRun, stacks);
}

test("the commands are found", () => {
  expect([...new Set(COMMANDS.filter(({ path }) => path === "README.md").map(({ action }) => action))].sort()).toEqual([
    "deploy",
    "destroy",
    "diff",
    "output",
  ]);
  expect(COMMANDS.some(({ path }) => path === "docs/guides/roll-out.md")).toBe(true);
});

test.each(COMMANDS)("$path: $line passes cdktf's own check", ({ action, words, hasPipelines }) => {
  expect(() => {
    run(action, words, hasPipelines);
  }).not.toThrow();
  // With the option cdktf starts all at once, in no order; and these two take one stack.
  if (words.includes(IGNORE) || action === "diff" || action === "output") expect(stacksOf(words)).toHaveLength(1);
});

test("the check would notice", () => {
  expect(() => {
    run("deploy", ["network", "hosts"]);
  }).toThrow("The following dependencies are not included in the stacks to run: registry");
  expect(() => {
    run("destroy", ["network"]);
  }).toThrow("The following dependant stacks are not included in the stacks to run: hosts");
  expect(() => {
    run("deploy", ["registry", "pipelines"]);
  }).toThrow("pipelines");
});

test("README.md deploys every stack, each after those that it stands on", () => {
  const deployed = new MarkdownFile("README.md")
    .blocks("sh")
    .flatMap(({ code }) => [
      ...code.matchAll(/^(?:PROJECT_NUMBER=\S+ )?PROJECT_ID=my-project npx cdktf deploy (.*)$/gm),
    ])
    .flatMap(([, words = ""]) => stacksOf(words.split(" ")));
  expect([...deployed].sort()).toEqual(allStacks.map(({ name }) => name).sort());
  for (const { name, dependencies } of allStacks) {
    const before = deployed.slice(0, deployed.indexOf(name));
    expect(before).toEqual(expect.arrayContaining([...dependencies]));
  }
});
