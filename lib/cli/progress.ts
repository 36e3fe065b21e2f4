import { statSync } from "node:fs";
import type { Command } from "commander";
import { descriptorOf } from "../text/open-stream";

/** What is read faster than anybody would ask, in bytes. */
const SMALL = 1024 * 1024;

/**
 * In a thread of its own, since files are read and judged without a pause: after a second it says so, and then every
 * ten.
 */
const TELLER = `
const { writeSync } = require("node:fs");
const { workerData: what } = require("node:worker_threads");
const start = Date.now();
const tell = () => {
  try { writeSync(2, what + ", " + Math.round((Date.now() - start) / 1000) + " s\\n"); } catch { /* nobody listens */ }
};
setTimeout(() => { tell(); setInterval(tell, 10000); }, 1000);
`;

/**
 * Says on the standard error output that a command is at work, when its files are large or are waited for, until it is
 * done.
 */
export class Progress {
  public static start(command: Command): Progress {
    const flags = command.opts<{ quiet?: boolean; policy?: unknown; approved?: unknown }>();
    const paths = [...command.args, flags.policy, flags.approved].flat().filter((one) => typeof one === "string");
    // The preview and the comparison with the service say for themselves what they do.
    if (flags.quiet === true || ["preview", "verify"].includes(command.name())) return new Progress();
    const sizes = paths.map(sizeOf);
    const size = sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    if (size < SMALL && !sizes.includes(undefined)) return new Progress();
    const mebi = Math.round(size / SMALL);
    return new Progress(`${command.name()}: ${mebi === 0 ? "reading" : `reading ${mebi} MiB`}`);
  }

  private readonly stop: () => void = () => undefined;

  private constructor(what?: string) {
    if (what === undefined) return;
    const { Worker } = require("node:worker_threads") as typeof import("node:worker_threads");
    const worker = new Worker(TELLER, { eval: true, workerData: what, stdout: true, stderr: true });
    worker.on("error", () => undefined);
    worker.unref();
    this.stop = () => void worker.terminate();
  }

  public end(): void {
    this.stop();
  }
}

/** In bytes; undefined for a stream, which may have to be waited for. */
function sizeOf(path: string): number | undefined {
  if (descriptorOf(path) !== undefined) return undefined;
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
