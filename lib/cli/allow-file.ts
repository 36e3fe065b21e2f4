import type * as Packages from "../packages";
import type * as Report from "../packages/allow-list-report";

/** The lock files that an allow list is made of, as options say them. */
export interface AllowFlags {
  readonly allow?: readonly string[];
  readonly index?: readonly string[];
}

/** Calls with a file that holds the allow list, which is gone afterwards; without one where no lock is given. */
export function withAllowFile({ allow, index = [] }: AllowFlags, run: (allowFile?: string) => number): number {
  if (allow === undefined) return run();
  const { AllowedPackages } = require("../packages") as typeof Packages;
  const { formatAllowList } = require("../packages/allow-list-report") as typeof Report;
  const { mkdtempSync, rmSync, writeFileSync } = require("node:fs") as typeof import("node:fs");
  const { tmpdir } = require("node:os") as typeof import("node:os");
  const path = require("node:path") as typeof import("node:path");
  const list = formatAllowList(AllowedPackages.fromLockfiles([...allow], { indexes: [...index] }), "json");
  const folder = mkdtempSync(path.join(tmpdir(), "private-pypi-"));
  try {
    const file = path.join(folder, "allow.json");
    writeFileSync(file, list);
    return run(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
