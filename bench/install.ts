import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";

const PACKAGES = 40;
const WHEEL_MIB = 1;
const PAIRS = 7;
const BOUND = 1.1;

/** Writes one wheel for each package into a folder, and prints pinned requirements with their hashes. */
const WHEELS = `
import base64, hashlib, os, sys, zipfile
folder, packages, mib = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for number in range(packages):
    name = f"pkg{number}"
    info = f"{name}-1.0.dist-info"
    members = {
        f"{name}/__init__.py": b"",
        f"{name}/data.bin": os.urandom(mib << 20),
        f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\\nGenerator: bench\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    digest = lambda data: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\\n" for path, data in members.items())
    members[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\\n").encode()
    file = os.path.join(folder, f"{name}-1.0-py3-none-any.whl")
    with zipfile.ZipFile(file, "w") as wheel:
        for path, data in members.items():
            wheel.writestr(path, data)
    print(f"{name}==1.0 --hash=sha256:" + hashlib.sha256(open(file, "rb").read()).hexdigest())
`;

/** An index of the wheels in a folder. Prints its port. */
const INDEX = `
  const fs = require("node:fs"), http = require("node:http"), path = require("node:path");
  const { createHash } = require("node:crypto");
  const folder = process.argv[1];
  const pages = new Map(fs.readdirSync(folder).filter((file) => file.endsWith(".whl")).map((filename) => {
    const sha256 = createHash("sha256").update(fs.readFileSync(path.join(folder, filename))).digest("hex");
    const name = filename.split("-")[0];
    const files = [{ filename, url: "../../" + filename, hashes: { sha256 } }];
    return ["/simple/" + name + "/", JSON.stringify({ meta: { "api-version": "1.0" }, name, files })];
  }));
  http.createServer((request, response) => {
    const page = pages.get(request.url);
    const headers = { "content-type": "application/vnd.pypi.simple.v1+json", "content-length": page?.length };
    if (page !== undefined) return void response.writeHead(200, headers).end(page);
    const file = path.join(folder, path.basename(request.url));
    response.writeHead(200, { "content-length": fs.statSync(file).size });
    fs.createReadStream(file).pipe(response);
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

/** A preview of it, with a rule for each package. Prints its port. */
const PREVIEW = `
  const { PreviewServer } = require("./preview");
  const { DownloadRule } = require("./policy/download-rule");
  const { RepositoryPolicy } = require("./policy/repository-policy");
  const names = Array.from({ length: ${PACKAGES} }, (_, number) => "pkg" + number);
  const rules = names.map((name) => DownloadRule.allowPackage(name, name, ["1.0"]));
  const policy = new RepositoryPolicy([DownloadRule.denyAll("deny"), ...rules]);
  const upstream = new URL("http://127.0.0.1:" + process.argv[1] + "/simple/");
  const options = { policy: () => policy, upstream, onDownload: () => undefined };
  PreviewServer.start(options).then(({ url }) => console.log(new URL(url).port));`;

const WHAT = `pip install of ${PACKAGES} locked wheels of ${WHEEL_MIB} MiB through preview / direct`;

/**
 * What a whole install costs through the preview: pip with hashes and an empty cache, from the preview and from the
 * index behind it.
 *
 * @param folder where the compiled library is
 */
export async function installRows(folder: string): Promise<Row[]> {
  if (spawnSync("python3", ["-m", "pip", "--version"]).status !== 0) {
    return [{ what: WHAT, measured: "skipped: python3 has no pip", bound: `<= ${BOUND} x`, ok: true }];
  }
  const files = fs.mkdtempSync(path.join(folder, "install-"));
  const requirements = path.join(files, "requirements.txt");
  fs.writeFileSync(requirements, succeed(["-c", WHEELS, files, String(PACKAGES), String(WHEEL_MIB)]));
  const servers: ChildProcess[] = [];
  const start = async (script: string, argument: string): Promise<string> => {
    const child = spawn(process.execPath, ["-e", script, argument], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    servers.push(child);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    return line.toString().trim();
  };
  try {
    const direct = await start(INDEX, files);
    const preview = await start(PREVIEW, direct);
    const pairs: (readonly [number, number])[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      pairs.push([install(preview, requirements, files), install(direct, requirements, files)]);
    }
    return [Measurement.ratioRow(WHAT, "ms", pairs, BOUND)];
  } finally {
    for (const server of servers) server.kill();
  }
}

/** Milliseconds of one install. */
function install(port: string, requirements: string, folder: string): number {
  const target = fs.mkdtempSync(path.join(folder, "target-"));
  const index = `http://127.0.0.1:${port}/simple/`;
  const options = ["--quiet", "--isolated", "--no-cache-dir", "--disable-pip-version-check", "--no-compile"];
  const started = process.hrtime.bigint();
  succeed(["-m", "pip", "install", ...options, "--index-url", index, "--target", target, "-r", requirements]);
  const time = Number(process.hrtime.bigint() - started) / 1e6;
  fs.rmSync(target, { recursive: true });
  return time;
}

function succeed(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("python3", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`python3 ${args.slice(0, 3).join(" ")} failed\n${stderr}`);
  return stdout;
}
