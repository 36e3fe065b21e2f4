import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Policy } from "../policy";
import { PageForm } from "./accept";
import { DownloadJudge } from "./download-judge";
import { FileHandles } from "./file-handles";
import { relayFile } from "./file-relay";
import { HttpProblem } from "./http-problem";
import { IndexPages } from "./index-pages";
import { LIMITS, type Limits } from "./limits";
import { sendPage } from "./page-renderer";
import { checkRequest } from "./request-guard";
import { readTarget } from "./request-target";
import type { PageFile } from "../simple-api/simple-page";
import { UpstreamClient } from "./upstream-client";

/** What a preview serves, and how. */
export interface PreviewOptions {
  /** Asked anew for each request, so that a policy that was read again takes effect. */
  readonly policy: () => Policy;

  /**
   * The base of the simple index that packages come from. User info in it is sent to its own origin only, and shown
   * nowhere.
   */
  readonly upstream: URL;

  /**
   * Certificate authorities in PEM form to trust besides those that Node.js brings.
   *
   * @default - only those that Node.js brings
   */
  readonly ca?: string;

  /**
   * The address to listen on. Whoever reaches it installs from the upstream with its credentials.
   *
   * @default "127.0.0.1"
   */
  readonly host?: string;

  /**
   * The TCP port to listen on; 0 is any free one.
   *
   * @default 0
   */
  readonly port?: number;

  /**
   * Whether to serve what the policy refuses too, and only tell.
   *
   * @default false
   */
  readonly observe?: boolean;

  /**
   * Whether index pages leave out what the policy refuses.
   *
   * @default false - whether the service does is not known; an installer that sees a refused version fails, which is the
   * stricter of the two
   */
  readonly hideDenied?: boolean;

  /** Told about each request for a file that was served or refused, once it is over. */
  readonly onDownload: (event: DownloadEvent) => void;

  /**
   * Told about each index page that the upstream failed to give. Installers say little about it: pip takes it for a
   * project without files.
   *
   * @default - nobody is told
   */
  readonly onPageFailed?: (failure: PageFailure) => void;
}

/** An index page that did not come. */
export interface PageFailure {
  /** The project's PEP 503 name; undefined for the list of projects. */
  readonly name: string | undefined;

  /** A clause without a full stop; text from outside is quoted and escaped. */
  readonly reason: string;
}

/** What became of one request for a file. */
export interface DownloadEvent {
  /** The project's PEP 503 name. */
  readonly name: string;

  /**
   * The version that the file's name says.
   *
   * @default - the name was not understood, which no policy lets through
   */
  readonly version?: string;

  /** The file that was asked for; that of PEP 658 metadata ends in ".metadata". */
  readonly file: string;

  /**
   * - `served`: the policy allows it, and the client has it (or has it already, or the part that it wanted)
   * - `blocked`: the policy does not allow it
   * - `would-block`: the policy does not allow it, but it was let through to observe (see `failure`)
   * - `failed`: the policy allows it, but the upstream or the client broke off
   */
  readonly outcome: "served" | "blocked" | "would-block" | "failed";

  /** A clause without a full stop; text from outside is quoted and escaped. */
  readonly reason: string;

  /**
   * Of `would-block`, why the client does not have the file all the same; as `reason`.
   *
   * @default - it has it
   */
  readonly failure?: string;
}

/**
 * A local simple index that answers as an Artifact Registry Python repository with this policy would: index pages list
 * every version, and a file that the policy does not allow is refused with 403. What is not known to be allowed is
 * refused.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
export class PreviewServer {
  /**
   * Listens until closed.
   *
   * @throws Error when the address or the port cannot be used
   */
  public static async start(options: PreviewOptions, limits: Limits = LIMITS): Promise<PreviewServer> {
    const preview = new PreviewServer(options, limits);
    await new Promise<void>((resolve, reject) => {
      preview.server.once("error", reject);
      preview.server.listen(options.port ?? 0, preview.host, () => {
        preview.server.off("error", reject);
        resolve();
      });
    });
    return preview;
  }

  private readonly server: http.Server;
  private readonly host: string;
  private readonly handles: FileHandles;
  private readonly client: UpstreamClient;
  private readonly pages: IndexPages;
  /** Connections on which nothing is answered any more. */
  private readonly ended = new WeakSet<Socket>();
  private count = 0;

  private constructor(
    private readonly options: PreviewOptions,
    private readonly limits: Limits,
  ) {
    this.host = options.host ?? "127.0.0.1";
    this.handles = new FileHandles(limits.linkBytes);
    this.client = new UpstreamClient(options.upstream, options.ca, limits);
    this.pages = new IndexPages(this.client, options.upstream, this.handles, limits);
    this.server = http.createServer({
      // The parser's strictness is what keeps requests from being smuggled, whatever NODE_OPTIONS says.
      insecureHTTPParser: false,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.requestMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1000, limits.requestMs),
    });
    this.server.maxConnections = limits.connections;
    this.server.on("request", (request, response) => void this.answer(request, response));
  }

  /** The base of the index, for `--index-url`: `http://127.0.0.1:PORT/simple/`. */
  public get url(): string {
    const { family, address, port } = this.address;
    const isWildcard = address === "0.0.0.0" || address === "::";
    const host = isWildcard ? "127.0.0.1" : family === "IPv6" ? `[${address}]` : address;
    return `http://${host}:${port}/simple/`;
  }

  /** How many requests have come, of any kind. */
  public get requests(): number {
    return this.count;
  }

  /** Stops at once: connections are cut, and what they were waiting for is given up. */
  public async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    this.server.closeAllConnections();
    this.client.close();
    await closed;
  }

  private get address(): AddressInfo {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the preview is not listening");
    return address;
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (this.ended.has(request.socket)) return;
    this.count += 1;
    const gone = new AbortController();
    response.once("close", () => {
      gone.abort();
    });
    try {
      const host = checkRequest(request, this.host, this.address.port);
      const target = readTarget(request.url ?? "");
      switch (target.kind) {
        case "moved":
          throw new HttpProblem(301, `see ${target.to}`, { location: target.to });
        case "file":
          await this.file(target.handle, target.file, request, response, gone.signal);
          break;
        case "projects":
        case "project":
          await this.page(target.kind === "project" ? target.name : undefined, host, request, response, gone.signal);
      }
    } catch (error) {
      const problem = HttpProblem.from(error);
      if (problem.endsConnection) this.ended.add(request.socket);
      problem.send(request, response);
    }
  }

  private async page(
    project: string | undefined,
    host: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const form = PageForm.negotiate(request.headers.accept);
    await this.pages
      .read(project, signal, async ({ handle, page }) => {
        const judge =
          this.options.hideDenied === true && project !== undefined
            ? new DownloadJudge(this.options.policy(), project)
            : undefined;
        // Absolute, since some installers take the links of JSON pages as they are.
        const link = ({ name }: PageFile): string => `http://${host}/files/${handle}/${encodeURIComponent(name)}`;
        await sendPage(judge?.shown(page) ?? page, form, link, request, response, this.limits.idleMs);
      })
      .catch((error: unknown) => {
        const problem = HttpProblem.from(error);
        if (problem.isFailure && !signal.aborted)
          this.options.onPageFailed?.({ name: project, reason: problem.message });
        throw problem;
      });
  }

  private async file(
    handle: string,
    asked: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const found = this.handles.open(handle, asked);
    if (found === undefined)
      throw new HttpProblem(
        404,
        "no page that this preview remembers links to this file; ask for the project's page again",
      );
    const { project, file } = found;
    const judgement = new DownloadJudge(this.options.policy(), project).ofFile(file);
    const tell = (outcome: DownloadEvent["outcome"], reason: string, failure?: string): void => {
      const version = judgement.version === undefined ? {} : { version: judgement.version };
      this.options.onDownload({
        name: project,
        ...version,
        file: asked,
        outcome,
        reason,
        ...(failure === undefined ? {} : { failure }),
      });
    };
    if (!judgement.allowed && this.options.observe !== true) {
      tell("blocked", judgement.reason);
      throw HttpProblem.blocked(asked, judgement.reason);
    }
    try {
      await relayFile(this.client, found.url, request, response, { signal, idleMs: this.limits.idleMs });
    } catch (error) {
      const problem = HttpProblem.from(error);
      if (judgement.allowed) tell("failed", problem.message);
      else tell("would-block", judgement.reason, problem.message);
      throw problem;
    }
    tell(judgement.allowed ? "served" : "would-block", judgement.reason);
  }
}
