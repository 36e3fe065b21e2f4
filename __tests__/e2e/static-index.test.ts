import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NginxConfiguration } from "../../lib/static-index";
import { InstalledCommand } from "../cli/installed-command";
import { PythonClients } from "./python-clients";

const command = new InstalledCommand();
const clients = new PythonClients();
const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;
const skipped = hasNginx ? clients.skipped : "there is no nginx";
const testHere = skipped === undefined ? test : test.skip;
const why = skipped === undefined ? "" : ` (skipped: ${skipped})`;

const folder = join(clients.folder, "index");
let url = "";
let nginx: ReturnType<typeof spawn> | undefined;

beforeAll(async () => {
  if (skipped !== undefined) return;
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  for (const requirement of ["six==1.17.0", "six==1.16.0", "python-dateutil==2.9.0.post0", "idna==3.10"]) {
    clients.succeed("python3", [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--no-deps",
      "--dest",
      join(folder, "files"),
      requirement,
    ]);
  }
  writeFileSync(join(clients.folder, "allowed.txt"), "six==1.17.0\npython-dateutil==2.9.0.post0\n");
  const written = command.run("index", folder, "--allow", join(clients.folder, "allowed.txt"));
  expect([written.code, written.err]).toEqual([0, ""]);
  await startNginx(port);
}, 120_000);

afterAll(() => {
  nginx?.kill();
  clients.remove();
});

async function startNginx(port: number): Promise<void> {
  const state = join(clients.folder, "nginx");
  mkdirSync(state, { recursive: true });
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${state}/${name};`,
  );
  const server = NginxConfiguration.text({ root: folder, port, address: "127.0.0.1" });
  const user = process.getuid?.() === 0 ? "user root;" : "";
  writeFileSync(
    join(state, "nginx.conf"),
    `daemon off; ${user} pid ${state}/pid; error_log ${state}/error.log;\nevents {}\nhttp {\n` +
      `access_log off; ${paths.join(" ")}\n${server}}\n`,
  );
  nginx = spawn("nginx", ["-p", state, "-c", join(state, "nginx.conf")], { stdio: "ignore" });
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(`${url}/simple/`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error("nginx does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

const JSON_FORM = "application/vnd.pypi.simple.v1+json";

testHere(`pages come in the form that is asked for${why}`, async () => {
  const page = async (accept: string) => {
    const answer = await fetch(`${url}/simple/six/`, { headers: { accept } });
    return [answer.status, answer.headers.get("content-type"), answer.headers.get("vary")?.includes("Accept")];
  };
  expect(await page(`${JSON_FORM}, text/html; q=0.1`)).toEqual([200, JSON_FORM, true]);
  expect(await page("text/html")).toEqual([200, "text/html; charset=utf-8", true]);
  expect(await page("*/*")).toEqual([200, "text/html; charset=utf-8", true]);
});

testHere.each([
  "/",
  "/state/index",
  "/simple/idna/",
  "/simple/six/index.json",
  "/files/",
  "/simple/../state/index",
  "/files/six-1.17.0-py2.py3-none-any.whl.yanked",
  "/programs/x.whl",
])(`%s is not served${why}`, async (path) => {
  expect((await fetch(`${url}${path}`)).status).toBe(404);
});

testHere.each([
  "/files/six-1.17.0-py2.py3-none-any.whl",
  "/files/six-1.17.0-py2.py3-none-any.whl.metadata",
  "/files/python_dateutil-2.9.0.post0-py2.py3-none-any.whl",
  "/files/../files//six-1.17.0-py2.py3-none-any.whl",
])(`%s is listed, and served${why}`, async (path) => {
  expect((await fetch(`${url}${path}`)).status).toBe(200);
});

testHere.each([
  ["that the allow list does not hold", "/files/six-1.16.0-py2.py3-none-any.whl"],
  ["whose project it does not hold", "/files/idna-3.10-py3-none-any.whl"],
  ["whose metadata is that of none", "/files/idna-3.10-py3-none-any.whl.metadata"],
  ["that came after the run", "/files/late-1-py3-none-any.whl"],
  ["that is a folder", "/files/folder.whl"],
  ["by another way of writing it", "/files/%69dna-3.10-py3-none-any.whl"],
  ["by way of one that is listed", "/files/six-1.17.0-py2.py3-none-any.whl/../idna-3.10-py3-none-any.whl"],
])(`a file %s is not served by its address${why}`, (_, path) => {
  mkdirSync(join(folder, "files/folder.whl"), { recursive: true });
  writeFileSync(join(folder, "files/late-1-py3-none-any.whl"), "x");
  // fetch would take ".." out.
  const status = clients.succeed("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is", url + path]);
  expect(status).toBe("404");
});

testHere(`probes are answered whatever is in the folder${why}`, async () => {
  expect((await fetch(`${url}${NginxConfiguration.ALIVE_PATH}`)).status).toBe(204);
});

testHere(`a page without its last slash leads there${why}`, async () => {
  const { status, headers } = await fetch(`${url}/simple/six`, { redirect: "manual" });
  expect([status, headers.get("location")]).toEqual([301, "/simple/six/"]);
});

/** That of its wheel, and none. */
const SIX = "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274";
const OTHER = "0123456789abcdef".repeat(4);
const HASHES = `six==1.17.0 --hash=sha256:${SIX}
python-dateutil==2.9.0.post0 --hash=sha256:a8b2bc7bffae282281c8140a97d3aa9c14da0b136dfe83f850eea9a5f7470427
`;

/** What Python 3.10 took away, and pip 19.0 asks for: it is put back, as there is no older Python everywhere. */
const OLD_NAMES =
  "import collections, collections.abc as abc, runpy, sys; " +
  "vars(collections).update({name: getattr(abc, name) for name in abc.__all__}); " +
  "sys.path.insert(0, sys.argv.pop(1)); sys.argv[0] = 'pip'; runpy.run_module('pip', run_name='__main__')";

/** A pip that cannot be installed beside today's Python is run from its wheel, as it was released. */
function oldPip(client: string): string[] {
  const wheels = join(clients.folder, "old-pips");
  clients.succeed("python3", ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels, client]);
  const wheel = join(wheels, `pip-${client.replace("pip==", "")}-py2.py3-none-any.whl`);
  return ["-c", OLD_NAMES, wheel];
}

describe.each(["pip==19.0.3", "pip==19.3.1", "pip==20.3.4", "pip==22.3.1", "pip==23.1.2", "pip", "uv"])(
  "%s",
  (client) => {
    const install = (...words: readonly string[]) => {
      const isOld = client.startsWith("pip==19.");
      const bin = isOld ? "" : clients.environmentWith(client);
      const environment = clients.newEnvironment();
      const python = join(environment, "python");
      const index = `${url}/simple/`;
      const target = join(environment, "target");
      return client === "uv"
        ? clients.run(join(bin, "uv"), [
            "pip",
            "install",
            "--no-cache",
            "--python",
            python,
            "--index-url",
            index,
            ...words,
          ])
        : clients.run(isOld ? "python3" : join(bin, "python"), [
            ...(isOld ? oldPip(client) : ["-m", "pip"]),
            "install",
            "--no-cache-dir",
            "--target",
            target,
            "--index-url",
            index,
            ...words,
          ]);
    };

    testHere(`installs what is listed, with hashes${why}`, () => {
      const lock = join(clients.folder, "hashes.txt");
      writeFileSync(lock, HASHES);
      const { status, stderr } = install("--require-hashes", "-r", lock);
      expect([status, stderr.includes("ERROR")]).toEqual([0, false]);
    });

    testHere(`installs nothing with another hash${why}`, () => {
      const lock = join(clients.folder, "other-hashes.txt");
      writeFileSync(lock, HASHES.replace(SIX, OTHER));
      expect(install("--require-hashes", "-r", lock).status).not.toBe(0);
    });

    testHere.each(["six==1.16.0", "idna"])(`finds no %s, which is not listed${why}`, (requirement) => {
      expect(install(requirement).status).not.toBe(0);
    });
  },
);

testHere(`poetry locks and installs from it${why}`, () => {
  const cwd = join(clients.folder, "poetry-project");
  mkdirSync(cwd, { recursive: true });
  writeFileSync(
    join(cwd, "pyproject.toml"),
    `[tool.poetry]
name = "a"
version = "1"
description = ""
authors = []
package-mode = false
[tool.poetry.dependencies]
python = ">=3.9"
six = "*"
[[tool.poetry.source]]
name = "own"
url = "${url}/simple/"
priority = "primary"
`,
  );
  const poetry = join(clients.environmentWith("poetry"), "poetry");
  const env = { POETRY_VIRTUALENVS_IN_PROJECT: "true" };
  const { status, stdout, stderr } = clients.run(poetry, ["install", "--no-interaction"], { cwd, env });
  expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringMatching(/six.*1\.17\.0/)]);
  expectHashesToCount(join(cwd, "poetry.lock"), () =>
    clients.run(poetry, ["install", "--no-interaction", "--no-cache"], { cwd, env }),
  );
});

/** The lock has the hash of what is served; with another one in its place nothing is installed. */
function expectHashesToCount(lock: string, install: () => { readonly status: number | null }): void {
  const text = readFileSync(lock, "utf8");
  expect(text).toContain(`sha256:${SIX}`);
  writeFileSync(lock, text.replaceAll(SIX, OTHER));
  rmSync(join(dirname(lock), ".venv"), { recursive: true });
  expect(install().status).not.toBe(0);
}

testHere(`uv locks from it with hashes, and syncs${why}`, () => {
  const cwd = join(clients.folder, "uv-project");
  mkdirSync(cwd, { recursive: true });
  writeFileSync(
    join(cwd, "pyproject.toml"),
    `[project]
name = "a"
version = "1"
requires-python = ">=3.9"
dependencies = ["six"]
[[tool.uv.index]]
name = "own"
url = "${url}/simple/"
default = true
`,
  );
  const uv = join(clients.environmentWith("uv"), "uv");
  const synced = (...words: readonly string[]) =>
    clients.run(uv, ["sync", "--no-cache", "--python", "python3", ...words], { cwd });
  const { status, stderr } = synced();
  expect([status, stderr]).toEqual([0, expect.stringMatching(/six==1\.17\.0/)]);
  expectHashesToCount(join(cwd, "uv.lock"), () => synced("--frozen"));
});

testHere(
  `pdm locks from it with hashes, and installs${why}`,
  () => {
    const cwd = join(clients.folder, "pdm-project");
    mkdirSync(cwd, { recursive: true });
    writeFileSync(
      join(cwd, "pyproject.toml"),
      `[project]
name = "a"
version = "1"
requires-python = ">=3.9"
dependencies = ["six"]
[tool.pdm]
distribution = false
[[tool.pdm.source]]
name = "pypi"
url = "${url}/simple/"
`,
    );
    // Neither pdm 2.29 nor those before it know hishel 2, which pip takes for them.
    const bin = clients.environmentWith("pdm==2.29.4");
    clients.succeed("python3", ["-m", "pip", "--python", join(bin, "python"), "install", "--quiet", "hishel<2"]);
    const pdm = join(bin, "pdm");
    const env = { PDM_CHECK_UPDATE: "0", PDM_USE_VENV: "1", PDM_VENV_IN_PROJECT: "1" };
    const { status, stdout, stderr } = clients.run(pdm, ["--non-interactive", "install"], { cwd, env });
    expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringMatching(/six 1\.17\.0/)]);
    expectHashesToCount(join(cwd, "pdm.lock"), () =>
      clients.run(pdm, ["--non-interactive", "--no-cache", "sync"], { cwd, env }),
    );
  },
  120_000,
);

describe("as the upstream of a preview", () => {
  const previewed = (requirement: string): number | null => {
    const policy = join(clients.folder, "policy.txt");
    writeFileSync(policy, "six==1.17.0\n");
    const target = join(clients.folder, "previewed");
    const download = ["python3", "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--dest", target, requirement];
    return command.run("preview", "--policy", policy, "--upstream", `${url}/simple/`, "--run", "--", ...download).code;
  };

  testHere(`it serves what the policy lets through, and that only${why}`, () => {
    expect(previewed("six==1.17.0")).toBe(0);
    expect(previewed("python-dateutil==2.9.0.post0")).not.toBe(0);
  });
});
