import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const REPOSITORY = "projects/p/locations/us-central1/repositories/curated";

export const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** What the services do; by default they work, and nothing is in the repository. */
export interface FillBehaviour {
  /** The files of the source, by name. */
  readonly source: Readonly<Record<string, string | Buffer>>;
  /** Whether the index asks for no log-in, and lists its packages. */
  readonly isOpen?: boolean;
  /** What stands on each page before its files. */
  readonly pageStart?: string;
  /** What is in the repository before, by file name; `package==version` is worked out from it. */
  readonly stored?: Readonly<Record<string, string | Buffer>>;
  /** What the index says is the hash of a file, where it lies. */
  readonly saysHash?: Readonly<Record<string, string>>;
  /**
   * Answers to uploads, one after another; after the last all go well. "lost": the file arrives, and the answer does
   * not.
   */
  readonly uploads?: readonly (number | "lost")[];
  /** Answers to downloads, as uploads. "short": the file is cut off. */
  readonly downloads?: readonly (number | "short")[];
  /** Answers to listing, as uploads. */
  readonly lists?: readonly number[];
  readonly pageSize?: number;
  /** Whether files are on another host than the index, which must get no token. */
  readonly filesElsewhere?: boolean;
  /** Files that the repository turns out to have only while another writer is at work. */
  readonly appearing?: Readonly<Record<string, string | Buffer>>;
}

export interface Upload {
  readonly fields: readonly (readonly [string, string])[];
  readonly file: string;
  readonly content: Buffer;
}

/** A package index and Artifact Registry, as far as a fill uses them. */
export class FillDouble {
  public static async start(behaviour: FillBehaviour): Promise<FillDouble> {
    const double = new FillDouble(behaviour);
    await new Promise<void>((resolve) => double.server.listen(0, "127.0.0.1", resolve));
    return double;
  }

  public readonly uploads: Upload[] = [];
  public readonly removed: string[] = [];
  public readonly requests: string[] = [];
  public readonly leaked: string[] = [];
  public readonly store: Map<string, Buffer>;
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private readonly counts = { upload: 0, download: 0, list: 0 };

  private constructor(private readonly behaviour: FillBehaviour) {
    this.store = new Map(Object.entries(behaviour.stored ?? {}).map(([file, content]) => [file, Buffer.from(content)]));
  }

  public get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    const { authorization = "" } = request.headers;
    this.requests.push(`${request.method ?? ""} ${pathname}`);
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const refuse = (status: number) => {
      say(status, { error: { message: `because of ${status}` } });
    };
    const basic = `Basic ${Buffer.from("oauth2accesstoken:SECRET-TOKEN").toString("base64")}`;
    if (pathname === "/token") {
      say(200, { access_token: "SECRET-TOKEN" });
    } else if (pathname.startsWith("/elsewhere/")) {
      if (authorization !== "") this.leaked.push(pathname);
      this.download(pathname.slice("/elsewhere/".length), response);
    } else if (pathname.startsWith("/ar/")) {
      if (authorization !== "Bearer SECRET-TOKEN") refuse(401);
      else if (request.method === "DELETE") {
        const [, title = ""] = /\/packages\/(.+)$/.exec(pathname) ?? [];
        this.removed.push(title);
        say(200, { name: "projects/p/locations/us-central1/operations/1" });
      } else this.list(searchParams.get("pageToken"), say, refuse);
    } else if (this.behaviour.isOpen === true && pathname === "/simple/") {
      this.index(response);
    } else if (authorization !== basic && this.behaviour.isOpen !== true) {
      refuse(401);
    } else if (pathname === "/upload/") {
      await this.upload(request, response, say, refuse);
    } else if (pathname.startsWith("/simple/")) {
      this.page(pathname.split("/")[2] ?? "", response, refuse);
    } else if (pathname.startsWith("/files/")) {
      this.download(pathname.slice("/files/".length), response);
    } else refuse(404);
  }

  private list(token: string | null, say: (status: number, body: unknown) => void, refuse: (status: number) => void) {
    const how = this.behaviour.lists?.[this.counts.list];
    this.counts.list += 1;
    if (how !== undefined && how !== 200) {
      refuse(how);
      return;
    }
    const size = this.behaviour.pageSize ?? 1000;
    const first = Number(token ?? 0);
    const files = [...this.store].slice(first, first + size).map(([file, content]) => {
      const [name = "", version = ""] = file.replace(/\.tar\.gz$/, "").split("-");
      return {
        name: `${REPOSITORY}/files/${encodeURIComponent(`${name}/${file}`)}`,
        owner: `${REPOSITORY}/packages/${name.replaceAll("_", "-")}/versions/${version}`,
        hashes: [{ type: "SHA256", value: Buffer.from(sha256(content), "hex").toString("base64") }],
      };
    });
    say(200, { files, ...(first + size < this.store.size ? { nextPageToken: String(first + size) } : {}) });
  }

  private index(response: ServerResponse): void {
    const packages = new Set(Object.keys(this.behaviour.source).map(packageOf));
    response.writeHead(200, { "content-type": "text/html" });
    response.end([...packages].map((name) => `<a href="${name}/">${name}</a><br>`).join("\n"));
  }

  private page(name: string, response: ServerResponse, refuse: (status: number) => void): void {
    const files = Object.entries(this.behaviour.source).filter(([file]) => packageOf(file) === name);
    if (files.length === 0) {
      refuse(404);
      return;
    }
    const folder = this.behaviour.filesElsewhere === true ? `http://localhost:${this.port}/elsewhere` : "../../files";
    const links = files.map(
      ([file, content]) =>
        `<a href="${folder}/${encodeURIComponent(file)}#sha256=${this.behaviour.saysHash?.[file] ?? sha256(content)}">${file}</a><br>`,
    );
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!DOCTYPE html><html><body>${this.behaviour.pageStart ?? ""}${links.join("\n")}</body></html>`);
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private download(path: string, response: ServerResponse): void {
    const how = this.behaviour.downloads?.[this.counts.download];
    this.counts.download += 1;
    const content = this.behaviour.source[decodeURIComponent(path)] ?? "";
    if (typeof how === "number" && how !== 200) {
      response.writeHead(how);
      response.end();
      return;
    }
    response.writeHead(200, { "content-length": Buffer.byteLength(content) });
    if (how === "short") {
      response.write(Buffer.from(content).subarray(0, 1));
      setTimeout(() => response.socket?.destroy(), 20);
    } else response.end(content);
  }

  private async upload(
    request: IncomingMessage,
    response: ServerResponse,
    say: (status: number, body: unknown) => void,
    refuse: (status: number) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const how = this.behaviour.uploads?.[this.counts.upload];
    this.counts.upload += 1;
    const upload = readForm(request.headers["content-type"] ?? "", Buffer.concat(chunks));
    for (const [file, content] of Object.entries(this.behaviour.appearing ?? {}))
      this.store.set(file, Buffer.from(content));
    if (typeof how === "number" && how !== 200) {
      refuse(how);
    } else if (this.store.has(upload.file)) {
      say(400, { error: { message: "the file exists" } });
    } else {
      this.uploads.push(upload);
      this.store.set(upload.file, upload.content);
      if (how === "lost") response.socket?.destroy();
      else say(200, {});
    }
  }
}

function packageOf(file: string): string {
  return (file.split("-")[0] ?? "").toLowerCase().replaceAll("_", "-");
}

/** @see https://www.rfc-editor.org/rfc/rfc7578 */
function readForm(type: string, body: Buffer): Upload {
  const boundary = /boundary=(.+)$/.exec(type)?.[1] ?? "";
  const text = body.toString("latin1");
  const parts = text.split(`--${boundary}`).slice(1, -1);
  if (!text.endsWith(`--${boundary}--\r\n`)) throw new Error("the form has no end");
  const fields: [string, string][] = [];
  let file = "";
  let content = Buffer.alloc(0);
  for (const part of parts) {
    const [head = "", ...rest] = part.slice(2, -2).split("\r\n\r\n");
    const value = rest.join("\r\n\r\n");
    const [, name = ""] = / name="([^"]*)"/.exec(head) ?? [];
    const [, fileName] = / filename="([^"]*)"/.exec(head) ?? [];
    if (fileName === undefined) fields.push([name, Buffer.from(value, "latin1").toString("utf8")]);
    else {
      file = fileName;
      content = Buffer.from(value, "latin1");
    }
  }
  return { fields, file, content };
}
