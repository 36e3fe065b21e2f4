import * as http from "node:http";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { type DownloadEvent, type PreviewOptions, PreviewServer } from "../../lib/preview/preview-server";
import { LIMITS, type Limits } from "../../lib/preview/limits";
import { DownloadRule } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export interface Reply {
  readonly status: number;
  readonly phrase: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether all came that the answer promised. */
  readonly complete: boolean;
}

/** Flask in one version, and any six; nothing else. */
export const POLICY = new RepositoryPolicy([
  DownloadRule.denyAll("repo-deny-all"),
  DownloadRule.allowPackage("repo-flask", "flask", ["3.0.3"]),
  DownloadRule.allowPackage("repo-six", "six"),
]);

/** An index whose every path is what a test says, on a port of the loopback. */
export class Upstream {
  public static async start(routes: Readonly<Record<string, Handler | string | Buffer>>): Promise<Upstream> {
    const upstream = new Upstream(routes);
    await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  public readonly seen: {
    readonly method: string;
    readonly url: string;
    readonly headers: http.IncomingHttpHeaders;
  }[] = [];
  public readonly server: http.Server;

  private constructor(routes: Readonly<Record<string, Handler | string | Buffer>>) {
    this.server = http.createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      this.seen.push({ method, url, headers });
      const route = routes[url.split("?")[0] ?? ""];
      if (typeof route === "function") route(request, response);
      else if (route === undefined) response.writeHead(404).end("no such thing");
      else
        response
          .writeHead(200, {
            "content-type": typeof route === "string" ? "text/html" : "application/octet-stream",
            "content-length": Buffer.byteLength(route),
          })
          .end(route);
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The base of its index. */
  public get base(): URL {
    return new URL(`${this.origin}/simple/`);
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A preview of the policy above, and what it told. */
export class Preview {
  public static async start(
    upstream: URL,
    options: Partial<PreviewOptions> = {},
    limits: Partial<Limits> = {},
  ): Promise<Preview> {
    const events: DownloadEvent[] = [];
    const all = {
      policy: () => POLICY,
      upstream,
      onDownload: (event: DownloadEvent) => events.push(event),
      ...options,
    };
    return new Preview(await PreviewServer.start(all, { ...LIMITS, ...limits }), events);
  }

  private constructor(
    public readonly server: PreviewServer,
    public readonly events: DownloadEvent[],
  ) {}

  public get port(): number {
    return Number(new URL(this.server.url).port);
  }

  public async get(path: string, headers: http.OutgoingHttpHeaders = {}, method = "GET"): Promise<Reply> {
    return ask(new URL(path, this.server.url), headers, method);
  }

  /** The URLs of the files on a project's page. */
  public async links(project: string): Promise<readonly string[]> {
    const { body } = await this.get(`${project}/`, { accept: "application/vnd.pypi.simple.v1+json" });
    return (JSON.parse(body.toString()) as { files: { url: string }[] }).files.map(({ url }) => url);
  }

  public async link(project: string, file: string): Promise<string> {
    const link = (await this.links(project)).find((one) => one.endsWith(`/${encodeURIComponent(file)}`));
    if (link === undefined) throw new Error(`no link to ${file}`);
    return link;
  }

  public async file(
    project: string,
    file: string,
    headers: http.OutgoingHttpHeaders = {},
    method = "GET",
  ): Promise<Reply> {
    return this.get(await this.link(project, file), headers, method);
  }

  /** Sends bytes as they are, and gives back all bytes that come until the connection is closed. */
  public async raw(text: string, waitMs = 2000): Promise<string> {
    return new Promise((resolve) => {
      const socket = net.connect(this.port, "127.0.0.1");
      let answer = "";
      const timer = setTimeout(() => socket.destroy(), waitMs);
      socket.on("data", (data) => (answer += data.toString("latin1")));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearTimeout(timer);
        resolve(answer);
      });
      socket.write(Buffer.from(text, "latin1"));
    });
  }

  public async close(): Promise<void> {
    await this.server.close();
  }
}

/** Without an agent: each request on a connection of its own. Rejects only when not even a status came. */
export async function ask(url: URL, headers: http.OutgoingHttpHeaders = {}, method = "GET"): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => undefined);
      response.on("close", () => {
        const { statusCode: status = 0, statusMessage: phrase = "", complete } = response;
        resolve({ status, phrase, headers: response.headers, body: Buffer.concat(chunks), complete });
      });
    });
    request.on("error", reject);
    request.end();
  });
}

/** Closes what a test opened, last first. */
export class Opened {
  private readonly all: { close(): Promise<void> }[] = [];

  public async add<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    this.all.push(opened);
    return opened;
  }

  public async closeAll(): Promise<void> {
    for (const one of this.all.splice(0).reverse()) await one.close();
  }
}

/** A page of the JSON form, whose files have the URLs of the second member or one beside the index. */
export function jsonPage(project: string, files: readonly (string | readonly [name: string, url: string])[]): Handler {
  const document = {
    meta: { "api-version": "1.1" },
    name: project,
    versions: [],
    files: files.map((file) => {
      const [name, url] = typeof file === "string" ? [file, `../../packages/${encodeURIComponent(file)}`] : file;
      return { filename: name, url, hashes: {}, size: 1 };
    }),
  };
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json" }).end(JSON.stringify(document));
  };
}
