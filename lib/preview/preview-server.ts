import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Policy } from "../policy";
import { PageForm } from "./accept";
import { DownloadJudge, type HiddenFile } from "./download-judge";
import { Elsewhere, type ElsewhereEvent } from "./elsewhere";
import { FileHandles } from "./file-handles";
import { relayFile } from "./file-relay";
import { HostNames } from "./host-names";
import { HttpProblem } from "./http-problem";
import { IndexPages } from "./index-pages";
import { LIMITS, type Limits } from "./limits";
import { renderPage } from "./page-renderer";
import { PageRenderings } from "./page-renderings";
import { sendBody, sendText, wantsGzip } from "./page-sender";
import { readProxyRequest, readTunnel } from "./proxy-request";
import type { RefusedFile } from "./refusal";
import { checkRequest, isForOwn, type OwnNames } from "./request-guard";
import { type RequestTarget, readTarget } from "./request-target";
import type { LeftOutLink, PageFile, SimplePage } from "../simple-api/simple-page";
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
   * @default false - whether the service does is not known; an installer that sees a refused version fails, which is
   *   the stricter of the two
   */
  readonly hideDenied?: boolean;

  /**
   * Whether to do as reports of real use say that the service does, beyond its rules: 400 for files whose version has
   * an epoch, and no parts of files. They are `ASSUMPTIONS` of the policy room, of which `verify --probe` tells whether
   * they hold.
   *
   * @default false
   */
  readonly asReported?: boolean;

  /**
   * Hosts by name, perhaps with a port: as a proxy the preview lets requests for them through, and by their names it
   * may be called itself.
   *
   * @default - no other host is let through, and the preview has the names of the loopback and of the address that it
   *   listens on
   */
  readonly allowHosts?: readonly string[];

  /**
   * What to do about a file that is refused, for the sentence that the client shows: a clause without a full stop.
   *
   * @default - nothing is said of it
   */
  readonly advise?: (file: RefusedFile) => string;

  /** Told about each request for a file that was served or refused, once it is over. */
  readonly onDownload: (event: DownloadEvent) => void;

  /**
   * Told about each index page that the upstream failed to give. Installers say little about it: pip takes it for a
   * project without files.
   *
   * @default - nobody is told
   */
  readonly onPageFailed?: (failure: PageFailure) => void;

  /**
   * Told about each request for another host, for which a client took the preview for its proxy.
   *
   * @default - nobody is told
   */
  readonly onElsewhere?: (event: ElsewhereEvent) => void;

  /**
   * Told what on an index page of the upstream leads to no file that could be served under one name.
   *
   * @default - nobody is told
   */
  readonly onLeftOut?: (event: LeftOutFiles) => void;

  /**
   * Told what was left out of an index page because the policy refuses it.
   *
   * @default - nobody is told
   */
  readonly onHidden?: (event: HiddenFiles) => void;
}

/** Links of one index page that are left out. */
export interface LeftOutFiles {
  /** The project's PEP 503 name. */
  readonly name: string;
  /** The first of them. */
  readonly links: readonly LeftOutLink[];
  readonly count: number;
}

/** What `hideDenied` left out of one index page. */
export interface HiddenFiles {
  /** The project's PEP 503 name. */
  readonly name: string;
  readonly files: readonly HiddenFile[];
}

const EPOCH = "the service answers 400 for a file whose version has an epoch, as reports say";

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
   * @throws ValidationError when `allowHosts` has what is no host
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
  private readonly renderings: PageRenderings;
  private readonly allowed: HostNames;
  private readonly elsewhere: Elsewhere;
  /** Connections on which nothing is answered any more. */
  private readonly ended = new WeakSet<Socket>();
  /** What is being answered. */
  private readonly answers = new Set<Promise<void>>();
  private ownNames: OwnNames | undefined;
  private count = 0;
  private readonly asked = new Set<string>();

  private constructor(
    private readonly options: PreviewOptions,
    private readonly limits: Limits,
  ) {
    this.host = options.host ?? "127.0.0.1";
    this.handles = new FileHandles(limits.linkBytes);
    this.client = new UpstreamClient(options.upstream, options.ca, limits);
    this.renderings = new PageRenderings(limits.renderedBytes);
    this.pages = new IndexPages(this.client, options.upstream, this.handles, limits);
    this.allowed = new HostNames(options.allowHosts ?? []);
    this.elsewhere = new Elsewhere(this.allowed, limits, (event) => options.onElsewhere?.(event));
    this.server = http.createServer({
      // The parser's strictness is what keeps requests from being smuggled, whatever NODE_OPTIONS says.
      insecureHTTPParser: false,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.requestMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1000, limits.requestMs),
    });
    this.server.maxConnections = limits.connections;
    this.server.on("request", (request, response) => {
      this.track(this.answer(request, response));
    });
    this.server.on("connect", (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
      this.track(this.tunnel(request, socket, head));
    });
  }

  /** The base of the index, for `--index-url`: `http://127.0.0.1:PORT/simple/`. */
  public get url(): string {
    const { family, address, port } = this.address;
    const isWildcard = address === "0.0.0.0" || address === "::";
    const host = family === "IPv6" ? `[${address}]` : address;
    return `http://${isWildcard ? "127.0.0.1" : host}:${port}/simple/`;
  }

  /** How many requests for this index have come, of any kind. */
  public get requests(): number {
    return this.count;
  }

  /** The PEP 503 names of the projects whose index pages were asked for. */
  public get projects(): ReadonlySet<string> {
    return this.asked;
  }

  /**
   * Stops at once: connections are cut, and what they were waiting for is given up. Afterwards nothing is told any
   * more.
   */
  public async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    this.server.closeAllConnections();
    this.elsewhere.close();
    this.client.close();
    await closed;
    await Promise.all(this.answers);
  }

  private track(answer: Promise<void>): void {
    this.answers.add(answer);
    void answer.finally(() => this.answers.delete(answer));
  }

  private get address(): AddressInfo {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the preview is not listening");
    return address;
  }

  private get names(): OwnNames {
    this.ownNames ??= { listening: this.host, port: this.address.port, allowed: this.allowed };
    return this.ownNames;
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (this.ended.has(request.socket)) return;
    const gone = new AbortController();
    response.once("close", () => {
      gone.abort();
    });
    try {
      // Refused at once where it is: what comes behind it on the connection would else be answered first.
      const wanted = readProxyRequest(request);
      if (wanted !== undefined && !isForOwn(wanted, request, this.names)) {
        const place = this.elsewhere.admit(wanted);
        await this.elsewhere.forward(place, wanted, request, response, gone.signal);
        return;
      }
      this.count += 1;
      const host = checkRequest(request, this.names, wanted);
      const target = readTarget(wanted?.path ?? request.url ?? "");
      await this.serve(target, host, request, response, gone.signal);
    } catch (error) {
      const problem = HttpProblem.fromError(error);
      if (problem.endsConnection) this.ended.add(request.socket);
      problem.send(request, response);
    }
  }

  private async tunnel(request: http.IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const wanted = readTunnel(request);
    if (!isForOwn(wanted, request, this.names)) {
      await this.elsewhere.tunnel(wanted, socket, head);
      return;
    }
    // What comes through is read as on any other connection.
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    socket.unshift(head);
    this.server.emit("connection", socket);
  }

  private async serve(
    target: RequestTarget,
    host: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    switch (target.kind) {
      case "moved":
        throw new HttpProblem(301, `see ${target.to}`, { location: target.to });
      case "file":
        await this.file(target.handle, target.file, request, response, signal);
        break;
      case "projects":
      case "project":
        await this.page(target.kind === "project" ? target.name : undefined, host, request, response, signal);
    }
  }

  private async page(
    project: string | undefined,
    host: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    if (project !== undefined) this.asked.add(project);
    const form = PageForm.negotiate(request.headers.accept);
    const packed = wantsGzip(request.headers);
    const delivery = { form, packed, request, response, limits: this.limits };
    const key = [form.contentType, packed, host, project ?? ""].join(" ");
    // Nothing else of the policy shows on a page.
    const judgedBy = this.options.hideDenied === true ? this.options.policy() : undefined;
    const rendering = this.renderings.find(key, judgedBy);
    await this.pages
      .read(project, rendering?.revision, signal, async (read) => {
        const isKept = rendering !== undefined && this.handles.touch(project, read.revision);
        if (isKept && rendering.revision === read.revision) {
          sendBody(rendering, delivery);
          return;
        }
        const { handle, page } = read.kept();
        // Absolute, since some installers take the links of JSON pages as they are.
        const link = ({ name }: PageFile): string => `http://${host}/files/${handle}/${encodeURIComponent(name)}`;
        const sent = await sendText(renderPage(this.shown(page), form.syntax, link), delivery);
        if (sent !== undefined) this.renderings.keep(key, { ...sent, revision: read.revision, judgedBy });
      })
      .catch((error: unknown) => {
        const problem = HttpProblem.fromError(error);
        if (problem.isFailure && !signal.aborted)
          this.options.onPageFailed?.({ name: project, reason: problem.message });
        throw problem;
      });
  }

  /** The page as clients get it. */
  private shown(page: SimplePage): SimplePage {
    const { project: name, leftOut } = page;
    if (name === undefined) return page;
    if (leftOut !== undefined) this.options.onLeftOut?.({ name, ...leftOut });
    if (this.options.hideDenied !== true) return page;
    const { shown, hidden } = new DownloadJudge(this.options.policy(), name).split(page);
    if (hidden.length > 0) this.options.onHidden?.({ name, files: hidden });
    return shown;
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
    const judge = new DownloadJudge(this.options.policy(), project);
    const judgement = judge.ofFile(file);
    const version = judgement.version === undefined ? {} : { version: judgement.version };
    const tell = (outcome: DownloadEvent["outcome"], reason: string, failure?: string): void => {
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
      const advice = this.options.advise?.({ name: project, ...version });
      const sentence = judge.refusalOf(file);
      throw HttpProblem.blocked(advice === undefined ? sentence : `${sentence}; ${advice}`);
    }
    try {
      const { asReported: whole = false } = this.options;
      if (whole && judgement.version?.includes("!") === true) throw new HttpProblem(400, EPOCH);
      await relayFile(this.client, found.url, request, response, { signal, idleMs: this.limits.idleMs, whole });
    } catch (error) {
      const problem = HttpProblem.fromError(error);
      if (judgement.allowed) tell("failed", problem.message);
      else tell("would-block", judgement.reason, problem.message);
      throw problem;
    }
    tell(judgement.allowed ? "served" : "would-block", judgement.reason);
  }
}
