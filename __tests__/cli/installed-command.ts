import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { IndexProgram, MigrationProgram } from "../../lib/static-index";
import { transpiled } from "../support/transpiled.cjs";

const project = join(__dirname, "../..");

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * lib/ as JavaScript in a folder laid out as the published package, so that the command is what users run; and a folder
 * to work in.
 */
export class InstalledCommand {
  public readonly folder = mkdtempSync(join(tmpdir(), "private-pypi-"));
  public readonly dist: string;
  public readonly main: string;

  /** @param replaced the code of modules in `dist` that stand in for the package's own, by path */
  public constructor(replaced: Readonly<Record<string, string>> = {}) {
    this.dist = Object.keys(replaced).length === 0 ? join(installed(), "dist") : this.copyWith(replaced);
    this.main = join(this.dist, "cli/main.js");
    afterAll(() => {
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  private copyWith(replaced: Readonly<Record<string, string>>): string {
    cpSync(installed(), this.folder, { recursive: true });
    symlinkSync(join(project, "node_modules"), join(this.folder, "node_modules"));
    for (const [file, code] of Object.entries(replaced)) this.write(join("dist", file), code);
    return join(this.folder, "dist");
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

/**
 * The package of these very sources, which whoever comes first writes for all. It lies below node_modules, where it
 * finds its modules, and is gone with them.
 */
function installed(): string {
  const sources = readdirSync(join(project, "lib"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => [file, readFileSync(join(project, "lib", file), "utf8")] as const);
  const name = createHash("sha256").update(JSON.stringify(sources)).digest("hex");
  const folder = join(project, "node_modules/.cache/private-pypi-installed", name);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  for (const [file] of sources) {
    const code = join(fresh, "dist", file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(code), { recursive: true });
    writeFileSync(code, transpiled(join(project, "lib", file)).code);
  }
  symlinkSync(join(project, "package.json"), join(fresh, "package.json"));
  mkdirSync(join(fresh, "lib/static-index"), { recursive: true });
  for (const program of [IndexProgram.FOLDER, MigrationProgram.FOLDER, join(project, "lib/cloud-build")]) {
    symlinkSync(program, join(fresh, relative(project, program)));
  }
  moveUnlessThere(fresh, folder);
  return folder;
}

/** Appears whole, for whoever looks at the same time. */
function moveUnlessThere(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true });
  }
}
