import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { IndexProgram } from "../../lib/static-index";

/** What the distribution of a test is made of; see distributions.py. */
export interface Made {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly requires?: string;
  readonly metadata?: string;
  readonly content?: string;
  readonly top?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly format?: string;
  readonly times?: number;
  readonly repeated?: number;
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A wheel of a project that is spelled as its file has it. */
export function wheel(name: string, version: string, more: Partial<Made> = {}): Made {
  return { path: `files/${name}-${version}-py3-none-any.whl`, name, version, ...more };
}

export function sdist(name: string, version: string, more: Partial<Made> = {}): Made {
  return { path: `files/${name}-${version}.tar.gz`, name, version, ...more };
}

/** A folder of distributions, and the program that writes its pages. */
export class IndexFolder {
  public readonly root = mkdtempSync(join(tmpdir(), "static-index-"));

  public constructor(...made: readonly Made[]) {
    this.make(...made);
  }

  public make(...made: readonly Made[]): this {
    const { status, stderr } = spawnSync("python3", ["-I", join(__dirname, "distributions.py")], {
      cwd: this.root,
      input: JSON.stringify(made),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return this;
  }

  public write(path: string, content: string | Buffer): this {
    const target = join(this.root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    return this;
  }

  public read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  public page(project: string): { files: { filename: string }[]; versions: string[] } {
    return JSON.parse(this.read(`simple/${project}/index.json`)) as {
      files: { filename: string }[];
      versions: string[];
    };
  }

  public listed(project: string): readonly string[] {
    return this.page(project).files.map(({ filename }) => filename);
  }

  public remove(path: string): this {
    rmSync(join(this.root, path), { recursive: true });
    return this;
  }

  /** All that was generated, by path; the state is no page. */
  public generated(): Readonly<Record<string, string>> {
    const all = readdirSync(this.root, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1))
      .filter((path) => path.startsWith("simple/") || path.endsWith(".metadata"))
      .sort();
    return Object.fromEntries(all.map((path) => [path, this.read(path)]));
  }

  public async index(...args: readonly string[]): Promise<Outcome> {
    return runProgram([this.root, ...args]);
  }
}

/** Asynchronously, so that a double in this process can answer meanwhile. */
export async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    // Without -I, as -I ignores the environment that keeps Python from writing caches beside the program.
    const child = spawn("python3", ["-B", "-s", IndexProgram.FOLDER, ...args], { env: { ...process.env, ...env } });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.once("close", (code) => {
      resolve({ code, out, err });
    });
  });
}
