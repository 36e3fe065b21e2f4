import * as fs from "node:fs";
import * as path from "node:path";
import { firewallPlan } from "./firewall-plan";
import { GRANT_KINDS } from "./grant-kinds";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";
import { mixedPlan } from "./mixed-plan";
import { rulePlan } from "./rule-plan";

const TIME_BOUND = 6;
const MEMORY_BOUND = 4;
const MIB = 2 ** 20;

/** Large plans of several shapes: what, and the parts of its text. */
const PLANS: readonly { readonly what: string; readonly parts: () => Iterable<string> }[] = [
  { what: "10,000 new rules", parts: () => [rulePlan(10_000)] },
  { what: "10,000 changed rules", parts: () => [rulePlan(10_000, true)] },
  { what: "20,000 grants, new and changed", parts: () => mixedPlan(20_000, GRANT_KINDS) },
  { what: "20,000 firewall rules on 40 networks", parts: () => [firewallPlan(20_000, 40)] },
  { what: "100,000 mixed changes", parts: () => mixedPlan(100_000) },
];

/**
 * The whole command on large plans: how long it takes beside a process that only parses the file, and what it needs
 * above an empty node process, as a multiple of the file.
 *
 * @param folder where the compiled library is
 */
export function reviewRows(measurement: Measurement, folder: string, runs: number): Row[] {
  return PLANS.flatMap(({ what, parts }) => {
    const file = path.join(folder, "plan.json");
    write(file, parts());
    const size = fs.statSync(file).size / MIB;
    const parse = `JSON.parse(require("node:fs").readFileSync(${JSON.stringify(file)}, "utf8"))`;
    const times = Array.from({ length: runs }, () => [
      measurement.wholeRun(["cli/main.js", "review", file, "--quiet", "--format", "markdown"]),
      measurement.wholeRun(["-e", parse]),
    ]).map(([review = 0, parsed = 1]): [number, number] => [review, parsed]);
    const peaks = Array.from({ length: runs }, () => peak(measurement, ["review", file]) - peak(measurement));
    const memory = Measurement.median(peaks);
    const named = `review ${what}, ${size.toFixed(0)} MiB`;
    return [
      Measurement.ratioRow(`${named}: time / JSON.parse`, "ms", times, TIME_BOUND),
      {
        what: `${named}: memory above node -e 0 / file`,
        measured: `${(memory / size).toFixed(2)} x (${Math.round(memory)} / ${size.toFixed(0)} MiB)`,
        bound: `<= ${MEMORY_BOUND} x`,
        ok: memory <= MEMORY_BOUND * size,
      },
    ];
  });
}

function write(file: string, parts: Iterable<string>): void {
  const descriptor = fs.openSync(file, "w");
  for (const part of parts) fs.writeSync(descriptor, part);
  fs.closeSync(descriptor);
}

/**
 * MiB that a process has at most: one that runs a command, or an empty one. With -e there is no script among the
 * arguments.
 */
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
