import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { ClientSettings } from "../../lib/artifact-registry/client-settings";
import { AllowedPackages } from "../../lib/packages";
import type { ReportDocument } from "../../lib/preview/report";
import { InstalledCommand } from "../cli/installed-command";
import { PythonClients } from "./python-clients";

const PIPELINES = resolve(__dirname, "../../packages/pipelines.txt");
const GUIDE = readFileSync(resolve(__dirname, "../../docs/guides/preview-clients.md"), "utf8");

const command = new InstalledCommand();
const clients = new PythonClients();
const testWithIndex = clients.skipped === undefined ? test : test.skip;
const why = clients.skipped === undefined ? "" : ` (skipped: ${clients.skipped})`;
afterAll(() => {
  clients.remove();
});

/** The entries of the pipelines' lock for these packages, hashes included. */
function locked(...names: readonly string[]): string {
  const entries = readFileSync(PIPELINES, "utf8").split(/\n(?=[a-z])/);
  return names.map((name) => entries.find((entry) => entry.startsWith(`${name}==`)) ?? "").join("\n");
}

const small = join(clients.folder, "small.txt");
const wrongHash = join(clients.folder, "wrong-hash.txt");
writeFileSync(small, `${locked("python-dateutil", "six")}\n`);
writeFileSync(wrongHash, `six==1.17.0 --hash=sha256:${"0".repeat(64)}\n`);

interface Outcome {
  readonly code: number | null;
  /** What the client and the preview wrote, with what differs between runs taken out. */
  readonly text: string;
  readonly report: ReportDocument;
}

interface PreviewOptions {
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a client through the preview of the small lock. */
function preview(words: readonly string[], { options = [], env, cwd }: PreviewOptions = {}): Outcome {
  const report = join(clients.folder, "report.json");
  const args = [command.main, "preview", "--policy", small, "--report", report, ...options, "--run", "--", ...words];
  const { status, stdout, stderr } = clients.run(process.execPath, args, { env, cwd });
  return {
    code: status,
    text: normalized(`${stdout}\n${stderr}`),
    report: JSON.parse(readFileSync(report, "utf8")) as ReportDocument,
  };
}

function normalized(text: string): string {
  return text.replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT").replace(/\/files\/[\w-]+\//g, "/files/…/");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The lines of a client's output that say what went wrong. */
function complaint({ text }: Outcome, pattern: RegExp): readonly string[] {
  return text.split("\n").filter((line) => pattern.test(line) && !line.startsWith("preview:"));
}

interface Client {
  readonly name: string;
  readonly requirement: string;
  readonly complaint: RegExp;
  /** The words that install from a lock, and those that install one package, into a new environment. */
  install(bin: string, lock: string): readonly string[];
  ask(bin: string, requirement: string): readonly string[];
}

const emptyEnvironment = (): string => join(clients.newEnvironment(), "python");

const pip = (version: string): Client => ({
  name: `pip ${version}`,
  requirement: `pip==${version}`,
  complaint: /ERROR: Could not install requirement/,
  install: (bin, lock) => [
    join(bin, "python"),
    "-m",
    "pip",
    "--python",
    emptyEnvironment(),
    "install",
    "--require-hashes",
    "-r",
    lock,
  ],
  ask: (bin, requirement) => [
    join(bin, "python"),
    "-m",
    "pip",
    "download",
    "--no-deps",
    "-d",
    join(clients.folder, "downloads"),
    requirement,
  ],
});

const uv: Client = {
  name: "uv 0.13.8",
  requirement: "uv==0.13.8",
  complaint: /^(error| {2}cause): /,
  install: (bin, lock) => [
    join(bin, "uv"),
    "pip",
    "install",
    "--python",
    emptyEnvironment(),
    "--require-hashes",
    "-r",
    lock,
  ],
  ask: (bin, requirement) => [
    join(bin, "uv"),
    "pip",
    "install",
    "--no-deps",
    "--python",
    emptyEnvironment(),
    requirement,
  ],
};

describe.each([pip("23.3.2"), pip("26.3"), uv])(`$name${why}`, (client) => {
  let bin = "";
  beforeAll(() => {
    if (clients.skipped === undefined) bin = clients.environmentWith(client.requirement);
  });

  testWithIndex("installs what is locked, with its hashes", () => {
    const { code, text, report } = preview(client.install(bin, small));
    expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(/python-dateutil(-|==)2/) as string });
    expect(report.blocked).toEqual([]);
    expect(report.served).toBeGreaterThan(1);
  });

  testWithIndex("sees another hash than the locked one", () => {
    const { code, text } = preview(client.install(bin, wrongHash));
    expect(code).toBe(1);
    expect(text).toMatch(/DO NOT MATCH THE HASHES|Hash mismatch/);
  });

  testWithIndex.each([
    ["another version of a listed package", "six==1.16.0", 'rule "six" is only for "1.17.0"'],
    ["a package that is not listed", "idna==3.10", "denies every version of whatever no rule for a package decides"],
  ])("is refused %s, and says why", (_case, requirement, reason) => {
    const outcome = preview(client.ask(bin, requirement));
    const [name = "", version = ""] = requirement.split("==");
    expect(outcome.code).not.toBe(0);
    expect(outcome.report.blocked).toEqual([
      expect.objectContaining({
        name,
        version,
        file: `${name}-${version}-py${name === "six" ? "2.py3" : "3"}-none-any.whl`,
      }),
    ]);
    const lines = complaint(outcome, client.complaint);
    expect(lines.join("\n")).toContain(reason.replaceAll('"', client === uv ? '\\"' : '"'));
    for (const line of lines) expect(GUIDE).toContain(line);
  });

  testWithIndex("takes nothing from elsewhere, whatever it is configured with", () => {
    const home = join(clients.folder, `elsewhere ${client.name}`);
    for (const folder of [".config/pip", ".config/uv"]) mkdirSync(join(home, folder), { recursive: true });
    const file = join(home, "pip.conf");
    const places = `[global]\nfind-links = ${clients.leftovers}\nno-index = true\n[install]\nextra-index-url = file://${clients.leftovers}\n[download]\nfind-links = ${clients.leftovers}\n`;
    writeFileSync(file, places);
    writeFileSync(join(home, ".config/pip/pip.conf"), places);
    writeFileSync(join(home, ".config/uv/uv.toml"), `no-index = true\nfind-links = ["${clients.leftovers}"]\n`);
    const env = {
      HOME: home,
      PIP_CONFIG_FILE: file,
      PIP_FIND_LINKS: clients.leftovers,
      PIP_NO_INDEX: "1",
      PIP_EXTRA_INDEX_URL: "http://127.0.0.1:9/simple/",
      UV_FIND_LINKS: clients.leftovers,
      UV_NO_INDEX: "1",
      UV_INDEX: "http://127.0.0.1:9/simple/",
    };
    const { code, report } = preview(client.ask(bin, "six==1.16.0"), { env });
    expect(code).not.toBe(0);
    expect(report.blocked).toMatchObject([{ name: "six", version: "1.16.0" }]);
  });
});

describe(`poetry 2.5.1${why}`, () => {
  let bin = "";
  let project = "";
  let options: readonly string[] = [];
  beforeAll(async () => {
    if (clients.skipped !== undefined) return;
    bin = clients.environmentWith("poetry==2.5.1");
    project = join(clients.folder, "project");
    mkdirSync(project);
    options = ["--port", String(await freePort())];
  });

  function poetry(...words: readonly string[]): Outcome {
    const env = { POETRY_CACHE_DIR: join(clients.folder, "poetry"), POETRY_VIRTUALENVS_IN_PROJECT: "true" };
    return preview([join(bin, "poetry"), ...words, "--no-interaction"], { options, env, cwd: project });
  }

  function writeProject(dependency: string): void {
    const [, port = ""] = options;
    const settings = ClientSettings.forIndex(`http://127.0.0.1:${port}/simple/`).poetryToml;
    writeFileSync(
      join(project, "pyproject.toml"),
      `[project]\nname = "small"\nversion = "1"\nrequires-python = ">=3.9,<4"\ndependencies = ["${dependency}"]\n[tool.poetry]\npackage-mode = false\n${settings}`,
    );
  }

  testWithIndex("locks and installs, with hashes", () => {
    const [version = ""] = /(?<=python-dateutil==)\S+/.exec(readFileSync(small, "utf8")) ?? [];
    writeProject(`python-dateutil==${version}`);
    expect(poetry("lock")).toMatchObject({ code: 0, report: { blocked: [] } });
    const { code, text, report } = poetry("install");
    expect({ code, text }).toEqual({
      code: 0,
      text: expect.stringContaining(`Installing python-dateutil (${version})`) as string,
    });
    expect(report).toMatchObject({ served: 2, blocked: [] });
  });

  testWithIndex("sees another hash than the locked one", () => {
    const lock = join(project, "poetry.lock");
    writeFileSync(lock, readFileSync(lock, "utf8").replaceAll(/sha256:[0-9a-f]{64}/g, `sha256:${"0".repeat(64)}`));
    rmSync(join(project, ".venv"), { recursive: true });
    const { code, text } = poetry("install");
    expect(code).toBe(1);
    expect(text).toContain("did not match any known checksums in your lock file");
  });

  testWithIndex.each(["six==1.16.0", "idna==3.10"])("is refused %s, and says why", (requirement) => {
    writeProject(requirement);
    const outcome = poetry("lock");
    const [name, version] = requirement.split("==");
    expect(outcome).toMatchObject({ code: 1, report: { blocked: [{ name, version }] } });
    const lines = complaint(outcome, /403 Client Error/);
    expect(lines).toHaveLength(1);
    for (const line of lines) expect(GUIDE).toContain(line);
  });
});

describe(`the pipelines' whole lock, with the printed settings${why}`, () => {
  const packages = AllowedPackages.fromLockfile(PIPELINES);
  const buildConstraintsPath = join(clients.folder, "build-constraints.txt");

  /** Serves the lock while the client runs, without telling the client where but by its settings. */
  async function serving(run: (settings: ClientSettings) => void): Promise<ReportDocument> {
    const report = join(clients.folder, "whole.json");
    const child = spawn(process.execPath, [command.main, "preview", "--policy", PIPELINES, "--report", report], {
      env: clients.environment,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [url] = (await once(child.stdout, "data")) as [Buffer];
    const settings = ClientSettings.forIndex(url.toString().trim(), packages, {
      sourceDistributions: true,
      buildConstraintsPath,
    });
    writeFileSync(buildConstraintsPath, settings.buildConstraints ?? "");
    try {
      run(settings);
    } finally {
      child.kill("SIGTERM");
    }
    expect(await once(child, "close")).toEqual([0, null]);
    return JSON.parse(readFileSync(report, "utf8")) as ReportDocument;
  }

  function expectWhole(python: string): void {
    const names = clients
      .succeed(python, [
        "-c",
        "import kfp, importlib.metadata as m; print('\\n'.join(d.name for d in m.distributions()))",
      ])
      .trim()
      .split("\n");
    expect(names.map((name) => name.toLowerCase().replaceAll(/[-_.]+/g, "-")).sort()).toEqual(
      packages.packages.map(({ name }) => name).sort(),
    );
  }

  testWithIndex("pip 26.3 installs it, the two source archives of kfp included", async () => {
    const bin = clients.environmentWith("pip==26.3");
    const python = emptyEnvironment();
    const report = await serving(({ pipConf }) => {
      const file = join(clients.folder, "pip.conf");
      writeFileSync(file, pipConf);
      clients.succeed(
        join(bin, "python"),
        ["-m", "pip", "--python", python, "install", "--require-hashes", "-r", PIPELINES],
        { env: { PIP_CONFIG_FILE: file, PIP_NO_CACHE_DIR: "1" } },
      );
    });
    expect(report.blocked).toEqual([]);
    expect(report.served).toBeGreaterThanOrEqual(packages.packages.length);
    expectWhole(python);
  });

  testWithIndex("uv 0.13.8 installs it too", async () => {
    const bin = clients.environmentWith("uv==0.13.8");
    const python = emptyEnvironment();
    const report = await serving(({ uvToml }) => {
      const file = join(clients.folder, "uv.toml");
      writeFileSync(file, uvToml);
      clients.succeed(join(bin, "uv"), [
        "pip",
        "install",
        "--config-file",
        file,
        "--no-cache",
        "--python",
        python,
        "-r",
        PIPELINES,
      ]);
    });
    expect(report.blocked).toEqual([]);
    expectWhole(python);
  });
});
