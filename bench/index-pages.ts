import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";

const PAIRS = 7;
const SECONDS = 1;

/** As in PyPI's pages of six and boto3: how many files, and how many clients ask. */
const PAGES = [
  { name: "six", files: 40, clients: 16 },
  { name: "boto3", files: 4300, clients: 4 },
];

const JSON_V1 = "application/vnd.pypi.simple.v1+json";

/** The index: pages with the validators that PyPI sends. Prints its port. */
const UPSTREAM = `
  const http = require("node:http");
  const fileOf = (filename) => ({
    filename,
    url: "https://files.example/packages/ab/cd/" + filename,
    hashes: { sha256: "ab".repeat(32) },
    "requires-python": ">=3.8",
    yanked: false,
    "core-metadata": { sha256: "cd".repeat(32) },
    size: 12345,
    "upload-time": "2024-04-07T19:26:11.021386Z",
    provenance: null,
  });
  const pageOf = ({ name, files }) => JSON.stringify({ meta: { "api-version": "1.4" }, name, versions: [],
    files: Array.from({ length: files }, (_, number) => fileOf(name + "-1." + number + "-py3-none-any.whl")) });
  const pages = new Map(${JSON.stringify(PAGES)}.map((page) => ["/simple/" + page.name + "/", pageOf(page)]));
  http.createServer((request, response) => {
    const headers = { "content-type": "${JSON_V1}", etag: '"1"', "cache-control": "max-age=600, public" };
    if (request.headers["if-none-match"] === '"1"') return void response.writeHead(304, headers).end();
    const page = pages.get(request.url.replace(/\\/?$/, "/"));
    if (page === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { ...headers, "content-length": page.length }).end(page);
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

/**
 * A plain caching proxy: what came once is sent from memory, with the links to itself. It judges nothing and checks
 * nothing.
 */
const PROXY = `
  const http = require("node:http");
  const kept = new Map();
  const upstream = "http://127.0.0.1:" + process.argv[1];
  const fetchPage = (path) => new Promise((resolve, reject) => http.get(upstream + path, (answer) => {
    const chunks = [];
    answer.on("data", (chunk) => chunks.push(chunk)).on("error", reject).on("end", () => {
      const text = Buffer.concat(chunks).toString()
        .replaceAll("https://files.example/packages/ab/cd/", "http://127.0.0.1/files/");
      resolve({ type: answer.headers["content-type"], body: Buffer.from(text) });
    });
  }).on("error", reject));
  http.createServer(async (request, response) => {
    if (!kept.has(request.url)) kept.set(request.url, fetchPage(request.url));
    const { type, body } = await kept.get(request.url);
    response.writeHead(200, { "content-type": type, "content-length": body.length }).end(body);
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

/** A preview that denies everything but one version of each. Prints its port. */
const PREVIEW = `
  const { PreviewServer } = require("./preview");
  const { DownloadRule } = require("./policy/download-rule");
  const { RepositoryPolicy } = require("./policy/repository-policy");
  const rules = ${JSON.stringify(PAGES)}.map(({ name }) => DownloadRule.allowPackage(name, name, ["1.1"]));
  const policy = new RepositoryPolicy([DownloadRule.denyAll("deny"), ...rules]);
  const upstream = new URL("http://127.0.0.1:" + process.argv[1] + "/simple/");
  const options = { policy: () => policy, upstream, onDownload: () => undefined };
  PreviewServer.start(options).then(({ url }) => console.log(new URL(url).port));`;

/** Clients that ask one after the other on connections of their own. Prints how many pages came in a second. */
const CLIENTS = `
  const http = require("node:http");
  const [url, clients] = process.argv.slice(1);
  const agent = new http.Agent({ keepAlive: true });
  const options = { agent, headers: { accept: "${JSON_V1}" } };
  const get = () => new Promise((resolve, reject) => http.get(url, options, (answer) => {
    if (answer.statusCode !== 200) reject(new Error("status " + answer.statusCode));
    answer.on("end", resolve).on("error", reject).resume();
  }).on("error", reject));
  (async () => {
    await get();
    const started = performance.now(), end = started + ${SECONDS * 1000};
    let pages = 0;
    const one = async () => { while (performance.now() < end) { await get(); pages += 1; } };
    await Promise.all(Array.from({ length: Number(clients) }, one));
    console.log((pages * 1000) / (performance.now() - started));
    process.exit();
  })();`;

/** How many pages come in a second from an address, to clients that ask for JSON. */
export async function pagesPerSecond(url: string, clients: number): Promise<number> {
  const child = spawn(process.execPath, ["-e", CLIENTS, url, String(clients)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = (await once(child.stdout, "data")) as [Buffer];
  return Number(text.toString().trim());
}

/** A proxy that the preview is held beside. */
export interface OtherProxy {
  readonly name: string;
  /** What stands before a project's name in its addresses. */
  readonly path: string;
  /** Answers with the port of the proxy for the index at this port. */
  readonly start: (upstreamPort: string) => Promise<string>;
}

/**
 * Index pages per second from the preview beside those from another proxy of the same index, one after the other on the
 * same machine.
 *
 * @param folder where the compiled library is
 * @param other a plain caching proxy unless another is given
 */
export async function indexPageRows(folder: string, other?: OtherProxy): Promise<Row[]> {
  const servers: ChildProcess[] = [];
  const run = (script: string, ...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, ["-e", script, ...args], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const line = async (child: ChildProcess): Promise<string> => {
    if (child.stdout === null) throw new Error("no output");
    const [text] = (await once(child.stdout, "data")) as [Buffer];
    return text.toString().trim();
  };
  const start = async (script: string, ...args: readonly string[]): Promise<string> => {
    const child = run(script, ...args);
    servers.push(child);
    return line(child);
  };
  const rate = async (place: string, clients: number): Promise<number> =>
    pagesPerSecond(`http://127.0.0.1:${place}/`, clients);
  try {
    const upstream = await start(UPSTREAM);
    const {
      name: proxyName,
      path,
      start: startProxy,
    } = other ?? {
      name: "plain caching proxy",
      path: "simple",
      start: (port: string) => start(PROXY, port),
    };
    const proxy = await startProxy(upstream);
    const preview = await start(PREVIEW, upstream);
    const rows: Row[] = [];
    for (const { name, files, clients } of PAGES) {
      const pairs: [number, number][] = [];
      for (let pair = 0; pair < PAIRS; pair += 1)
        pairs.push([await rate(`${preview}/simple/${name}`, clients), await rate(`${proxy}/${path}/${name}`, clients)]);
      rows.push(rowOf(`index page of ${files} files, ${clients} clients, preview / ${proxyName}`, pairs));
    }
    return rows;
  } finally {
    for (const server of servers) server.kill();
  }
}

/** What the preview checks in each request may cost it a tenth beside a proxy that checks nothing. */
const BOUND = 0.9;

function rowOf(what: string, pairs: readonly (readonly [number, number])[]): Row {
  const ratio = Measurement.median(pairs.map(([one, other]) => one / other));
  const [preview = 0, proxy = 0] = [0, 1].map((side) =>
    Measurement.median(pairs.map((pair) => pair[side] ?? Number.NaN)),
  );
  return {
    what,
    measured: `${ratio.toFixed(2)} x (${preview.toFixed(0)} / ${proxy.toFixed(0)} pages/s)`,
    bound: `>= ${BOUND} x`,
    ok: ratio >= BOUND,
  };
}
