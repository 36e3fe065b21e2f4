import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface RunOptions {
  readonly cwd?: string;
  /** Beside the usual variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** For the standard input. */
  readonly input?: string;
}

/** What a client is told here and nowhere else: caches and folders of earlier tries would answer for the preview. */
const PLAIN = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(PIP_(FIND_LINKS|NO_INDEX)|UV_\w+|POETRY_\w+|VIRTUAL_ENV)$/.test(name),
  ),
);

/** Real clients in real versions, each in an environment of its own, from the index that pip is configured with. */
export class PythonClients {
  public readonly folder = mkdtempSync(join(tmpdir(), "private-pypi-clients-"));
  /** A folder with a file of another version of six, as a leftover of an earlier download. */
  public readonly leftovers = join(this.folder, "leftovers");
  private readonly environments = new Map<string, string>();
  /** Why there are none. */
  public readonly skipped: string | undefined;

  public constructor() {
    mkdirSync(join(this.folder, "home"));
    const { status, stderr, error } = this.run("python3", [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--retries=0",
      "--no-deps",
      "--dest",
      this.leftovers,
      "six==1.16.0",
    ]);
    if (error !== undefined) this.skipped = "there is no python3 with pip";
    else if (status !== 0)
      this.skipped = `the index that pip is configured with cannot be reached (${
        stderr
          .trim()
          .split("\n")
          .at(-1)
          ?.replaceAll(/https?:\/\/[^\s/]+/g, "…") ?? ""
      })`;
  }

  /** The environment for programs, with a home that has no settings in it. */
  public get environment(): NodeJS.ProcessEnv {
    return {
      ...PLAIN,
      HOME: join(this.folder, "home"),
      PIP_DISABLE_PIP_VERSION_CHECK: "1",
      NO_COLOR: "1",
      COLUMNS: "1000",
    };
  }

  public run(
    program: string,
    args: readonly string[],
    { cwd = this.folder, env = {}, input }: RunOptions = {},
  ): SpawnSyncReturns<string> {
    return spawnSync(program, args, {
      cwd,
      input,
      env: { ...this.environment, ...env },
      encoding: "utf8",
      maxBuffer: 1 << 26,
      timeout: 280_000,
    });
  }

  public succeed(program: string, args: readonly string[], options?: RunOptions): string {
    const { status, stdout, stderr } = this.run(program, args, options);
    if (status !== 0)
      throw new Error(`${program} ${args.join(" ")} ended with ${String(status)}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** A new environment; gives the path of the folder with its programs. */
  public newEnvironment(): string {
    const path = mkdtempSync(join(this.folder, "environment-"));
    this.succeed("python3", ["-m", "venv", "--without-pip", path]);
    return join(path, "bin");
  }

  /** The environment that holds these packages, given with blanks between, made when it is first asked for. */
  public environmentWith(requirement: string): string {
    const known = this.environments.get(requirement);
    if (known !== undefined) return known;
    const bin = this.newEnvironment();
    this.succeed("python3", [
      "-m",
      "pip",
      "--python",
      join(bin, "python"),
      "install",
      "--quiet",
      ...requirement.split(" "),
    ]);
    this.environments.set(requirement, bin);
    return bin;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
