import { spawnSync } from "node:child_process";
import { ValidationError } from "../core/errors";

/**
 * Runs a folder of Python on this machine; what it prints goes to this program's own outputs.
 *
 * @returns its exit code
 * @throws ValidationError when there is no Python to run it
 */
export function runPython(folder: string, args: readonly string[]): number {
  // -I, -S: neither the user, the working directory nor installed packages add modules; -B: nothing is written beside
  // the program.
  const { status, error, signal } = spawnSync("python3", ["-I", "-S", "-B", folder, ...args], { stdio: "inherit" });
  if (error !== undefined) {
    throw new ValidationError(['"python3" cannot be started; install Python 3.9 or newer, and put it on the path']);
  }
  if (status === null) throw new ValidationError([`"python3" was ended by ${signal ?? "a signal"}; run it again`]);
  return status;
}
