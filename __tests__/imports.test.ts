import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preProcessFile } from "typescript";

const ROOT = join(__dirname, "..");
const LIB = join(ROOT, "lib");

/** The rooms whose users may not have cdktf at all. */
const ROOMS_WITHOUT_CDKTF = [
  "packages",
  "simple-api",
  "static-index",
  "clients",
  "terraform",
  "access",
  "policy",
  "reachability",
  "preview",
  "verify",
  "plan-review",
  "cli",
];

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .sort();
}

/** What a file imports, in whatever way; the types among it too. */
function importsOf(text: string): readonly string[] {
  return preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function isProviderIndex(name: string): boolean {
  return /^@cdktf\/provider-google(?:\/(?:lib(?:\/index(?:\.js)?)?\/?)?)?$/.test(name);
}

/** The packages that are loaded once these files are, in a Node.js of their own. */
function packagesLoadedBy(files: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "imports-"));
  const report = join(folder, "loaded.json");
  const script = `
    process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(
      report,
    )}, JSON.stringify(Object.keys(require.cache))));
    for (const file of ${JSON.stringify(files)}) require(file);`;
  try {
    writeFileSync(join(folder, "script.js"), script);
    const { stderr } = spawnSync(
      process.execPath,
      ["-r", "./__tests__/support/register-typescript.cjs", join(folder, "script.js")],
      {
        cwd: ROOT,
        encoding: "utf8",
      },
    );
    if (!existsSync(report)) throw new Error(stderr);
    const loaded = JSON.parse(readFileSync(report, "utf8")) as readonly string[];
    for (const file of files) expect([stderr, loaded]).toEqual([expect.anything(), expect.arrayContaining([file])]);
    const names = loaded.map(
      (path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path.replaceAll("\\", "/"))?.[1] ?? "",
    );
    return [...new Set(names)].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(filesIn(LIB))("%s does not import the index of the provider's bindings, which costs seconds", (file) => {
  expect(importsOf(readFileSync(file, "utf8")).filter(isProviderIndex)).toEqual([]);
});

test.each([
  ['import { provider } from "@cdktf/provider-google";', true],
  ["import google = require('@cdktf/provider-google/lib');", true],
  ['export * from "@cdktf/provider-google/lib/index";', true],
  ['const x = await import("@cdktf/provider-google");', true],
  ['import { GoogleProvider } from "@cdktf/provider-google/lib/provider";', false],
  ['// import "@cdktf/provider-google"', false],
])("%j is such an import: %s", (text, expected) => {
  expect(importsOf(text).some(isProviderIndex)).toBe(expected);
});

describe.each(ROOMS_WITHOUT_CDKTF)("%s/", (room) => {
  test("loads neither cdktf nor constructs nor bindings", () => {
    const loaded = packagesLoadedBy(filesIn(join(LIB, room)));
    expect(loaded.filter((name) => /^(?:cdktf|constructs|@cdktf\/.*)$/.test(name))).toEqual([]);
  });
});

test("who names packages in code loads no reader of lock files", () => {
  const loaded = packagesLoadedBy([join(LIB, "packages/index.ts")]);
  expect(loaded).toContain("@renovatebot/pep440");
  expect(loaded).not.toContain("smol-toml");
});

test("a room that needs cdktf is seen to load it", () => {
  expect(packagesLoadedBy([join(LIB, "iam/index.ts")])).toEqual(expect.arrayContaining(["cdktf", "constructs"]));
});
