import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StaticPages } from "../../lib/preview/static-pages";
import { BucketDouble } from "../static-index/bucket-double";
import { IndexFolder, runProgram, wheel } from "../static-index/index-folder";
import { InstalledCommand, type Outcome } from "./installed-command";

const command = new InstalledCommand();
const WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
const MADE = ["1", "2", "3"].map((one) => wheel("a", one, { more: { [`a-${one}.dist-info/WHEEL`]: WHEEL } }));
const folder = new IndexFolder(...MADE).write("files/a-3-py3-none-any.whl.yanked", "broken");
const bucket = new BucketDouble();
let env: NodeJS.ProcessEnv;

const digest = (version: string): string =>
  createHash("sha256")
    .update(readFileSync(join(folder.root, `files/a-${version}-py3-none-any.whl`)))
    .digest("hex");

/** Asynchronously, so that the bucket can answer meanwhile. */
async function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command.main, ...args], {
      cwd: command.folder,
      env: { PATH: process.env.PATH, HOME: command.folder, ...env },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    child.stderr.on("data", (chunk) => (err += String(chunk)));
    child.once("close", (code) => {
      expect(out + err).not.toContain("secret-token");
      resolve({ code, out, err });
    });
  });
}

beforeAll(async () => {
  env = await bucket.start();
  await folder.index();
  for (const { path } of MADE) bucket.put(path, readFileSync(join(folder.root, path)));
  bucket.put("files/a-3-py3-none-any.whl.yanked", "broken");
  expect((await runProgram(["gs://packages"], env)).code).toBe(0);
  command.write("good.txt", `a==1 --hash=sha256:${digest("1")}\n`);
  command.write("other.txt", `a==2 --hash=sha256:${"0".repeat(64)}\n`);
  command.write("withdrawn.txt", `a==3 --hash=sha256:${digest("3")}\n`);
  command.write("missing.txt", `a==4 --hash=sha256:${digest("1")}\nb==1 --hash=sha256:${digest("1")}\n`);
});

afterAll(() => {
  bucket.stop();
});

test.each([
  ["its pages", () => join(folder.root, "simple")],
  ["its address", () => pathToFileURL(folder.root).href],
  ["a bucket's pages", () => "gs://packages/simple/"],
])("%s are an upstream too", async (_, place) => {
  expect((await run("check", "good.txt", "--policy", "good.txt", "--upstream", place())).code).toBe(0);
});

describe.each([
  ["a folder", () => folder.root],
  ["a bucket", () => "gs://packages"],
])("%s as upstream", (_, place) => {
  const check = async (lock: string): Promise<[number | null, unknown[]]> => {
    const { code, out } = await run("check", lock, "--policy", lock, "--upstream", place(), "--format", "json");
    return [code, (JSON.parse(out) as { blocked: unknown[] }).blocked];
  };
  const blocked = (name: string, version: string, reason: string): unknown => ({ name, version, reason });

  test("has what is locked, with the lock's hashes", async () => {
    expect(await check("good.txt")).toEqual([0, []]);
  });

  test("has another content, has withdrawn it, or lists none of it", async () => {
    expect(await check("other.txt")).toEqual([1, [blocked("a", "2", "other-content")]]);
    expect(await check("withdrawn.txt")).toEqual([1, [blocked("a", "3", "withdrawn")]]);
    expect(await check("missing.txt")).toEqual([1, [blocked("a", "4", "not-there"), blocked("b", "1", "not-there")]]);
  });

  test("is explained", async () => {
    const explain = async (asked: string): Promise<[number | null, string | undefined]> => {
      const { code, out } = await run("explain", asked, "--policy", "withdrawn.txt", "--upstream", place());
      return [code, out.split("\n").find((line) => line.startsWith("upstream:"))];
    };
    expect(await explain("a==3")).toEqual([1, "upstream: lists 1 file of it, 1 withdrawn"]);
    expect(await explain("a==9")).toEqual([1, "upstream: lists no file of it"]);
  });

  test("is previewed: pip gets what it has", async () => {
    const pip = ["python3", "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--dest", "got", "a==1"];
    const previewed = await run("preview", "--policy", "good.txt", "--upstream", place(), "--run", "--", ...pip);
    expect([previewed.code, previewed.err]).toEqual([0, expect.stringContaining(`the pages of "${place()}" are at`)]);
    const got = readFileSync(join(command.folder, "got/a-1-py3-none-any.whl"));
    expect(createHash("sha256").update(got).digest("hex")).toBe(digest("1"));
  });
});

test("text and SARIF say what is wrong, and what to do", async () => {
  const args = ["check", "other.txt", "--policy", "other.txt", "--upstream", folder.root];
  const { out } = await run(...args);
  expect(out).toContain("in the upstream with other contents:\n  a==2 (of the files that the upstream lists, none has");
  expect(out).toContain("  - find out which of the two contents is the right one");
  const sarif = JSON.parse((await run(...args, "--format", "sarif")).out) as { runs: { results: unknown[] }[] };
  expect(sarif.runs[0]?.results).toEqual([expect.objectContaining({ ruleId: "other-content" })]);
});

test.each([
  ["no-such-folder", /upstream "no-such-folder": has no simple\/index\.html; write its pages/],
  ["gs://other", /bucket "other": answered with status|upstream "gs:\/\/other": has no simple\/index\.html/],
  ["gs://", /upstream "gs:\/\/": is no bucket/],
  ["ftp://index.example/", /upstream "ftp:\/\/index\.example\/": is no http or https URL/],
  ["http://127.0.0.1:1/simple/", /upstream "http:\/\/127\.0\.0\.1:1\/simple\/a\/": did not answer/],
])("%s is told in a sentence, and nothing is taken for missing", async (place, words) => {
  const { code, out, err } = await run("check", "good.txt", "--policy", "good.txt", "--upstream", place);
  expect([code, out, err]).toEqual([2, "", expect.stringMatching(words)]);
});

test("what lies beside the pages' folder, above it or elsewhere is not served", async () => {
  const pages = await StaticPages.serve(folder.root, () => Promise.resolve(""));
  try {
    const status = async (path: string): Promise<number> => (await fetch(new URL(pages.url).origin + path)).status;
    expect(await status("/files/a-1-py3-none-any.whl")).toBe(200);
    for (const path of ["/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/files/", "/", "/simple/%00/"])
      expect([path, await status(path)]).toEqual([path, 404]);
  } finally {
    pages.close();
  }
});
