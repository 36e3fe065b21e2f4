import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from "node:http";
import { escapeUnprintable } from "../text/quoting";

/** A phrase any longer helps nobody, and a client might refuse it. */
const LONGEST_PHRASE = 400;

/** Why a request gets no page and no file: a status, and a sentence for whoever reads the client's error. */
export class HttpProblem extends Error {
  /**
   * The refusal of a file by the policy.
   *
   * @param sentence for the person whose installation fails
   */
  public static blocked(sentence: string): HttpProblem {
    return new HttpProblem(403, sentence, {}, sentence);
  }

  /** The refusal of a request for another host. */
  public static elsewhere(host: string): HttpProblem {
    const sentence =
      `${host} is not this index, and nothing else is asked: take that source out, ` +
      `or let it through with --allow-host ${host}`;
    return new HttpProblem(403, sentence, {}, sentence, true);
  }

  /** What was thrown, as a problem. What nobody foresaw is told without its text, which may hold anything. */
  public static fromError(error: unknown): HttpProblem {
    return error instanceof HttpProblem ? error : new HttpProblem(500, "the preview failed on this request");
  }

  /** Whether the upstream or the preview failed, and not the request. */
  public get isFailure(): boolean {
    return this.status >= 500 || this.status === 429;
  }

  /**
   * @param message a clause without a full stop; text from outside is quoted
   * @param phrase the reason phrase, which is all that pip shows
   * @param endsConnection whether the connection ends with the answer: it may hold a body that nobody read, and what
   *   comes behind one that is refused is not to be trusted as a request
   */
  public constructor(
    private readonly status: number,
    message: string,
    private readonly headers: OutgoingHttpHeaders = {},
    private readonly phrase = STATUS_CODES[status] ?? "Error",
    public readonly endsConnection = [400, 405, 421, 505].includes(status),
  ) {
    super(message);
    this.name = "HttpProblem";
  }

  /**
   * Answers with the problem, or breaks the connection where an answer has begun: nobody shall take it for complete.
   */
  public send(request: IncomingMessage, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    response.writeHead(this.status, this.statusPhrase, this.allHeaders);
    response.end(request.method === "HEAD" ? undefined : this.body);
  }

  /** The whole answer, for a connection on which no more requests are read. */
  public toBytes(): Buffer {
    const headers = Object.entries({ ...this.allHeaders, connection: "close" }).map(
      ([name, value]) => `${name}: ${String(value)}\r\n`,
    );
    return Buffer.concat([
      Buffer.from(`HTTP/1.1 ${this.status} ${this.statusPhrase}\r\n${headers.join("")}\r\n`, "latin1"),
      this.body,
    ]);
  }

  private get body(): Buffer {
    return Buffer.from(`${this.status} ${escapeUnprintable(this.message)}\n`);
  }

  /** In single quotes, since uv would put a backslash before each double one. */
  private get statusPhrase(): string {
    return this.phrase
      .replaceAll('"', "'")
      .replace(/[^\x20-\x7e]/g, "?")
      .slice(0, LONGEST_PHRASE);
  }

  private get allHeaders(): OutgoingHttpHeaders {
    return {
      ...this.headers,
      ...(this.endsConnection && { connection: "close" }),
      "content-type": "text/plain; charset=utf-8",
      "content-length": this.body.length,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    };
  }
}
