import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";

const FILE_MIB = 200;
const FILES = 1000;
const PAIRS = 21;
const PAGES = 20;

const THROUGHPUT_BOUND = 0.8;
const LATENCY_BOUND_MS = 150;
const HUGE_MIB = 50;
const MEMORY_BOUND_MIB = 450;
const CLIENTS = 8;

const NAME = "big-1.0-py3-none-any.whl";
const JSON_V1 = "application/vnd.pypi.simple.v1+json";

/** A static server: an index page of many files, a huge one, and a large file from the disk. Prints its port. */
const STATIC = `
  const fs = require("node:fs"), http = require("node:http");
  const fileOf = (filename) => ({
    filename, url: "../../" + filename, hashes: { sha256: "ab".repeat(32) }, "requires-python": ">=3.8", yanked: false,
    "core-metadata": { sha256: "cd".repeat(32) }, size: 12345, "upload-time": "2024-04-07T19:26:11.021386Z",
  });
  const wheelOf = (project, number) => project + "-0." + number + "-cp311-cp311-manylinux_2_17_x86_64.whl";
  const filesOf = (project, count) => Array.from({ length: count }, (_, number) => fileOf(wheelOf(project, number)));
  const pageOf = (name, files) => JSON.stringify({ meta: { "api-version": "1.1" }, name, versions: [], files });
  const pages = { "/simple/big/": pageOf("big", [fileOf("${NAME}"), ...filesOf("big", ${FILES - 1})]) };
  const times = (${HUGE_MIB} << 20) / pages["/simple/big/"].length;
  pages["/simple/huge/"] = pageOf("huge", filesOf("huge", Math.ceil(times * ${FILES})));
  http.createServer((request, response) => {
    const page = pages[request.url];
    const headers = { "content-type": "${JSON_V1}", "content-length": page?.length };
    if (page !== undefined) return void response.writeHead(200, headers).end(page);
    const file = process.argv[1];
    response.writeHead(200, { "content-length": fs.statSync(file).size });
    fs.createReadStream(file, { highWaterMark: 1 << 18 }).pipe(response);
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

/** A preview of it that allows everything. Prints its port, and in the end how many MiB it had at most. */
const PREVIEW = `
  const { PreviewServer } = require("./preview"), { RepositoryPolicy } = require("./policy/repository-policy");
  const policy = new RepositoryPolicy([]), upstream = new URL("http://127.0.0.1:" + process.argv[1] + "/simple/");
  const options = { policy: () => policy, upstream, onDownload: () => undefined };
  PreviewServer.start(options).then(({ url }) => console.log(new URL(url).port));
  process.on("SIGTERM", () => { console.log(Math.round(process.resourceUsage().maxRSS / 1024)); process.exit(); });`;

/**
 * What a client loses by going through the preview instead of to a static server on the same machine: each in a process
 * of its own, the client too, which does what installers do: it takes the digest and writes the file. On a machine
 * whose processors are all busy the ratio is that of the work done, where a client that does less looks worse.
 *
 * @param folder where the compiled library is
 */
export async function previewRows(folder: string): Promise<Row[]> {
  const file = path.join(folder, NAME);
  fs.writeFileSync(file, Buffer.alloc(FILE_MIB << 20, "0123456789abcdef"));
  const servers: Server[] = [];
  const start = async (script: string, argument: string): Promise<Server> => {
    const server = new Server(script, argument, folder);
    servers.push(server);
    await server.line();
    return server;
  };
  try {
    const direct = await start(STATIC, file);
    const preview = await start(PREVIEW, direct.lines[0] ?? "");
    const { body } = await fetchAll(`${preview.base}/simple/big/`);
    const { files } = JSON.parse(body.toString()) as { files: { filename: string; url: string }[] };
    const large = files.find(({ filename }) => filename === NAME)?.url ?? "";
    return [
      await throughputRow(`${direct.base}/${NAME}`, large, `${file}.got`),
      await latencyRow(`${direct.base}/simple/big/`, `${preview.base}/simple/big/`),
      await memoryRow(await start(PREVIEW, direct.lines[0] ?? "")),
    ];
  } finally {
    for (const server of servers) server.process.kill();
    for (const one of [file, `${file}.got`]) fs.rmSync(one, { force: true });
  }
}

/** A process that prints its port. */
class Server {
  public readonly lines: string[] = [];
  public readonly process: ChildProcess;

  public constructor(script: string, argument: string, folder: string) {
    const child = spawn(process.execPath, ["-e", script, argument], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.on("data", (data: Buffer) => this.lines.push(data.toString().trim()));
    this.process = child;
  }

  public get base(): string {
    return `http://127.0.0.1:${this.lines[0] ?? ""}`;
  }

  /** Waits for one more line than there is. */
  public async line(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.process.stdout?.once("data", () => {
        resolve();
      });
      this.process.once("exit", () => {
        reject(new Error("a server of the bench ended"));
      });
    });
  }
}

async function memoryRow(preview: Server): Promise<Row> {
  await Promise.all(Array.from({ length: CLIENTS }, async () => fetchAll(`${preview.base}/simple/huge/`)));
  preview.process.kill();
  await preview.line();
  const peak = Number(preview.lines[1]);
  return {
    what: `index page of ${HUGE_MIB} MiB for ${CLIENTS} clients at a time, memory of preview`,
    measured: `${peak} MiB`,
    bound: `<= ${MEMORY_BOUND_MIB} MiB`,
    ok: peak <= MEMORY_BOUND_MIB,
  };
}

async function throughputRow(direct: string, preview: string, kept: string): Promise<Row> {
  const times: (readonly [number, number])[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    // Which one is first changes, for the disk is still busy with the file before.
    const isDirectFirst = pair % 2 === 0;
    const first = (await fetchAll(isDirectFirst ? direct : preview, kept)).time;
    const second = (await fetchAll(isDirectFirst ? preview : direct, kept)).time;
    times.push(isDirectFirst ? [first, second] : [second, first]);
  }
  const ratio = Measurement.median(times.map(([alone, relayed]) => alone / relayed));
  const [alone = 0, relayed = 0] = [0, 1].map(
    (side) => (FILE_MIB * 1000) / Measurement.median(times.map((pair) => pair[side] ?? Number.NaN)),
  );
  return {
    what: `download ${FILE_MIB} MiB through preview / direct, throughput`,
    measured: `${ratio.toFixed(2)} x (${relayed.toFixed(0)} / ${alone.toFixed(0)} MiB/s)`,
    bound: `>= ${THROUGHPUT_BOUND} x`,
    ok: ratio >= THROUGHPUT_BOUND,
  };
}

async function latencyRow(direct: string, preview: string): Promise<Row> {
  const added: number[] = [];
  const alone: number[] = [];
  for (let pair = 0; pair < PAGES; pair += 1) {
    const { time } = await fetchAll(direct);
    alone.push(time);
    added.push((await fetchAll(preview)).time - time);
  }
  const median = Measurement.median(added);
  return {
    what: `index page of ${FILES} files, latency that preview adds`,
    measured: `${median.toFixed(0)} ms (to ${Measurement.median(alone).toFixed(0)} ms)`,
    bound: `<= ${LATENCY_BOUND_MS} ms`,
    ok: median <= LATENCY_BOUND_MS,
  };
}

async function fetchAll(url: string, kept?: string): Promise<{ readonly time: number; readonly body: Buffer }> {
  const started = process.hrtime.bigint();
  const descriptor = kept === undefined ? undefined : fs.openSync(kept, "w");
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { accept: JSON_V1 } }, (response) => {
      const hash = createHash("sha256");
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => {
        hash.update(chunk);
        if (descriptor === undefined) chunks.push(chunk);
        else fs.writeSync(descriptor, chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        hash.digest();
        if (descriptor !== undefined) fs.closeSync(descriptor);
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode ?? 0}`));
        else resolve({ time: Number(process.hrtime.bigint() - started) / 1e6, body: Buffer.concat(chunks) });
      });
    });
    request.on("error", reject);
  });
}
