import * as fs from "node:fs";
import * as path from "node:path";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";
import { rulePlan } from "./rule-plan";

const RULES = 10_000;
const TIME_BOUND_S = 3;
const MEMORY_BOUND = 6;
const MIB = 2 ** 20;

/**
 * The whole command on a plan that creates a rule for each of many packages: how long it takes, and what it needs above an empty
 * node process, as a multiple of the file.
 *
 * @param folder where the compiled library is
 */
export function reviewRows(measurement: Measurement, folder: string, runs: number): Row[] {
  const file = path.join(folder, "plan.json");
  fs.writeFileSync(file, rulePlan(RULES));
  const size = fs.statSync(file).size / MIB;
  const times = Array.from({ length: runs }, () => measurement.wholeRun(["cli/main.js", "review", file]));
  const peaks = Array.from({ length: runs }, () => peak(measurement, ["review", file]) - peak(measurement));
  // Nothing to compare with, so the run that was disturbed least.
  const time = Math.min(...times) / 1_000;
  const memory = Measurement.median(peaks);
  const what = `review a plan of ${RULES} new rules, ${size.toFixed(1)} MiB`;
  return [
    {
      what: `${what}: time`,
      measured: `${time.toFixed(2)} s`,
      bound: `<= ${TIME_BOUND_S} s`,
      ok: time <= TIME_BOUND_S,
    },
    {
      what: `${what}: memory above node -e 0 / file`,
      measured: `${(memory / size).toFixed(2)} x (${Math.round(memory)} / ${size.toFixed(1)} MiB)`,
      bound: `<= ${MEMORY_BOUND} x`,
      ok: memory <= MEMORY_BOUND * size,
    },
  ];
}

/** MiB that a process has at most: one that runs a command, or an empty one. With -e there is no script among the arguments. */
function peak(measurement: Measurement, command?: readonly string[]): number {
  const run =
    command === undefined
      ? ""
      : `process.argv = [process.execPath, ...${JSON.stringify(command)}]; require("./cli/main.js");`;
  const print =
    'process.on("exit", () => process.stdout.write("\\n" + String(process.resourceUsage().maxRSS / 1024)));';
  return Number(
    measurement
      .node(["-e", `${print} ${run}`])
      .split("\n")
      .at(-1),
  );
}
