// Switches off each entry of each card of the plan review in turn, for the test that is for it: a test that passes all
// the same tests nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "mute-"));
const report = join(folder, "report.json");

try {
  const args = [
    "jest",
    "--silent",
    "--json",
    `--outputFile=${report}`,
    "--",
    "__tests__/plan-review/services/cards.test.ts",
  ];
  spawnSync("npx", ["--no-install", ...args], {
    cwd: resolve(import.meta.dirname, ".."),
    env: { ...process.env, MUTED_CARDS: "1" },
    stdio: "ignore",
  });
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  // Those of entries are named "type section path".
  const entries = tests.filter(({ title }) => /^\S+ \S+ \S+$/.test(title));
  for (const { title } of entries.filter(({ status }) => status === "passed")) {
    console.log(`${title} NOT NOTICED`);
    process.exitCode = 1;
  }
  console.log(`${entries.length} entries`);
} finally {
  rmSync(folder, { recursive: true });
}
