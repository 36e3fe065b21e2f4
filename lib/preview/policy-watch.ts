import { stat } from "node:fs/promises";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

export interface PolicyWatchOptions<T> {
  /** The policy's files. */
  readonly files: readonly string[];
  /** Reads them, at the start and whenever one of them changed. */
  readonly load: () => T;
  /**
   * The files besides these that a policy was read from, which are looked at too.
   *
   * @default - none
   */
  included?(policy: T): readonly string[];
  /** Told in one line what happened to a change; paths in it are quoted. */
  readonly say: (line: string) => void;
  /**
   * In milliseconds.
   *
   * @default 500
   */
  readonly interval?: number;
}

/**
 * A policy that follows its files. They are looked at from time to time instead of by `fs.watch`, which loses a file
 * that an editor replaces, and does not work on network disks and mounted volumes. A change counts when nothing has
 * changed for one interval more, so that half of a file is not read. What cannot be read leaves the policy as it was.
 */
export class PolicyWatch<T> {
  /** @throws ValidationError when the policy cannot be read at the start */
  public static async start<T>(options: PolicyWatchOptions<T>): Promise<PolicyWatch<T>> {
    let files = options.files;
    for (;;) {
      // Before the load, so that a change in the middle of it is seen.
      const mark = await markOf(files);
      const policy = options.load();
      const all = filesOf(options, policy);
      if (isSame(all, files)) return new PolicyWatch(options, files, mark, policy);
      files = all;
    }
  }

  private readonly timer: NodeJS.Timeout;
  private looking = false;
  /** What the files looked like at the last look, which is not yet what was loaded while they change. */
  private lastMark: string;

  private constructor(
    private readonly options: PolicyWatchOptions<T>,
    /** All that the policy was read from. */
    private files: readonly string[],
    private loadedMark: string,
    private policy: T,
  ) {
    this.lastMark = loadedMark;
    this.timer = setInterval(() => void this.look(), options.interval ?? 500);
    this.timer.unref();
  }

  /** The last policy that could be read. */
  public get current(): T {
    return this.policy;
  }

  public close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const mark = await markOf(this.files);
    const isSettled = mark === this.lastMark;
    this.lastMark = mark;
    if (isSettled && mark !== this.loadedMark) await this.reload(mark);
    this.looking = false;
  }

  private async reload(mark: string): Promise<void> {
    const { load, say } = this.options;
    const shown = this.options.files.map(quote).join(", ");
    let policy: T;
    try {
      policy = load();
    } catch (error) {
      // Said once: only another change is worth another try.
      this.loadedMark = mark;
      say(`policy ${shown} changed and cannot be read, so the one before still counts: ${reasonOf(error)}`);
      return;
    }
    // Written to while it was read: the next look finds it changed again.
    if ((await markOf(this.files)) !== mark) return;
    const files = filesOf(this.options, policy);
    if (!isSame(files, this.files)) {
      // Read again at the next look, unless one of them is changing just then.
      this.files = files;
      this.lastMark = await markOf(files);
      return;
    }
    this.loadedMark = mark;
    this.policy = policy;
    say(`policy ${shown} changed and was read again`);
  }
}

function filesOf<T>(options: PolicyWatchOptions<T>, policy: T): readonly string[] {
  return [...options.files, ...(options.included?.(policy) ?? [])];
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.join("\n") === others.join("\n");
}

/** Differs whenever one of the files was written to or replaced. */
async function markOf(files: readonly string[]): Promise<string> {
  const marks = files.map(async (file) => {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    } catch (error) {
      return String(error);
    }
  });
  return (await Promise.all(marks)).join("\n");
}

function reasonOf(error: unknown): string {
  return ValidationError.isValidationError(error) ? error.message : String(error);
}
