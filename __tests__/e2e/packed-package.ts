import { spawnSync } from "node:child_process";
import * as path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What npm packed, as `npm pack --json` says it. */
export interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Runs a program as a stranger's shell would: without what npm tells the scripts of this project. */
export function run(folder: string, program: string, ...args: string[]): Run {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/i.test(name)),
  );
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** The standard output of a program that has to end well. */
export function succeed(folder: string, program: string, ...args: string[]): string {
  const { code, stdout, stderr } = run(folder, program, ...args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Packs this project into a folder, as for a registry. */
export function pack(folder: string): Packed {
  const [packed] = JSON.parse(
    succeed(ROOT, "npm", "pack", "--silent", "--json", "--pack-destination", folder),
  ) as Packed[];
  if (packed === undefined) throw new Error("npm pack packed nothing");
  return packed;
}
