import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { indexPageRows } from "../../bench/index-pages";
import { InstalledCommand } from "../cli/installed-command";
import { PythonClients } from "./python-clients";

const command = new InstalledCommand();
const clients = new PythonClients();
const testWithIndex = clients.skipped === undefined ? test : test.skip;
const why = clients.skipped === undefined ? "" : ` (skipped: ${clients.skipped})`;

let proxpi: ChildProcess | undefined;
afterAll(() => {
  proxpi?.kill();
  clients.remove();
});

/** proxpi as its own image starts it: behind gunicorn. */
async function startProxpi(upstreamPort: string): Promise<string> {
  const bin = clients.newEnvironment();
  const python = join(bin, "python");
  clients.succeed("python3", ["-m", "pip", "--python", python, "install", "--quiet", "proxpi", "gunicorn"]);
  const port = String(await freePort());
  const words = ["-m", "gunicorn", "--threads", "2", "--bind", `127.0.0.1:${port}`, "proxpi.server:app"];
  const env = { ...clients.environment, PROXPI_INDEX_URL: `http://127.0.0.1:${upstreamPort}/simple/` };
  proxpi = spawn(python, words, { env, cwd: clients.folder, stdio: "ignore" });
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await fetch(`http://127.0.0.1:${port}/index/six/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return port;
    await sleep(100);
  }
  throw new Error("proxpi does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

testWithIndex(`index pages come as fast as from proxpi${why}`, async () => {
  const rows = await indexPageRows(command.dist, { name: "proxpi", path: "index", start: startProxpi });
  expect(rows.filter(({ ok }) => !ok)).toEqual([]);
});
