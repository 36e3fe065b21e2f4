import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from "node:http";
import { escapeUnprintable } from "../text/quoting";

/** A phrase any longer helps nobody, and a client might refuse it. */
const LONGEST_PHRASE = 200;

/** Why a request gets no page and no file: a status, and a sentence for whoever reads the client's error. */
export class HttpProblem extends Error {
  /** The refusal of a file by the policy; pip shows nothing but the phrase, so it says why. */
  public static blocked(file: string, reason: string): HttpProblem {
    return new HttpProblem(403, `the download policy does not allow "${file}": ${reason}`, {}, `Forbidden: ${reason}`);
  }

  /** What was thrown, as a problem. What nobody foresaw is told without its text, which may hold anything. */
  public static from(error: unknown): HttpProblem {
    return error instanceof HttpProblem ? error : new HttpProblem(500, "the preview failed on this request");
  }

  /**
   * Whether the connection ends with the answer: it may hold a body that nobody read, and what comes behind one that
   * is refused is not to be trusted as a request.
   */
  public readonly endsConnection: boolean;

  /** Whether the upstream or the preview failed, and not the request. */
  public get isFailure(): boolean {
    return this.status >= 500 || this.status === 429;
  }

  /**
   * @param message a clause without a full stop; text from outside is quoted
   * @param phrase the reason phrase
   */
  public constructor(
    private readonly status: number,
    message: string,
    private readonly headers: OutgoingHttpHeaders = {},
    private readonly phrase = STATUS_CODES[status] ?? "Error",
  ) {
    super(message);
    this.name = "HttpProblem";
    this.endsConnection = status === 400 || status === 405 || status === 421 || status === 505;
  }

  /** Answers with the problem, or breaks the connection where an answer has begun: nobody shall take it for complete. */
  public send(request: IncomingMessage, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const text = Buffer.from(`${this.status} ${escapeUnprintable(this.message)}\n`);
    response.writeHead(this.status, this.phrase.replace(/[^\x20-\x7e]/g, "?").slice(0, LONGEST_PHRASE), {
      ...this.headers,
      ...(this.endsConnection && { connection: "close" }),
      "content-type": "text/plain; charset=utf-8",
      "content-length": text.length,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(request.method === "HEAD" ? undefined : text);
  }
}
