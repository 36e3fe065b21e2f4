import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { InstalledCommand, Outcome } from "./installed-command";

/** For how long an answer is waited for, in milliseconds. */
const PATIENCE = 20_000;

/**
 * The installed command in a process that stays, for what is asked often: an answer takes a tenth of what a process of
 * its own takes. For arguments and what is printed for them only: whatever has to do with terminals, streams, signals
 * or the environment is tried with `InstalledCommand`. With ALONE=1 in the environment, each runs in a process of its
 * own here too.
 */
export class WarmCommand {
  private process: ChildProcess | undefined;
  private answers = -1;
  private read = 0;

  public constructor(private readonly command: Pick<InstalledCommand, "folder" | "main" | "run">) {
    afterAll(() => {
      this.process?.kill();
      if (this.answers >= 0) closeSync(this.answers);
    });
  }

  public run(...args: readonly string[]): Outcome {
    if (process.env.ALONE !== undefined) return this.command.run(...args);
    this.process ??= this.start();
    this.process.stdin?.write(`${JSON.stringify(args)}\n`);
    const answer = JSON.parse(this.nextLine(args)) as Outcome & { readonly gone?: number };
    if (answer.gone !== undefined) throw new Error(`the command ended all: ${args.join(" ")}\n${answer.err}`);
    return answer;
  }

  private start(): ChildProcess {
    const file = join(this.command.folder, "answers");
    const output = openSync(file, "w");
    this.answers = openSync(file, "r");
    const child = spawn(process.execPath, [join(__dirname, "stay-warm.cjs"), this.command.main], {
      cwd: this.command.folder,
      stdio: ["pipe", output, "inherit"],
    });
    closeSync(output);
    // It ends with this process at the latest, and is nothing to wait for.
    child.unref();
    return child;
  }

  /** Waits without doing anything else, as for a process that is run. */
  private nextLine(args: readonly string[]): string {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const buffer = Buffer.alloc(1 << 16);
    const end = Date.now() + PATIENCE;
    const parts: Buffer[] = [];
    for (;;) {
      const count = readSync(this.answers, buffer, 0, buffer.length, this.read);
      this.read += count;
      parts.push(Buffer.from(buffer.subarray(0, count)));
      if (count > 0 && buffer[count - 1] === 10) return Buffer.concat(parts).toString();
      if (Date.now() > end) throw new Error(`no answer to ${args.join(" ")}`);
      if (count === 0) Atomics.wait(pause, 0, 0, 1);
    }
  }
}
