import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { contextRow } from "./contexts";
import { indexPageRows } from "./index-pages";
import { installRows } from "./install";
import { LockFiles } from "./lock-files";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";
import { previewRows } from "./preview";
import { reviewRows } from "./review";
import { staticIndexRows } from "./static-index";

const ROOT = path.resolve(__dirname, "..");
const PACKAGES = 10_000;
const PAIRS = 5;

const IMPORT_BOUND = 1.3;
const SYNTH_BOUND = 1.5;
const READ_BOUND_MS = 500;
const CHECK_BOUND_MS = 500;
const CLI_BOUND = 3;

function roomNames(): string[] {
  const { exports } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    exports: Record<string, unknown>;
  };
  return Object.keys(exports).filter((name) => !name.endsWith(".json"));
}

/**
 * All of a room, since its index loads what is asked for, against cdktf with just those bindings that the room has
 * loaded.
 */
function importRows(measurement: Measurement): Row[] {
  return roomNames().flatMap((room) => {
    const all = `Object.values(require("${room}"))`;
    const find = `${all}; console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded = JSON.parse(measurement.node(["-e", find])) as string[];
    const bindings = new Set(
      loaded.flatMap(
        (file) => /@cdktf[\\/]provider-google[\\/]lib[\\/]([a-z0-9-]+)[\\/]index\.js$/.exec(file)?.[1] ?? [],
      ),
    );
    const base = ["cdktf", ...[...bindings].map((binding) => `@cdktf/provider-google/lib/${binding}`)];
    const pairs = measurement.paired(
      () => measurement.cost(all),
      () => measurement.cost(base.map((name) => `require("${name}")`).join(";")),
    );
    const what = `import ${room.slice(2)} / cdktf${bindings.size === 0 ? "" : ` and ${bindings.size} bindings`}`;
    return [
      Measurement.ratioRow(
        `${what}, time`,
        "ms",
        pairs.map(([one, other]) => [one.time, other.time]),
        IMPORT_BOUND,
      ),
      Measurement.ratioRow(
        `${what}, memory`,
        "MiB",
        pairs.map(([one, other]) => [one.memory, other.memory]),
        IMPORT_BOUND,
      ),
    ];
  });
}

function synthRow(measurement: Measurement, lock: string): Row {
  const stack = `
    const { App, TerraformResource, TerraformStack } = require("cdktf");
    const { GoogleProvider } = require("@cdktf/provider-google/lib/provider");
    const { DownloadPolicy, PythonRemoteRepository } = require("./artifact-registry");
    const { AllowedPackages } = require("./packages");
    const packages = AllowedPackages.fromLockfile(${JSON.stringify(lock)});
    const app = new App({ outdir: require("node:fs").mkdtempSync("synth-") });
    const stack = new TerraformStack(app, "stack");
    new GoogleProvider(stack, "Google", { project: "my-project" });
    stack.addOverride("terraform.required_providers.google.version", "7.45.0")`;
  const registry = `
    new PythonRemoteRepository(stack, "Pypi", {
      repositoryName: "pypi", location: "us-central1", downloads: DownloadPolicy.allowOnly(packages),
    });
    app.synth()`;
  const bare = `
    for (const { name } of packages.packages) {
      new TerraformResource(stack, name, { terraformResourceType: "google_artifact_registry_rule" });
    }
    app.synth()`;
  const pairs = measurement.paired(
    () => measurement.cost(registry, stack).time,
    () => measurement.cost(bare, stack).time,
  );
  return Measurement.ratioRow(`synth ${PACKAGES} allowed packages / bare TerraformResources`, "ms", pairs, SYNTH_BOUND);
}

function readRow(measurement: Measurement, lock: string): Row {
  const file = JSON.stringify(lock);
  const read = `
    const options = /uv\\.lock|Pipfile|pylock/.test(${file}) ? { index: "${LockFiles.INDEX}" } : {};
    const { length } = AllowedPackages.fromLockfile(${file}, options).packages;
    if (length !== ${PACKAGES}) throw new Error("read " + length + " packages")`;
  const times = Array.from(
    { length: PAIRS },
    () => measurement.cost(read, 'const { AllowedPackages } = require("./packages")').time,
  );
  // Nothing to compare with, so the run that was disturbed least.
  const time = Math.round(Math.min(...times));
  const size = (fs.statSync(lock).size / 2 ** 20).toFixed(1);
  const what = `read ${path.basename(lock)}, ${PACKAGES} packages, ${size} MiB`;
  return { what, measured: `${time} ms`, bound: `<= ${READ_BOUND_MS} ms`, ok: time <= READ_BOUND_MS };
}

/** The whole command, on a lock that is its own policy: each package is looked up in all rules. */
function checkRow(measurement: Measurement, lock: string): Row {
  const times = Array.from({ length: PAIRS }, () =>
    measurement.wholeRun(["cli/main.js", "check", lock, "--policy", lock]),
  );
  const time = Math.round(Math.min(...times));
  return {
    what: `check ${path.basename(lock)}, ${PACKAGES} packages, whole run`,
    measured: `${time} ms`,
    bound: `<= ${CHECK_BOUND_MS} ms`,
    ok: time <= CHECK_BOUND_MS,
  };
}

function commandLineRow(measurement: Measurement): Row {
  const pairs = measurement.paired(
    () => measurement.wholeRun(["cli/main.js", "--version"]),
    () => measurement.wholeRun(["-e", "0"]),
  );
  return Measurement.ratioRow("private-pypi --version / node -e 0", "ms", pairs, CLI_BOUND);
}

function printTable(rows: readonly Row[]): void {
  const cells = [
    ["what", "measured", "bound", ""],
    ...rows.map(({ what, measured, bound, ok }) => [what, measured, bound, ok ? "ok" : "OVER"]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

/** Compiles the library where its dependencies are found, measures it, and removes it again. */
async function main(): Promise<void> {
  const cache = path.join(ROOT, "node_modules/.cache");
  fs.mkdirSync(cache, { recursive: true });
  const outer = fs.mkdtempSync(path.join(cache, "bench-"));
  try {
    const folder = path.join(outer, "dist");
    execFileSync(
      process.execPath,
      [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json", "--outDir", folder],
      { cwd: ROOT, stdio: "inherit" },
    );
    execFileSync(process.execPath, ["scripts/lazy-indexes.cjs", folder], { cwd: ROOT, stdio: "inherit" });
    fs.copyFileSync(path.join(ROOT, "package.json"), path.join(outer, "package.json"));
    const locks = new LockFiles(PACKAGES).all().map(([name, content]) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, content);
      return file;
    });
    const measurement = new Measurement(folder, PAIRS);
    const [requirements = ""] = locks;
    const rows = [
      ...importRows(measurement),
      synthRow(measurement, requirements),
      ...locks.map((lock) => readRow(measurement, lock)),
      commandLineRow(measurement),
      checkRow(measurement, requirements),
      contextRow(measurement, folder),
      ...reviewRows(measurement, folder, PAIRS),
      ...(await previewRows(folder)),
      ...(await installRows(folder)),
      ...(await indexPageRows(folder)),
      ...(await staticIndexRows()),
    ];
    printTable(rows);
    if (rows.some(({ ok }) => !ok)) process.exitCode = 1;
  } finally {
    fs.rmSync(outer, { recursive: true, force: true });
  }
}

void main();
