// Switches off each rule of the plan review in turn, or those that are named, and says how many tests notice. A rule
// that none notices is not tested.
//
//   node scripts/mute-rules.mjs [RULE...]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "mute-"));
const all = readdirSync(join(ROOT, "lib/plan-review/rules"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((rule) => rule !== "index");
const named = process.argv.slice(2);
const rules = named.length === 0 ? all : named;
const unknown = named.filter((rule) => !all.includes(rule));

/** How many tests fail while a rule is off. */
function noticed(rule) {
  const report = join(folder, `${rule}.json`);
  const args = [
    "jest",
    "--silent",
    "--json",
    `--outputFile=${report}`,
    "--setupFilesAfterEnv",
    "<rootDir>/scripts/mute-rule.cjs",
    "--",
    "__tests__/plan-review",
  ];
  spawnSync("npx", ["--no-install", ...args], {
    cwd: ROOT,
    env: { ...process.env, MUTED_RULE: rule },
    stdio: "ignore",
  });
  return JSON.parse(readFileSync(report, "utf8")).numFailedTests;
}

try {
  if (unknown.length > 0) throw new Error(`no rules: ${unknown.join(", ")}; there are ${all.join(", ")}`);
  for (const rule of rules) {
    const failed = noticed(rule);
    console.log(`${rule.padEnd(28)} ${failed === 0 ? "NOT NOTICED" : `${failed} tests fail`}`);
    if (failed === 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
