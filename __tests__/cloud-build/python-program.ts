import { spawn, type SpawnOptionsWithoutStdio } from "node:child_process";
import { once } from "node:events";

/**
 * Runs Python, and gathers what it says on both outputs. It does not wait meanwhile, so that doubles of services in
 * this process can answer. Of the environment it gets the path to programs, and what is given.
 */
export async function runPython(
  args: readonly string[],
  { env, ...options }: SpawnOptionsWithoutStdio = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn("python3", args, { ...options, env: { PATH: process.env.PATH, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
