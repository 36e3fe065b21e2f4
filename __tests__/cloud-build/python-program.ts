import { spawn, type SpawnOptionsWithoutStdio } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

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

/** Where the program of a build runs, and the doubles of what it talks to. */
export interface BuildPlace {
  readonly cwd: string;

  /** Its own: what is left behind in it is looked at, and other tests have theirs. */
  readonly temporary: string;

  /** Of the double, whose token is `SECRET-TOKEN`. */
  readonly address: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the program of a build's step as Cloud Build does, in short time; it never prints a token or a traceback. */
export async function runBuildProgram(
  program: string,
  settings: object,
  { cwd, temporary, address, env }: BuildPlace,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const outcome = await runPython(["-I", "-c", readFileSync(program, "utf8"), JSON.stringify(settings)], {
    cwd,
    env: {
      TMPDIR: temporary,
      ARTIFACT_REGISTRY_URL: `${address}/ar/`,
      TOKEN_URL: `${address}/token`,
      PATIENCE: "2",
      PAUSE: "0.02",
      PIP_EXTRA_INDEX_URL: "http://127.0.0.1:9/simple/",
      ...env,
    },
  });
  expect(outcome.output).not.toContain("SECRET-TOKEN");
  expect(outcome.output).not.toContain('Traceback (most recent call last):\n  File "<string>"');
  return outcome;
}
