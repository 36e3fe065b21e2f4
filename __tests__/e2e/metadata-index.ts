import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * An index with one wheel, in a process of its own, since clients are waited for. `/object/simple/` has digests of its
 * metadata, `/false/simple/` none, `/true/simple/` says that there is some.
 */
const PROGRAM = `
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const http = require("node:http");
const { basename } = require("node:path");
const [wheel, metadataFile] = process.argv.slice(1);
const name = basename(wheel);
const project = name.split("-")[0];
const [bytes, metadata] = [wheel, metadataFile].map((file) => readFileSync(file));
const sha256 = (of) => createHash("sha256").update(of).digest("hex");
const values = { object: { sha256: sha256(metadata) }, true: true, false: false };
http.createServer((request, response) => {
  const [, kind, ...path] = request.url.split("/");
  const send = (type, body) => response.writeHead(200, { "content-type": type, "content-length": body.length }).end(body);
  if (path.join("/") === "simple/" + project + "/") {
    const files = [{ filename: name, url: "../../" + name, hashes: { sha256: sha256(bytes) }, "core-metadata": values[kind] }];
    send("application/vnd.pypi.simple.v1+json", Buffer.from(JSON.stringify({ meta: { "api-version": "1.1" }, name: project, versions: [name.split("-")[1]], files })));
  } else if (path.join("/") === name) send("application/octet-stream", bytes);
  else if (path.join("/") === name + ".metadata" && kind !== "false") send("application/octet-stream", metadata);
  else response.writeHead(404).end();
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

/** An upstream whose pages say of each file whether it has metadata of its own (PEP 658, PEP 714). */
export class MetadataIndex {
  /** @param wheel path of the only file that it has, whose METADATA lies at `metadata` */
  public static async start(wheel: string, metadata: string): Promise<MetadataIndex> {
    const child = spawn(process.execPath, ["-e", PROGRAM, wheel, metadata], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    return new MetadataIndex(child, port.toString().trim());
  }

  private constructor(
    private readonly process: ChildProcess,
    private readonly port: string,
  ) {}

  /** The simple index whose pages have this as `core-metadata`. */
  public url(kind: "object" | "true" | "false"): string {
    return `http://127.0.0.1:${this.port}/${kind}/simple/`;
  }

  public stop(): void {
    this.process.kill();
  }
}
