import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

/** A hang-up is what a closed terminal sends. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** In milliseconds: how long a command may take to end after a signal. */
const GRACE = 10_000;

/** While it is open, a signal does not end this program, so that it can end its work in order. */
export class Signals {
  /** Kept when the first one comes. */
  public readonly first: Promise<void>;
  private received: NodeJS.Signals | undefined;
  private readonly listeners = new Set<(signal: NodeJS.Signals) => void>();

  public constructor() {
    this.first = new Promise((resolve) => {
      this.listeners.add((signal) => {
        this.received ??= signal;
        resolve();
      });
    });
    for (const signal of SIGNALS) process.on(signal, this.tell);
  }

  /** The first one that came. */
  public get earlier(): NodeJS.Signals | undefined {
    return this.received;
  }

  public listen(listener: (signal: NodeJS.Signals) => void): void {
    this.listeners.add(listener);
  }

  public close(): void {
    for (const signal of SIGNALS) process.off(signal, this.tell);
  }

  private readonly tell = (signal: NodeJS.Signals): void => {
    for (const listener of this.listeners) listener(signal);
  };
}

/**
 * Runs a program with this program's own input and outputs, and hands signals on to it. No shell reads the arguments.
 *
 * @returns its exit code; 128 and the number of the signal when one ended it, or came before it began, as shells have
 *   it
 * @throws ValidationError when it cannot be started
 */
export async function runCommand(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  signals: Signals,
): Promise<number> {
  if (signals.earlier !== undefined) return codeOf(signals.earlier);
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: "inherit" });
    let deadline: NodeJS.Timeout | undefined;
    signals.listen((signal) => {
      // A terminal sends Ctrl-C to the command as well, and two of them could keep it from tidying up. Some go on after
      // it.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
      deadline ??= setTimeout(() => child.kill("SIGKILL"), GRACE);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "ENOENT" ? "there is no such program" : `cannot be started (${error.code ?? error.message})`;
      reject(
        new ValidationError([`command ${quote(program)}: ${reason}; put a program and its arguments after "--run --"`]),
      );
    });
    child.once("close", (code, signal) => {
      clearTimeout(deadline);
      resolve(code ?? (signal === null ? 128 : codeOf(signal)));
    });
  });
}

function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
