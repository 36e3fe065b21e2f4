import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ReportDocument } from "../../lib/preview/report";
import { jsonPage, Opened, Upstream } from "../preview/server-doubles";
import { InstalledCommand, type Outcome } from "./installed-command";

const command = new InstalledCommand();
command.write("six.lock", "six==1.17.0\n");
command.write(
  "loaded.js",
  'process.on("exit", () => require("fs").writeFileSync("loaded.txt", Object.keys(require.cache).join("\\n")));',
);
command.write(
  "client.js",
  `(async () => {
    const page = await fetch(process.env.PIP_INDEX_URL + process.argv[2] + "/", { headers: { accept: "application/vnd.pypi.simple.v1+json" } });
    for (const { url } of (await page.json()).files) console.log((await fetch(url)).status);
  })();`,
);

// Some start several processes; long enough for a busy machine.
jest.setTimeout(30_000);

const report = join(command.folder, "report.json");
const ready = join(command.folder, "ready");
const opened = new Opened();
let upstream: Upstream;
beforeEach(async () => {
  rmSync(report, { force: true });
  rmSync(ready, { force: true });
  const routes = {
    "/simple/six/": jsonPage("six", ["six-1.16.0.tar.gz", "six-1.17.0.tar.gz"]),
    "/simple/idna/": jsonPage("idna", ["idna-3.10.tar.gz"]),
    "/packages/six-1.16.0.tar.gz": Buffer.from("older"),
    "/packages/six-1.17.0.tar.gz": Buffer.from("listed"),
    "/packages/idna-3.10.tar.gz": Buffer.from("other"),
  };
  upstream = await opened.add(Upstream.start(routes));
});
afterEach(async () => opened.closeAll());

/**
 * Starts `private-pypi preview` on the lock, with the upstream of the test, and without the time that pip would take to
 * be asked.
 */
function start(...args: readonly string[]) {
  const words = [
    "--require",
    "./loaded.js",
    command.main,
    "preview",
    "--policy",
    "six.lock",
    "--upstream",
    upstream.base.href,
    ...args,
  ];
  return spawn(process.execPath, words, { cwd: command.folder, env: { ...process.env, PATH: "" } });
}

async function finish(child: ReturnType<typeof start>, input = ""): Promise<Outcome> {
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

const preview = async (...args: readonly string[]): Promise<Outcome> => finish(start(...args));
const reported = () => JSON.parse(readFileSync(report, "utf8")) as ReportDocument;

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries += 1) await delay(20);
  if (!condition()) throw new Error("still not so");
}

describe("--run", () => {
  test("leaves the command's own output alone, and tells on the standard error output what was refused", async () => {
    const { code, out, err } = await preview(
      "--report",
      "report.json",
      "--run",
      "--",
      process.execPath,
      "client.js",
      "six",
    );
    expect({ code, out }).toEqual({ code: 0, out: "403\n200\n" });
    expect(err.split("\n").every((line) => line === "" || line.startsWith("preview: "))).toBe(true);
    expect(err).toMatch(/\npreview: refused: "six==1\.16\.0", "six-1\.16\.0\.tar\.gz": .*\n/);
    expect(err).toContain("\npreview: 3 requests, 1 download let through, 1 file refused\n");
    expect(err).not.toContain("\u001b");
    expect(reported()).toMatchObject({
      version: 1,
      requests: 3,
      served: 1,
      blocked: [{ name: "six", version: "1.16.0", file: "six-1.16.0.tar.gz", count: 1 }],
    });
  });

  test("refuses a package that is not listed; observed, it is let through", async () => {
    const client = ["--run", "--", process.execPath, "client.js", "idna"];
    expect((await preview(...client)).out).toBe("403\n");
    const { out, err } = await preview("--observe", ...client);
    expect(out).toBe("200\n");
    expect(err).toContain('would be refused: "idna==3.10"');
    expect((await preview("--hide-denied", ...client)).out).toBe("");
  });

  test("gives its options to the command, and its exit code to the shell", async () => {
    const { code, out } = await preview(
      "--run",
      "--",
      process.execPath,
      "-e",
      "console.log(process.argv.slice(1).join()); process.exitCode = 3",
      "--",
      "--policy",
      "x",
      "--run",
    );
    expect({ code, out }).toEqual({ code: 3, out: "--policy,x,--run\n" });
  });

  test("gives the standard input to the command", async () => {
    expect(
      (await finish(start("--run", "--", process.execPath, "-e", "process.stdin.pipe(process.stdout)"), "from outside"))
        .out,
    ).toBe("from outside");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends the command too, and then itself with %d, after the report", async (signal, expected) => {
    const script = 'require("fs").writeFileSync("ready", String(process.pid)); setTimeout(() => {}, 30000)';
    const child = start("--report", "report.json", "--run", "--", process.execPath, "-e", script);
    const done = finish(child);
    await until(() => existsSync(ready) && readFileSync(ready, "utf8") !== "");
    child.kill(signal);
    expect((await done).code).toBe(expected);
    expect(reported()).toEqual({
      version: 1,
      requests: 0,
      served: 0,
      blocked: [],
      failed: [],
      hidden: [],
      elsewhere: [],
    });
    const pid = Number(readFileSync(ready, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});

describe("without --run", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "the URL alone is on the standard output, and %s ends it with the report",
    async (signal) => {
      const child = start("--report", "report.json");
      const done = finish(child);
      const [url] = (await once(child.stdout, "data")) as [Buffer];
      expect((await fetch(`${url.toString().trim()}six/`)).status).toBe(200);
      child.kill(signal);
      const { code, out, err } = await done;
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/simple\/\n$/) as string,
      });
      expect(err).toContain(`preview:   PIP_INDEX_URL=${out}`);
      expect(err).toContain(`preview:   UV_DEFAULT_INDEX=${out}`);
      expect(reported().requests).toBe(1);
    },
  );
});

describe("refusals", () => {
  test.each([
    [["--run"], "--run needs a command; put it after --"],
    [["--", "pip"], "a command is given without --run"],
    [["--port", "65536"], "a number from 0 to 65535 is needed"],
    [["--port", "http"], "a number from 0 to 65535 is needed"],
    [["--observe", "--hide-denied"], "option '--observe' cannot be used with option '--hide-denied'"],
    [["--host", "0.0.0.0"], 'host "0.0.0.0": other machines may reach it'],
    [["--upstream", "file:///wheels"], "has no simple/index.html"],
    [
      ["--upstream", "https://user:se cret@files.example:99999/"],
      'upstream "https://files.example:99999/", given by --upstream: not an http or https URL',
    ],
    [["--report", "missing/report.json"], "its folder is not there"],
    [["--policy", "missing.lock"], "there is no such file"],
    [["--repository", "other"], '"other"'],
    [["--run", "--", "./missing"], 'command "./missing": there is no such program'],
  ])("%j", async (args, message) => {
    const { code, out, err } = await preview(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^error: /m);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {2,}at |node:internal/);
  });

  test("a policy is needed", () => {
    const { code, err } = command.run("preview");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("required option '--policy <file>' not specified") as string,
    });
  });
});

test("help shows examples and what a client's own options do", () => {
  const { code, out } = command.run("preview", "--help");
  expect(code).toBe(0);
  expect(out).toMatch(
    /Usage: private-pypi preview \[options\][^]*Examples:\n {2}private-pypi preview --policy cdk\.tf\.json --run -- pip install/,
  );
});

test("nothing of cdktf is loaded", async () => {
  expect((await preview("--run", "--", process.execPath, "-e", "")).code).toBe(0);
  const loaded = readFileSync(join(command.folder, "loaded.txt"), "utf8").split("\n");
  expect(loaded.filter((file) => /node_modules\/(?:cdktf|constructs|@cdktf)\//.test(file))).toEqual([]);
  expect(loaded.filter((file) => file.endsWith("/preview/preview-run.js"))).toHaveLength(1);
});
