import { spawnSync } from "node:child_process";
import * as path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const FIXTURES = path.join(__dirname, "fixtures");

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly messageId?: string; readonly line: number }[];
}

/** The findings of the project's own configuration, laid over the fixtures as if their folder were the project. */
function lintFixtures(): Map<string, string[]> {
  const eslint = path.join(ROOT, "node_modules/eslint/bin/eslint.js");
  const config = path.join(ROOT, "eslint.config.mjs");
  const run = spawnSync(process.execPath, [eslint, "--config", config, "--format", "json", "."], {
    cwd: FIXTURES,
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  const results = JSON.parse(run.stdout) as LintResult[];
  return new Map(
    results.map(({ filePath, messages }) => [
      path.relative(FIXTURES, filePath).replaceAll("\\", "/"),
      messages.map(({ line, ruleId, messageId }) => `${line} ${ruleId ?? "parse error"} ${messageId ?? ""}`),
    ]),
  );
}

describe("the project's own lint rules", () => {
  let found: Map<string, string[]>;
  beforeAll(() => {
    found = lintFixtures();
  }, 60_000);

  test.each<[file: string, why: string, findings: string[]]>([
    ["lib/packages/uses-policy.ts", "a lower room imports a higher one", ["1 architecture/layers upwards"]],
    ["lib/packages/many-conditions.ts", "four conditions stand side by side", ["2 architecture/few-conditions many"]],
    ["lib/iam/uses-stacks.ts", "a room imports the stacks", ["1 architecture/layers upwards"]],
    [
      "lib/policy/uses-iam.ts",
      "export from, import() and import types count too",
      [1, 2, 3, 4].map((line) => `${line} architecture/layers upwards`),
    ],
    [
      "lib/policy/uses-cdktf.ts",
      "a room without cdktf imports it, the provider or constructs",
      [1, 2, 3].map((line) => `${line} architecture/layers cdktf`),
    ],
    [
      "lib/packages/uses-core-index.ts",
      "a room without cdktf imports core's index",
      ["1 architecture/layers coreIndex"],
    ],
    ["lib/core/errors.ts", "core/errors has to stay free of the rest of core", ["1 architecture/layers coreIndex"]],
    [
      "lib/compute/uses-network-class.ts",
      "a service imports another's class",
      ["1 architecture/layers valueOfService"],
    ],
    [
      "lib/iam/uses-tests-and-itself.ts",
      "lib imports from outside, or its own published name",
      ["1 architecture/layers outside", "2 architecture/layers ownName"],
    ],
    ["lib/kitchen/soup.ts", "a room that the design does not know", ["1 architecture/layers unknownRoom"]],
    ["examples/uses-lib.ts", "an example reaches into the library's source", ["1 architecture/layers stranger"]],
    [
      "lib/iam/uses-provider-index.ts",
      "the provider's index, in every way to import it",
      [
        ...[1, 2, 3].map((line) => `${line} architecture/deep-imports providerIndex`),
        "3 @typescript-eslint/no-require-imports noRequireImports",
        ...[4, 5, 9, 10].map((line) => `${line} architecture/deep-imports providerIndex`),
      ],
    ],
    ["lib/iam/uses-cdktf-inside.ts", "cdktf's inside", ["1 architecture/deep-imports cdktfInside"]],
    [
      "lib/iam/freezes-itself.ts",
      "a public object that jsii cannot write on",
      [3, 7, 8].map((line) => `${line} architecture/extensible-objects frozen`),
    ],
    [
      "scripts/requires-provider-index.js",
      "require() in plain JavaScript",
      [
        "1 architecture/deep-imports providerIndex",
        "1 architecture/deep-imports providerIndex",
        "2 architecture/deep-imports cdktfInside",
      ],
    ],
  ])("fire in %s: %s", (file, _why, findings) => {
    expect(found.get(file)).toEqual(findings);
  });

  test.each([
    ["lib/packages/uses-core-errors.ts", "a room without cdktf imports core/errors"],
    ["lib/compute/uses-network-interface.ts", "a service imports only the types of another"],
    ["lib/iam/uses-provider-resource.ts", "a construct room imports cdktf and one resource's binding"],
    ["examples/uses-package.ts", "an example imports the published package"],
  ])("leave %s alone: %s", (file) => {
    expect(found.get(file)).toEqual([]);
  });
});
