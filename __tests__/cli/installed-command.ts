import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { IndexProgram } from "../../lib/static-index";
import { transpiled } from "../support/transpiled.cjs";

const project = join(__dirname, "../..");

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** lib/ compiled into a folder laid out as the published package, so that the command is what users run. */
export class InstalledCommand {
  public readonly folder = mkdtempSync(join(tmpdir(), "private-pypi-"));
  public readonly main = join(this.folder, "dist/cli/main.js");

  public constructor() {
    for (const file of readdirSync(join(project, "lib"), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".d.ts")) continue;
      this.write(join("dist", file.replace(/\.ts$/, ".js")), transpiled(join(project, "lib", file)));
    }
    cpSync(join(project, "package.json"), join(this.folder, "package.json"));
    cpSync(IndexProgram.FOLDER, join(this.folder, "lib/static-index/index_pages"), { recursive: true });
    symlinkSync(join(project, "node_modules"), join(this.folder, "node_modules"));
    afterAll(() => {
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** Writes a file below the folder, which is the command's working directory too. */
  public write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  public run(...args: readonly string[]): Outcome {
    return this.start([this.main, ...args]);
  }

  /** Runs node itself, for what goes before the command. */
  public start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Outcome {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, ...environment },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, out: stdout, err: stderr };
  }
}
