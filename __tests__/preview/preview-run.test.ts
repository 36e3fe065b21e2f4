import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DownloadRule, type PolicyRepository } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { type PreviewRunOptions, runPreview } from "../../lib/preview/preview-run";
import type { ReportDocument } from "../../lib/preview/report";
import { jsonPage, Opened, Upstream } from "./server-doubles";

const folder = mkdtempSync(join(tmpdir(), "preview-run-"));
const policyFile = join(folder, "policy.json");
const reportFile = join(folder, "report.json");
const out = join(folder, "out.json");
// The preview asks pip for its settings, which takes half a second each time; what it makes of them is tried in
// pip-settings.test.ts.
const path = process.env.PATH;
beforeAll(() => (process.env.PATH = ""));
afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

// Some start several processes; long enough for a busy machine.
jest.setTimeout(30_000);

const opened = new Opened();
afterEach(async () => opened.closeAll());

/** The policy's file is a list of the versions of six that are allowed. */
function load(): PolicyRepository {
  const versions = JSON.parse(readFileSync(policyFile, "utf8")) as string[];
  const rules = [DownloadRule.denyAll("deny"), DownloadRule.allowPackage("six", "six", versions)];
  return {
    name: "repo",
    mode: "remote",
    policy: new RepositoryPolicy(rules),
    rules,
    upstreams: [],
    standardUpstreams: [],
    addressOf: () => undefined,
  };
}

/** A client: asks for all files of six, and writes down the statuses. */
const CLIENT = `
  (async () => {
    const index = process.env.PIP_INDEX_URL;
    const page = await fetch(new URL("six/", index), { headers: { accept: "application/vnd.pypi.simple.v1+json" } });
    const statuses = [];
    for (const { url } of (await page.json()).files) statuses.push((await fetch(url)).status);
    require("fs").writeFileSync(${JSON.stringify(out)}, JSON.stringify(statuses));
  })()`;
const node = (script: string): [string, ...string[]] => [process.execPath, "-e", script];
const statuses = () => JSON.parse(readFileSync(out, "utf8")) as number[];
const report = () => JSON.parse(readFileSync(reportFile, "utf8")) as ReportDocument;

let said: string[];
let printed: string[];

async function run(options: Partial<PreviewRunOptions> = {}): Promise<number> {
  const upstream = await opened.add(
    Upstream.start({
      "/simple/six/": jsonPage("six", ["six-1.0.tar.gz", "six-2.0.tar.gz"]),
      "/packages/six-1.0.tar.gz": Buffer.from("one"),
      "/packages/six-2.0.tar.gz": Buffer.from("two"),
    }),
  );
  return runPreview({
    policyFiles: [policyFile],
    load,
    say: (line) => said.push(line),
    print: (line) => printed.push(line),
    upstream: `http://user:secret@127.0.0.1:${upstream.port}/simple`,
    report: reportFile,
    ...options,
  });
}

beforeEach(() => {
  said = [];
  printed = [];
  writeFileSync(policyFile, '["1.0"]');
  rmSync(reportFile, { force: true });
  rmSync(out, { force: true });
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries += 1) await delay(20);
  if (!condition()) throw new Error(`still not so; said: ${said.join("\n")}`);
}

describe("with a command", () => {
  test("it runs with the index set, and what was refused is told and reported", async () => {
    expect(await run({ command: node(CLIENT) })).toBe(0);
    expect(statuses()).toEqual([200, 403]);
    expect(report()).toEqual({
      version: 1,
      requests: 3,
      served: 1,
      blocked: [
        {
          name: "six",
          version: "2.0",
          file: "six-2.0.tar.gz",
          reason: expect.stringContaining('rule "six" is only for "1.0"') as string,
          count: 1,
        },
      ],
      failed: [],
      hidden: [],
      elsewhere: [],
    });
    expect(said).toEqual([
      expect.stringMatching(/^packages come from http:\/\/127\.0\.0\.1:\d+\/simple\/ \(given by --upstream\)$/),
      expect.stringMatching(/^refused: "six==2\.0", "six-2\.0\.tar\.gz": /),
      "3 requests, 1 download let through, 1 file refused",
    ]);
    expect(printed).toEqual([]);
    expect(said.join()).not.toContain("secret");
  });

  test("--observe lets all through, and reports the same", async () => {
    await run({ command: node(CLIENT), observe: true });
    expect(statuses()).toEqual([200, 200]);
    expect(report()).toMatchObject({ served: 2, blocked: [{ version: "2.0", count: 1 }] });
  });

  test("--hide-denied leaves out what is denied", async () => {
    await run({ command: node(CLIENT), hideDenied: true });
    expect(statuses()).toEqual([200]);
  });

  test.each([
    ["process.exit(7)", 7],
    ["process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9000)", 143],
    ["process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 9000)", 137],
  ])("its end is the end: %s", async (script, code) => {
    expect(await run({ command: node(script) })).toBe(code);
    expect(report().requests).toBe(0);
    expect(said.at(-1)).toBe("the command asked for nothing here: it took its packages from elsewhere, or needed none");
  });

  test("an index page that does not come is told, once, and one that is not there is not", async () => {
    const upstream = await opened.add(
      Upstream.start({ "/simple/six/": (_request, response) => response.writeHead(503).end() }),
    );
    const fetch = 'for (const name of ["six", "six", "idna"]) await fetch(process.env.PIP_INDEX_URL + name + "/");';
    await run({ upstream: upstream.base.href, command: [process.execPath, "--input-type=module", "--eval", fetch] });
    expect(said.filter((line) => line.startsWith("failed"))).toEqual([
      'failed: the index page of "six": the upstream answered 503',
    ]);
    expect(said.at(-1)).toBe("3 requests, 0 downloads let through, 0 files refused, 1 index page failed");
  });

  test("a proxy that is set and not used is told once the upstream cannot be reached, and not before", async () => {
    const fetch = 'for (const name of ["six", "idna"]) await fetch(process.env.PIP_INDEX_URL + name + "/");';
    const command: [string, ...string[]] = [process.execPath, "--input-type=module", "--eval", fetch];
    const hint =
      "http_proxy is set, and the preview uses no proxy: " +
      "the upstream has to be reachable from this machine without one";
    const before = process.env.http_proxy;
    process.env.http_proxy = "http://user:secret@127.0.0.1:1/";
    try {
      await run({ command });
      expect(said).not.toContain(hint);
      await run({ command, upstream: "http://127.0.0.1:1/simple/" });
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
    expect(said.filter((line) => line.includes("proxy"))).toEqual([hint]);
    expect(said.join()).not.toContain("secret");
  });

  test("no shell reads its arguments", async () => {
    const text = "a b'\"$HOME;exit 3|&*";
    expect(
      await run({
        command: [
          process.execPath,
          "-e",
          `require("fs").writeFileSync(${JSON.stringify(out)}, JSON.stringify(process.argv[1]))`,
          "--",
          text,
        ],
      }),
    ).toBe(0);
    expect(statuses()).toBe(text);
  });

  test("a signal ends both, and the report is written", async () => {
    const ready = join(folder, "ready");
    const done = run({
      command: node(
        'process.on("SIGTERM", () => process.exit(5)); setTimeout(() => {}, 30000); ' +
          `require("fs").writeFileSync(${JSON.stringify(ready)}, "")`,
      ),
    });
    await until(() => existsSync(ready));
    process.emit("SIGTERM");
    expect(await done).toBe(5);
    expect(report().version).toBe(1);
    expect(process.listenerCount("SIGTERM")).toBe(0);
  });

  test("a signal that comes before it begins keeps it from beginning, and the report is written", async () => {
    const early = (): PolicyRepository => {
      process.emit("SIGTERM", "SIGTERM");
      return load();
    };
    expect(await run({ command: node(CLIENT), load: early })).toBe(143);
    expect(existsSync(out)).toBe(false);
    expect(report().requests).toBe(0);
    expect(process.listenerCount("SIGTERM")).toBe(0);
  });

  test.each([
    ["of a terminal, which it has too, is left to it", true, 0],
    ["of somebody else is handed on", false, 5],
  ])("Ctrl-C %s", async (_case, isTTY, code) => {
    const before = Object.getOwnPropertyDescriptor(process.stdin, "isTTY");
    Object.defineProperty(process.stdin, "isTTY", { value: isTTY, configurable: true });
    const timers = jest.spyOn(global, "setTimeout");
    try {
      const ready = join(folder, `ready-${code}`);
      // Where the signal is to come, long enough for a busy machine.
      const ends = isTTY ? 1000 : 25_000;
      const done = run({
        command: node(
          `process.on("SIGINT", () => process.exit(5)); setTimeout(() => {}, ${ends}); ` +
            `require("fs").writeFileSync(${JSON.stringify(ready)}, "")`,
        ),
      });
      await until(() => existsSync(ready));
      process.emit("SIGINT", "SIGINT");
      expect(await done).toBe(code);
      expect(timers.mock.calls.filter(([, milliseconds]) => milliseconds === 10_000)).toHaveLength(isTTY ? 0 : 1);
    } finally {
      timers.mockRestore();
      if (before === undefined) Reflect.deleteProperty(process.stdin, "isTTY");
      else Object.defineProperty(process.stdin, "isTTY", before);
    }
  });

  test("one that cannot be started is an error, and the report is written", async () => {
    await expect(run({ command: ["/missing/pip", "install"] })).rejects.toThrow(
      'command "/missing/pip": there is no such program; put a program and its arguments after "--run --"',
    );
    expect(said.join("\n")).not.toContain("took its packages from elsewhere");
    expect(report().requests).toBe(0);
    await expect(run({ command: [folder] })).rejects.toThrow("cannot be started (EACCES)");
  });

  test("a policy that changes while it runs counts, and a broken one does not", async () => {
    const goOn = join(folder, "go-on");
    const done = run({
      command: node(
        `const timer = setInterval(() => { if (!require("fs").existsSync(${JSON.stringify(goOn)})) return; ` +
          `clearInterval(timer); ${CLIENT} }, 20)`,
      ),
    });
    await until(() => said.length > 0);
    writeFileSync(policyFile, '["2.0"]');
    await until(() => said.includes(`policy "${policyFile}" changed and was read again`));
    writeFileSync(policyFile, '["1.0", ');
    await until(() => said.some((line) => line.includes("cannot be read, so the one before still counts")));
    writeFileSync(goOn, "");
    expect(await done).toBe(0);
    expect(statuses()).toEqual([403, 200]);
  });
});

describe("without a command", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "it prints the URL and the settings, and serves until %s",
    async (signal) => {
      const done = run();
      await until(() => said.length > 5);
      const [url = ""] = printed;
      expect(printed).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/simple\/$/)]);
      expect(said).toEqual(expect.arrayContaining([`  PIP_INDEX_URL=${url}`, `  UV_DEFAULT_INDEX=${url}`]));
      expect((await fetch(`${url}six/`)).status).toBe(200);
      process.emit(signal);
      expect(await done).toBe(0);
      expect(report().requests).toBe(1);
      await expect(fetch(url)).rejects.toThrow("fetch failed");
    },
  );
});

describe("what cannot start", () => {
  test.each(["0.0.0.0", "10.1.2.3", "::", "index.example", "127.example"])(
    "an address that others can reach, without leave: %s",
    async (host) => {
      await expect(run({ host })).rejects.toThrow(
        `host "${host}": other machines may reach it, and would download with your credentials; ` +
          "leave it out, or add --allow-remote",
      );
    },
  );

  test("with leave, there is a warning", async () => {
    await run({ host: "0.0.0.0", allowRemote: true, command: node(CLIENT) });
    expect(said[0]).toMatch(/^warning: whoever reaches "0\.0\.0\.0" can download/);
    expect(statuses()).toEqual([200, 403]);
  });

  test("the loopback's other names need none", async () => {
    await run({ host: "localhost", command: node(CLIENT) });
    expect(statuses()).toEqual([200, 403]);
  });

  test("a port that is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    await expect(run({ port })).rejects.toThrow(
      `cannot listen on "127.0.0.1", port ${port} (something else listens there); name another --port`,
    );
    other.close();
  });

  test("a policy that cannot be read, and a report that cannot be written", async () => {
    rmSync(policyFile);
    await expect(run()).rejects.toThrow("ENOENT");
    await expect(run({ report: join(folder, "missing/report.json") })).rejects.toThrow("its folder is not there");
  });
});
