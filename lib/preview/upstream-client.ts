import * as http from "node:http";
import * as https from "node:https";
import { rootCertificates } from "node:tls";
import { quote } from "../text/quoting";
import { HttpProblem } from "./http-problem";
import type { Limits } from "./limits";

/** A request to the upstream or to where it sends us. */
export interface UpstreamRequest {
  readonly method: "GET" | "HEAD";
  readonly headers: http.OutgoingHttpHeaders;
  /** Gives up the request, or the rest of its answer. */
  readonly signal: AbortSignal;
}

/** The answer behind all redirects. */
export interface UpstreamAnswer {
  readonly url: URL;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Breaks with an error when the upstream stops short of what it announced, or nothing moves for too long. */
  readonly body: http.IncomingMessage;
}

const MOST_REDIRECTS = 5;

/** How often an answer is looked at in the time in which it may stand still. */
const LOOKS = 4;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Fetches from one index and from where its pages and redirects lead. Its credentials go to its own origin only. */
export class UpstreamClient {
  private readonly origin: string;
  private readonly isSecure: boolean;
  private readonly authorization: string | undefined;
  private readonly plainAgent: http.Agent;
  private readonly secureAgent: https.Agent;

  /** @param upstream the base of the index, perhaps with user info */
  public constructor(
    upstream: URL,
    ca: string | undefined,
    private readonly limits: Limits,
  ) {
    this.origin = upstream.origin;
    this.isSecure = upstream.protocol === "https:";
    this.authorization = authorizationOf(upstream);
    const options = { keepAlive: true, maxSockets: limits.sockets, maxFreeSockets: limits.sockets };
    this.plainAgent = new http.Agent(options);
    this.secureAgent = new https.Agent(ca === undefined ? options : { ...options, ca: [...rootCertificates, ca] });
  }

  /**
   * Asks, follows redirects, and answers as soon as the head of the last answer is there.
   *
   * @throws HttpProblem when there is no answer, or a redirect leads nowhere it may
   */
  public async open(url: URL, request: UpstreamRequest): Promise<UpstreamAnswer> {
    let target = url;
    // Once another origin had its say in where to go, nothing secret is sent any more.
    let isTrusted = true;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      target = this.checked(target);
      isTrusted &&= target.origin === this.origin;
      const body = await this.exchange(target, request, isTrusted);
      const { statusCode: status = 0, headers } = body;
      if (!REDIRECTS.has(status)) {
        this.watch(body);
        return { url: target, status, headers, body };
      }
      body.destroy();
      if (headers.location === undefined) throw new HttpProblem(502, "the upstream redirects to nowhere");
      const next = URL.canParse(headers.location, target.href) ? new URL(headers.location, target) : undefined;
      if (next === undefined) throw new HttpProblem(502, "the upstream redirects to what is no URL");
      target = next;
    }
    throw new HttpProblem(502, `the upstream redirects more than ${MOST_REDIRECTS} times`);
  }

  /** Breaks off all connections. */
  public close(): void {
    this.plainAgent.destroy();
    this.secureAgent.destroy();
  }

  /** The URL without what is not sent. */
  private checked(url: URL): URL {
    // An installer that is told to use an https index would not take plain http from there either.
    if (url.protocol !== "https:" && (url.protocol !== "http:" || this.isSecure)) {
      const allowed = this.isSecure ? "https" : "http and https";
      throw new HttpProblem(502, `the upstream leads to ${quote(url.protocol)}: only ${allowed} is followed`);
    }
    const bare = new URL(url);
    bare.username = "";
    bare.password = "";
    bare.hash = "";
    return bare;
  }

  private async exchange(url: URL, request: UpstreamRequest, isTrusted: boolean): Promise<http.IncomingMessage> {
    const headers = {
      ...request.headers,
      "user-agent": "private-pypi-preview",
      ...(isTrusted && this.authorization !== undefined ? { authorization: this.authorization } : {}),
    };
    for (;;) {
      const { sent, answer } = this.send(url, { ...request, headers });
      try {
        return await answer;
      } catch (error) {
        if (error instanceof HttpProblem) throw error;
        if (request.signal.aborted) throw new HttpProblem(502, "the client went away");
        const code = codeOf(error);
        // The other side closed an idle connection just as it was used again; a new one tells whether it is there.
        if (code === "ECONNRESET" && sent.reusedSocket) continue;
        throw new HttpProblem(502, `the upstream cannot be asked: ${code}`);
      }
    }
  }

  private send(
    url: URL,
    options: http.RequestOptions,
  ): { sent: http.ClientRequest; answer: Promise<http.IncomingMessage> } {
    const isSecure = url.protocol === "https:";
    const agent = isSecure ? this.secureAgent : this.plainAgent;
    const sent = (isSecure ? https : http).request(url, { ...options, agent, insecureHTTPParser: false });
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
      const fail = (problem: HttpProblem): void => {
        reject(problem);
        sent.destroy();
      };
      const wait = (milliseconds: number, what: string): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          fail(new HttpProblem(504, `${what} within ${milliseconds / 1000} s`));
        }, milliseconds);
      };
      // The time in the agent's queue does not count: it is not the upstream's.
      sent.once("socket", (socket) => {
        const { connectMs, responseMs } = this.limits;
        const waitForAnswer = (): void => {
          wait(responseMs, "the upstream did not answer");
        };
        if (!socket.connecting) waitForAnswer();
        else {
          wait(connectMs, "the upstream did not take a connection");
          socket.once(isSecure ? "secureConnect" : "connect", waitForAnswer);
        }
      });
      sent.once("response", resolve);
      sent.once("upgrade", (_head, socket) => {
        socket.destroy();
        fail(new HttpProblem(502, "the upstream changes the protocol"));
      });
      sent.on("error", reject);
      sent.end();
    }).finally(() => {
      clearTimeout(timer);
    });
    return { sent, answer };
  }

  /** Breaks an answer in which nothing comes although there is room for more. */
  private watch(body: http.IncomingMessage): void {
    const { idleMs } = this.limits;
    const { socket } = body;
    let seen = socket.bytesRead;
    let quiet = 0;
    const timer = setInterval(() => {
      const hasRoom = !body.complete && body.readableLength < body.readableHighWaterMark;
      quiet = hasRoom && socket.bytesRead === seen ? quiet + 1 : 0;
      if (quiet === LOOKS) {
        body.destroy(new HttpProblem(504, `nothing came from the upstream for ${idleMs / 1000} s`));
      }
      seen = socket.bytesRead;
    }, idleMs / LOOKS);
    body.once("close", () => {
      clearInterval(timer);
    });
  }
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`;
}

/** A stray "%" stands for itself, as in other clients. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The short name of what went wrong; the messages of Node.js hold addresses. */
function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : "unknown error";
}
