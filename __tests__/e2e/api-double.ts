import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Json = Record<string, unknown>;

export interface Call {
  readonly method: string;
  /** Decoded, without the version: `projects/p/locations/l/repositories/r:getIamPolicy`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
  /** What is uploaded, beside what is said of it in the body. */
  readonly content?: Buffer;
  /** As the client sent it: `Bearer none` for who deploys. */
  readonly authorization?: string;
}

/** An error as Google's APIs answer it. */
export class ApiError extends Error {
  constructor(
    public readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export interface JournalEntry {
  /** `POST projects/p/locations/l/repositories?repository_id=r` */
  readonly request: string;
  readonly write: boolean;
  readonly status: number;
  /** What was not as it must be when this write had been carried out. */
  readonly broken: readonly string[];
}

/** A local HTTP server that answers as Google's JSON APIs do, keeps a journal, and fails when it is told to. */
export abstract class ApiDouble {
  /** Every request, in the order of the answers. */
  public readonly journal: JournalEntry[] = [];

  private readonly server: Server = createServer((request, response) => {
    void this.handle(request).then(({ status, answer }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    });
  });
  private fault?: { writesBefore: number; readonly status: number };

  /** Carries a call out; throws ApiError. Only reading may take its time. */
  protected abstract answer(call: Call): Json | Promise<Json>;

  /** What is not as it must be at this moment. */
  protected abstract broken(): string[];

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Fails the nth write from now on, counted from 1, without carrying it out. */
  public failWrite(nth: number, status: number): void {
    this.fault = { writesBefore: nth - 1, status };
  }

  /** Whether a fault that was asked for has not come up yet. */
  public get faultIsPending(): boolean {
    return this.fault !== undefined;
  }

  public get writes(): readonly JournalEntry[] {
    return this.journal.filter(({ write }) => write);
  }

  /** All that was ever broken, with the write after which it was. */
  public get violations(): string[] {
    return this.journal.flatMap(({ request, broken }) => broken.map((what) => `after ${request}: ${what}`));
  }

  private async handle(request: IncomingMessage): Promise<{ status: number; answer: Json }> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const sent = Buffer.concat(await request.toArray());
    const call: Call = {
      method: request.method ?? "GET",
      path: decodeURIComponent(url.pathname).replace(/^\/v1\//, ""),
      query: url.searchParams,
      ...(url.searchParams.get("uploadType") === "media"
        ? { body: {}, content: sent }
        : parts(sent, request.headers["content-type"] ?? "")),
      authorization: request.headers.authorization,
    };
    const write = call.method !== "GET" && !call.path.endsWith(":getIamPolicy");
    const { status, answer } = await this.carryOut(call, write);
    const line = (request.url ?? "").replace(/^\/v1\//, "");
    this.journal.push({ request: `${call.method} ${line}`, write, status, broken: write ? this.broken() : [] });
    return { status, answer };
  }

  private async carryOut(call: Call, write: boolean): Promise<{ status: number; answer: Json }> {
    try {
      if (write) this.failWhenDue();
      return { status: 200, answer: await this.answer(call) };
    } catch (error) {
      const { code, message } = error instanceof ApiError ? error : new ApiError(500, String(error));
      return { status: code, answer: { error: { code, message, status: `HTTP_${code}` } } };
    }
  }

  private failWhenDue(): void {
    if (this.fault === undefined || this.fault.writesBefore-- > 0) return;
    const { status } = this.fault;
    this.fault = undefined;
    throw new ApiError(status, "failed on purpose");
  }
}

/** A body of JSON; or one of two parts, of which the second is a file. */
function parts(sent: Buffer, contentType: string): Pick<Call, "body" | "content"> {
  if (sent.length === 0) return { body: {} };
  const [, boundary] = /^multipart\/related;.*boundary="?([^";]+)/.exec(contentType) ?? [];
  if (boundary === undefined) return { body: JSON.parse(sent.toString()) as Json };
  const [, first = [0, 0], second = [0, 0]] = sections(sent, `--${boundary}`);
  const partOf = ([from = 0, to = 0]: readonly number[]) =>
    sent.subarray(sent.indexOf("\r\n\r\n", from) + 4, to - "\r\n".length);
  return { body: JSON.parse(partOf(first).toString()) as Json, content: partOf(second) };
}

/** Where each text between two separators begins and ends. */
function sections(sent: Buffer, separator: string): (readonly [from: number, to: number])[] {
  const found: [number, number][] = [];
  for (let from = 0; from < sent.length;) {
    const at = sent.indexOf(separator, from);
    found.push([from, at === -1 ? sent.length : at]);
    if (at === -1) break;
    from = at + separator.length;
  }
  return found;
}
