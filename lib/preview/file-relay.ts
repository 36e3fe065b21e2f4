import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { HttpProblem } from "./http-problem";
import type { UpstreamAnswer, UpstreamClient } from "./upstream-client";

/** What a client may ask of the upstream besides the file; nothing else of its request is handed on. */
const CONDITIONS = ["range", "if-range", "if-none-match", "if-modified-since"] as const;

const PARTS = new Set<string>(["range", "if-range"]);

/** How a file is relayed. */
export interface RelayOptions {
  readonly signal: AbortSignal;
  /** Milliseconds after which a client that takes nothing is given up. */
  readonly idleMs: number;
  /**
   * Whether a client gets the whole file when it asks for a part.
   *
   * @default false
   */
  readonly whole?: boolean;
}

/** What the upstream may say about the file; nothing else of its answer is handed on. */
const DESCRIPTION = [
  "accept-ranges",
  "content-encoding",
  "content-length",
  "content-range",
  "etag",
  "last-modified",
] as const;

/**
 * Sends a file from the upstream as it is, byte by byte, with ranges and conditions. Nothing is kept, and no cache may
 * keep it either: the next request for it is to be decided anew.
 *
 * @throws HttpProblem when the client did not get all that it was promised
 */
export async function relayFile(
  client: UpstreamClient,
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
  { signal, idleMs, whole = false }: RelayOptions,
): Promise<void> {
  const method = request.method === "HEAD" ? "HEAD" : "GET";
  const conditions = pick(request.headers, whole ? CONDITIONS.filter((name) => !PARTS.has(name)) : CONDITIONS);
  // A file is hashed as it is stored, so nobody on the way shall compress it.
  const headers = { ...conditions, accept: "*/*", "accept-encoding": "identity" };
  const answer = await client.open(new URL(url), { method, headers, signal });
  // Whichever side breaks off, both streams end with an error; the first one tells whose it is.
  let broken: unknown;
  answer.body.once("error", (error) => {
    if (!signal.aborted) broken = error;
  });
  try {
    checkAnswer(answer, method, conditions);
    const { "accept-ranges": ranges, ...described } = headersFor(answer.headers);
    response.writeHead(
      answer.status,
      whole ? described : { ...described, ...(ranges !== undefined && { "accept-ranges": ranges }) },
    );
    response.setTimeout(idleMs, () => {
      // Where nothing waits to be taken, it is the upstream that is slow, and that is looked at where it is read.
      if (response.writableLength > 0) response.destroy();
    });
    await pipeline(answer.body, response);
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    const message = broken === undefined && signal.aborted ? "the client went away" : "the upstream broke off";
    throw new HttpProblem(502, message);
  } finally {
    answer.body.destroy();
  }
}

/** Lets through what answers the question that was asked, whole. */
function checkAnswer({ status, headers }: UpstreamAnswer, method: string, conditions: OutgoingHttpHeaders): void {
  const hasRange = "range" in conditions && headers["content-range"] !== undefined;
  if (status === 200 || (status === 206 && hasRange)) {
    // Where the end of the connection is the end of the file, a file that was cut looks whole.
    const hasEnd = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
    if (method === "GET" && !hasEnd) throw new HttpProblem(502, "the upstream does not say how long the file is");
    return;
  }
  if (status === 304 && ("if-none-match" in conditions || "if-modified-since" in conditions)) return;
  throw problemOf(status, headers);
}

/** What a client is told when the upstream has no such page or file, or fails. */
export function problemOf(status: number, headers: IncomingHttpHeaders): HttpProblem {
  const message = `the upstream answered ${status}`;
  if (status === 404 || status === 410) return new HttpProblem(status, message);
  if (status === 416) return new HttpProblem(status, message, pick(headers, ["content-range"]));
  if (status === 429 || status === 503) return new HttpProblem(status, message, pick(headers, ["retry-after"]));
  // Above all no 401 or 403: the client would ask for credentials that are not its own, or blame the policy.
  return new HttpProblem(status === 504 ? 504 : 502, message);
}

function headersFor(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const type = headers["content-type"];
  const isInert = type !== undefined && /^(?:application\/(?!xhtml)|multipart\/byteranges)/i.test(type);
  return {
    ...pick(headers, DESCRIPTION),
    "content-type": isInert ? type : "application/octet-stream",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
