import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Held {
  readonly content: Buffer;
  readonly generation: number;
}

/** Answers as Cloud Storage's JSON API does, as far as the program asks it. */
export class BucketDouble {
  public readonly objects = new Map<string, Held>();
  public readonly requests: string[] = [];

  /** Called before each request is answered; what it returns is the status of a failure. */
  public before: (request: string) => number | undefined = () => undefined;
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request, response);
  });
  private last = 0;

  public async start(): Promise<NodeJS.ProcessEnv> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    return { STORAGE_ENDPOINT: `http://127.0.0.1:${port}`, GOOGLE_OAUTH_ACCESS_TOKEN: "secret-token", NO_PROXY: "*" };
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  public put(name: string, content: Buffer | string): void {
    this.last += 1;
    this.objects.set(name, { content: Buffer.from(content), generation: this.last });
  }

  public text(name: string): string | undefined {
    return this.objects.get(name)?.content.toString();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "", "http://double");
    const end = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const line = `${request.method} ${decodeURIComponent(url.pathname)}`;
    this.requests.push(line);
    const failure = this.before(line);
    if (failure !== undefined) {
      end(failure, {});
      return;
    }
    if (request.headers.authorization !== "Bearer secret-token") {
      end(401, {});
      return;
    }
    if (line === "POST /upload/storage/v1/b/packages/o") {
      this.upload(url, Buffer.concat(chunks), end);
      return;
    }
    if (line === "GET /storage/v1/b/packages/o") {
      end(200, this.listing(url));
      return;
    }
    const [, name = ""] = /^\/storage\/v1\/b\/packages\/o\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const held = this.objects.get(name);
    const generation = url.searchParams.get("generation") ?? url.searchParams.get("ifGenerationMatch");
    if (held === undefined) {
      end(404, {});
      return;
    }
    if (generation !== null && generation !== String(held.generation)) {
      end(request.method === "GET" ? 404 : 412, {});
      return;
    }
    if (request.method === "DELETE") {
      this.objects.delete(name);
      response.writeHead(204).end();
      return;
    }
    const [, from = "0", to = ""] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const part = held.content.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
    response.writeHead(request.headers.range === undefined ? 200 : 206).end(part);
  }

  private upload(url: URL, content: Buffer, end: (status: number, body: unknown) => void): void {
    const name = url.searchParams.get("name") ?? "";
    const expected = url.searchParams.get("ifGenerationMatch");
    if (expected !== String(this.objects.get(name)?.generation ?? 0)) {
      end(412, {});
      return;
    }
    this.put(name, content);
    end(200, this.item(name));
  }

  /** Three on a page, so that pages are followed. */
  private listing(url: URL): unknown {
    const [from, to] = [url.searchParams.get("startOffset"), url.searchParams.get("endOffset")];
    const names = [...this.objects.keys()]
      .filter((name) => (from === null || name >= from) && (to === null || name < to))
      .sort();
    const start = Number(url.searchParams.get("pageToken") ?? "0");
    const rest = start + 3 < names.length ? { nextPageToken: String(start + 3) } : {};
    return { items: names.slice(start, start + 3).map((name) => this.item(name)), ...rest };
  }

  private item(name: string): unknown {
    const { content, generation } = this.objects.get(name)!;
    return {
      name,
      size: String(content.length),
      generation: String(generation),
      md5Hash: createHash("md5").update(content).digest("base64"),
    };
  }
}
