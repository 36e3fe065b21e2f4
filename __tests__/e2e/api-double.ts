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

  /** Carries a call out; throws ApiError. */
  protected abstract answer(call: Call): Json;

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
    const text = (await request.setEncoding("utf8").toArray()).join("");
    const call: Call = {
      method: request.method ?? "GET",
      path: decodeURIComponent(url.pathname).replace(/^\/v1\//, ""),
      query: url.searchParams,
      body: text === "" ? {} : (JSON.parse(text) as Json),
    };
    const write = call.method !== "GET" && !call.path.endsWith(":getIamPolicy");
    const { status, answer } = this.carryOut(call, write);
    const line = (request.url ?? "").replace(/^\/v1\//, "");
    this.journal.push({ request: `${call.method} ${line}`, write, status, broken: write ? this.broken() : [] });
    return { status, answer };
  }

  private carryOut(call: Call, write: boolean): { status: number; answer: Json } {
    try {
      if (write) this.failWhenDue();
      return { status: 200, answer: this.answer(call) };
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
