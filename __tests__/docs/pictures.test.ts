import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const PICTURES = ["architecture.svg", "deployment.svg", "order.svg"];

const now = mkdtempSync(join(tmpdir(), "pictures-"));

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ["node_modules/ts-node/dist/bin.js", "-T", "scripts/draw.ts", now], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
}, 120_000);

afterAll(() => {
  rmSync(now, { recursive: true });
});

test("the pictures of docs/ are those that are drawn", () => {
  expect(readdirSync(now).sort()).toEqual(PICTURES);
  expect(readdirSync(join(ROOT, "docs")).filter((file) => file.endsWith(".svg")).sort()).toEqual(PICTURES);
});

test.each(PICTURES)("docs/%s shows what the code makes now", (picture) => {
  const [drawn, kept] = [now, join(ROOT, "docs")].map((folder) => readFileSync(join(folder, picture), "utf8"));
  // A difference of two drawings says nothing to a reader.
  if (kept !== drawn) throw new Error(`docs/${picture} is out of date: run "npm run docs", and look at it`);
  expect(kept).toContain("<title");
});
