import { spawnSync } from "node:child_process";

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly ok: boolean;
}

/** What one fresh process needed. */
export interface Cost {
  /** Milliseconds of the measured part. */
  readonly time: number;
  /** MiB at the peak, of the whole process. */
  readonly memory: number;
}

/** Runs pieces of JavaScript in fresh processes. */
export class Measurement {
  /** @param folder from where packages and files are found */
  constructor(
    private readonly folder: string,
    private readonly pairs: number,
  ) {}

  /**
   * The cost of `measured`, after `prepared` has been run in the same process.
   *
   * @throws Error when the process fails
   */
  public cost(measured: string, prepared = ""): Cost {
    const script = `${prepared};
      const started = process.hrtime.bigint();
      ${measured};
      const time = Number(process.hrtime.bigint() - started) / 1e6;
      console.log(JSON.stringify({ time, memory: process.resourceUsage().maxRSS / 1024 }));`;
    return JSON.parse(this.node(["-e", script])) as Cost;
  }

  /** Milliseconds from start to end of a node process. */
  public wholeRun(args: readonly string[]): number {
    const started = process.hrtime.bigint();
    this.node(args);
    return Number(process.hrtime.bigint() - started) / 1e6;
  }

  /** What one process prints at its end. */
  public node(args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    if (status !== 0) throw new Error(`node ${args.join(" ")} failed\n${stderr}`);
    return stdout;
  }

  /** Measures both in turn, some times over, so that a busy machine slows both alike. */
  public paired<T>(one: () => T, other: () => T): (readonly [T, T])[] {
    return Array.from({ length: this.pairs }, () => [one(), other()] as const);
  }

  public static median(numbers: readonly number[]): number {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  }

  /** The median of each pair's ratio, beside the medians themselves. */
  public static ratioRow(
    what: string,
    unit: string,
    pairs: readonly (readonly [number, number])[],
    bound: number,
  ): Row {
    const ratio = Measurement.median(pairs.map(([one, other]) => one / other));
    const [one, other] = [0, 1].map((side) =>
      Math.round(Measurement.median(pairs.map((pair) => pair[side] ?? Number.NaN))),
    );
    return {
      what,
      measured: `${ratio.toFixed(2)} x (${one} / ${other} ${unit})`,
      bound: `<= ${bound} x`,
      ok: ratio <= bound,
    };
  }
}
