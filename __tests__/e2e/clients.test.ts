import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { ClientSettings } from "../../lib/clients/client-settings";
import { AllowedPackages } from "../../lib/packages";
import type { ReportDocument } from "../../lib/preview/report";
import { InstalledCommand } from "../cli/installed-command";
import { MetadataIndex } from "./metadata-index";
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
  /** @default - the small lock */
  readonly policy?: string;
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a client through the preview of the small lock. */
function preview(words: readonly string[], { policy = small, options = [], env, cwd }: PreviewOptions = {}): Outcome {
  const report = join(clients.folder, "report.json");
  const args = [command.main, "preview", "--policy", policy, "--report", report, ...options, "--run", "--", ...words];
  const { status, stdout, stderr } = clients.run(process.execPath, args, { env, cwd });
  return {
    code: status,
    text: normalized(`${stdout}\n${stderr}`),
    report: JSON.parse(readFileSync(report, "utf8")) as ReportDocument,
  };
}

function normalized(text: string): string {
  return text
    .replaceAll(`${clients.folder}/`, "")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\/files\/[\w-]+\//g, "/files/…/");
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
    [
      "another version of a listed package",
      "six==1.16.0",
      "six 1.16.0 is not on the list, only 1.17.0: rule 'not locked' denies it",
    ],
    ["a package that is not listed", "idna==3.10", "idna is not on the list: rule 'not locked' denies it; lock it in "],
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
    expect(lines.join("\n")).toContain(reason);
    expect(lines.join("\n")).not.toContain('\\"');
    for (const line of lines) expect(GUIDE).toContain(line);
  });

  testWithIndex("takes nothing from elsewhere, whatever it is configured with", () => {
    const home = join(clients.folder, `elsewhere ${client.name}`);
    for (const folder of [".config/pip", ".config/uv"]) mkdirSync(join(home, folder), { recursive: true });
    const file = join(home, "pip.conf");
    const places =
      `[global]\nfind-links = ${clients.leftovers}\nno-index = true\n[install]\n` +
      `extra-index-url = file://${clients.leftovers}\n[download]\nfind-links = ${clients.leftovers}\n`;
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
      `[project]\nname = "small"\nversion = "1"\nrequires-python = ">=3.9,<4"\ndependencies = ["${dependency}"]\n` +
        `[tool.poetry]\npackage-mode = false\n${settings}`,
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

/**
 * Every pip that is in use, each with a Python that it runs on. From 22.3 on they read metadata files; 23.2 knows their
 * newer name.
 */
const PIPS = ["19.3.1", "20.3.4", "21.3.1", "22.3.1", "23.0.1", "23.1.2", "23.2.1", "24.3.1", "25.3", "26.3"];

describe(`every pip, through an upstream with metadata files${why}`, () => {
  let index: MetadataIndex;
  const lock = join(clients.folder, "six.txt");
  beforeAll(async () => {
    if (clients.skipped !== undefined) return;
    writeFileSync(lock, "six==1.16.0\n");
    const wheel = join(clients.leftovers, "six-1.16.0-py2.py3-none-any.whl");
    const metadata = join(clients.folder, "METADATA");
    const unpack =
      "import sys, zipfile; " +
      "sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read('six-1.16.0.dist-info/METADATA').decode())";
    writeFileSync(metadata, clients.succeed("python3", ["-c", unpack, wheel]));
    index = await MetadataIndex.start(wheel, metadata);
  });
  afterAll(() => {
    if (clients.skipped === undefined) index.stop();
  });

  testWithIndex.each(PIPS)("pip %s installs", (version) => {
    const bin = clients.environmentWith(`pip==${version}`);
    for (const kind of ["object", "true", "false"] as const) {
      const options = ["--upstream", index.url(kind)];
      const target = join(clients.folder, `target ${version} ${kind}`);
      const words = [join(bin, "python"), "-m", "pip", "install", "--no-cache-dir", "--target", target, "six==1.16.0"];
      const { code, text, report } = preview(words, { options, policy: lock });
      expect({ kind, code, text }).toEqual({
        kind,
        code: 0,
        text: expect.stringContaining("Successfully installed six-1.16.0") as string,
      });
      expect(report).toMatchObject({ served: 1, blocked: [], failed: [], elsewhere: [] });
      expect(existsSync(join(target, "six.py"))).toBe(true);
    }
  });
});

describe(`clients with sources of their own${why}`, () => {
  const elsewhere = "index.example";
  const project = (name: string, files: Readonly<Record<string, string>>): string => {
    const place = join(clients.folder, name);
    mkdirSync(place, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
    return place;
  };
  const PYPROJECT =
    '[project]\nname = "small"\nversion = "1"\nrequires-python = ">=3.9,<4"\ndependencies = ["six==1.17.0"]\n';

  function expectRefused({ report, text, code }: Outcome, host = elsewhere): void {
    expect({ text, hosts: report.elsewhere.map((one) => one.host) }).toEqual({ text, hosts: [host] });
    expect(text).toContain(`preview: refused: a request for "${host}", which is not this preview`);
    expect(code).not.toBe(0);
  }

  testWithIndex(
    "pip with --extra-index-url in a requirements file: installs from the preview, and the exit code is 1",
    () => {
      const place = project("pip-extra", {
        "requirements.txt": `--extra-index-url https://${elsewhere}/simple/\nsix==1.17.0\n`,
      });
      const bin = clients.environmentWith("pip==26.3");
      const words = [
        join(bin, "python"),
        "-m",
        "pip",
        "--python",
        emptyEnvironment(),
        "install",
        "-r",
        "requirements.txt",
      ];
      const outcome = preview(words, { cwd: place });
      expectRefused(outcome);
      expect(outcome).toMatchObject({ code: 1, report: { served: 1 } });
    },
  );

  testWithIndex("pip with the URL of a file", () => {
    const bin = clients.environmentWith("pip==26.3");
    expectRefused(
      preview([
        join(bin, "python"),
        "-m",
        "pip",
        "--retries",
        "0",
        "--python",
        emptyEnvironment(),
        "install",
        `six @ https://${elsewhere}/six-1.17.0-py3-none-any.whl`,
      ]),
    );
  });

  testWithIndex("uv with the URLs of uv.lock", () => {
    const bin = clients.environmentWith("uv==0.13.8");
    const env = { UV_HTTP_RETRIES: "0" };
    const url = `https://${elsewhere}/p/six-1.17.0-py2.py3-none-any.whl`;
    const lock =
      'version = 1\nrequires-python = ">=3.9, <4"\n\n[[package]]\nname = "six"\nversion = "1.17.0"\n' +
      `source = { registry = "https://${elsewhere}/simple/" }\n` +
      `wheels = [{ url = "${url}", hash = "sha256:${"0".repeat(64)}" }]\n\n[[package]]\nname = "small"\n` +
      'version = "1"\nsource = { virtual = "." }\ndependencies = [{ name = "six" }]\n';
    const place = project("uv-lock", { "pyproject.toml": PYPROJECT, "uv.lock": lock });
    expectRefused(preview([join(bin, "uv"), "sync", "--frozen", "--no-install-project"], { cwd: place, env }));
  });

  testWithIndex("pipenv with a Pipfile of another index", () => {
    const bin = clients.environmentWith("pipenv==2026.10.3");
    const pipfile =
      `[[source]]\nurl = "https://${elsewhere}/simple"\nverify_ssl = true\nname = "own"\n[packages]\n` +
      'six = "==1.17.0"\n';
    const env = { PIPENV_VENV_IN_PROJECT: "1", PIPENV_IGNORE_VIRTUALENVS: "1" };
    const outcome = preview([join(bin, "pipenv"), "lock"], { cwd: project("pipenv", { Pipfile: pipfile }), env });
    expect(outcome.report.elsewhere.map(({ host }) => host)).toEqual([elsewhere]);
    expect(outcome.code).not.toBe(0);
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
