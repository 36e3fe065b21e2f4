import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import type { PageForm } from "./accept";
import type { Limits } from "./limits";
import { etagOf } from "./page-renderings";

/** What is sent of an index page, besides its text. */
export interface PageDelivery {
  readonly form: PageForm;
  /** Whether the client asked for it packed. */
  readonly packed: boolean;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly limits: Limits;
}

/** The text of a page that is not large, ready to be sent. */
export interface PageBody {
  readonly body: Buffer;
  readonly etag: string;
}

/** The lightest packing: it is a network of one machine, and clients wait for each page. */
const LEVEL = { level: 1 };

const gzipWhole = promisify(gzip) as (body: Buffer, options: typeof LEVEL) => Promise<Buffer>;

/**
 * Sends a page, in pieces as the client takes them when it is large.
 *
 * @returns what was sent, of a page that is not large
 */
export async function sendText(pieces: Iterable<string>, delivery: PageDelivery): Promise<PageBody | undefined> {
  const { packed, limits } = delivery;
  const chunks = new Chunks(pieces);
  const start = chunks.take(limits.renderedPageBytes);
  if (!chunks.isEmpty || sizeOf(start) > limits.renderedPageBytes) {
    await sendStream(chain(start, chunks), delivery);
    return undefined;
  }
  const text = Buffer.concat(start);
  const body = packed ? await gzipWhole(text, LEVEL) : text;
  const sent = { body, etag: etagOf(body) };
  sendBody(sent, delivery);
  return sent;
}

/** Sends a page that was sent before, or says that the client has it already. */
export function sendBody({ body, etag }: PageBody, { form, packed, request, response, limits }: PageDelivery): void {
  const headers = { ...headersOf(form, packed), etag };
  if (hasAlready(request.headers["if-none-match"], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, "content-length": body.length });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  response.setTimeout(limits.idleMs, () => response.destroy());
  response.end(body);
}

/** Whether the client wants pages packed, which it has to say by name. */
export function wantsGzip({ "accept-encoding": accepted = "" }: IncomingMessage["headers"]): boolean {
  const [, weight = "1"] = /(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?:,|$)/i.exec(accepted) ?? [
    undefined,
    "0",
  ];
  return Number(weight) > 0;
}

async function sendStream(
  chunks: Iterable<Buffer>,
  { form, packed, request, response, limits }: PageDelivery,
): Promise<void> {
  response.writeHead(200, headersOf(form, packed));
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  response.setTimeout(limits.idleMs, () => response.destroy());
  const source = Readable.from(chunks, { objectMode: false });
  await (packed ? pipeline(source, createGzip(LEVEL), response) : pipeline(source, response));
}

/**
 * Clients may keep a page if they ask each time whether it still holds: its links die with this process, and then it
 * differs.
 */
function headersOf(form: PageForm, packed: boolean): OutgoingHttpHeaders {
  return {
    "content-type": form.syntax === "html" ? `${form.contentType}; charset=utf-8` : form.contentType,
    ...(packed && { "content-encoding": "gzip" }),
    vary: "Accept, Accept-Encoding",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
function hasAlready(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false;
  return condition.split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim()));
}

function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

function* chain(start: Iterable<Buffer>, rest: Iterable<Buffer>): Iterable<Buffer> {
  yield* start;
  yield* rest;
}

/** Characters that are put together before they are sent. */
const CHUNK = 65_536;

/** Pieces of text as bytes, some at a time. */
class Chunks implements Iterable<Buffer> {
  private readonly pieces: Iterator<string>;
  private hasEnded = false;

  public constructor(pieces: Iterable<string>) {
    this.pieces = pieces[Symbol.iterator]();
  }

  /** Whether all pieces were taken. */
  public get isEmpty(): boolean {
    return this.hasEnded;
  }

  /** The next chunks, up to a number of bytes and one chunk more. */
  public take(most: number): readonly Buffer[] {
    const taken: Buffer[] = [];
    let bytes = 0;
    for (const chunk of this) {
      taken.push(chunk);
      bytes += chunk.length;
      if (bytes > most) break;
    }
    return taken;
  }

  public *[Symbol.iterator](): Iterator<Buffer> {
    let chunk = "";
    while (!this.hasEnded) {
      const next = this.pieces.next();
      this.hasEnded = next.done === true;
      if (next.done !== true) chunk += next.value;
      if (chunk.length < CHUNK && !this.hasEnded) continue;
      if (chunk !== "") yield Buffer.from(chunk);
      chunk = "";
    }
  }
}
