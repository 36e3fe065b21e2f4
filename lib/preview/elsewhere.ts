import * as http from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { quote } from "../text/quoting";
import type { Authority, HostNames } from "./host-names";
import { HttpProblem } from "./http-problem";
import type { Limits } from "./limits";
import type { ProxyRequest } from "./proxy-request";

/** A request that a client sent through the preview for another host. */
export interface ElsewhereEvent {
  /** As `--allow-host` takes it. */
  readonly host: string;
  /** Whether it was let through, since somebody allowed that host. */
  readonly allowed: boolean;
}

/** Headers that are between two ends of one connection, and not for who is behind. */
const HOP_BY_HOP = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * What becomes of requests for other hosts. The commands that the preview starts have it as their proxy, so whatever
 * they ask for comes here: a source of a client's own is refused and named, and not asked behind the preview's back.
 * What somebody allowed by name is passed on unread.
 */
export class Elsewhere {
  private readonly tunnels = new Set<Duplex>();

  public constructor(
    private readonly allowed: HostNames,
    private readonly limits: Limits,
    private readonly tell: (event: ElsewhereEvent) => void,
  ) {}

  /**
   * Tells of the request.
   *
   * @throws HttpProblem when its host is not allowed
   */
  public admit({ place, name }: ProxyRequest): Authority {
    const isAllowed = place !== undefined && this.allowed.has(place);
    this.tell({ host: name, allowed: isAllowed });
    if (isAllowed) return place;
    throw HttpProblem.elsewhere(name);
  }

  /**
   * Passes a request on that is not hidden in a tunnel.
   *
   * @param place what `admit` gave
   * @throws HttpProblem when the host does not answer
   */
  public async forward(
    place: Authority,
    wanted: ProxyRequest,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    if (wanted.scheme !== "http")
      throw new HttpProblem(501, "this proxy asks other hosts by http, and tunnels all else");
    const answer = await this.ask(place, wanted.path, request, signal);
    try {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer));
      await pipeline(answer, response);
    } catch {
      throw new HttpProblem(502, `${quote(wanted.name)} or the client broke off`);
    } finally {
      answer.destroy();
    }
  }

  /** Makes a tunnel, or says on the client's connection why there is none. */
  public async tunnel(wanted: ProxyRequest, client: Duplex, head: Buffer): Promise<void> {
    this.tunnels.add(client);
    client.once("close", () => this.tunnels.delete(client));
    client.on("error", () => client.destroy());
    try {
      const { host, port } = this.admit(wanted);
      const server = connect({ host: bare(host), port, timeout: this.limits.connectMs });
      this.tunnels.add(server);
      server.once("close", () => this.tunnels.delete(server));
      await new Promise<void>((resolve, reject) => {
        server.once("connect", resolve);
        for (const fault of ["error", "timeout", "close"]) server.once(fault, reject);
      }).catch(() => {
        server.destroy();
        throw new HttpProblem(502, `${quote(wanted.name)} cannot be reached`);
      });
      server.setTimeout(0);
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      server.write(head);
      join(client, server);
    } catch (error) {
      client.end(HttpProblem.fromError(error).toBytes());
    }
  }

  /** Breaks off all tunnels. */
  public close(): void {
    for (const one of this.tunnels) one.destroy();
  }

  private async ask(
    { host, port }: Authority,
    path: string,
    request: http.IncomingMessage,
    signal: AbortSignal,
  ): Promise<http.IncomingMessage> {
    const headers = { ...endToEnd(request), host: port === 80 ? host : `${host}:${port}`, connection: "close" };
    const { method } = request;
    const sent = http.request({ host: bare(host), port, method, path, headers, signal, agent: false });
    return new Promise<http.IncomingMessage>((resolve, reject) => {
      const fail = (): void => {
        reject(new HttpProblem(502, `${quote(host)} cannot be reached`));
      };
      sent.setTimeout(this.limits.responseMs, () => sent.destroy());
      sent.once("response", resolve);
      sent.once("error", fail);
      sent.once("close", fail);
      // A client that breaks off ends the request by the signal.
      pipeline(request, sent).catch(fail);
    });
  }
}

/** Whichever side ends, the other is told; what breaks breaks on both. */
function join(client: Duplex, server: Socket): void {
  server.once("error", () => client.destroy());
  server.once("close", () => client.end());
  client.once("close", () => server.destroy());
  client.pipe(server).pipe(client);
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** What a message says to who is behind, each header as often as it came. */
function endToEnd({ rawHeaders, headers: { connection = "" } }: http.IncomingMessage): http.OutgoingHttpHeaders {
  const named = new Set(connection.toLowerCase().split(/\s*,\s*/));
  const kept: Record<string, string[]> = {};
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    if (HOP_BY_HOP.has(name) || named.has(name)) continue;
    (kept[name] ??= []).push(rawHeaders[at + 1] ?? "");
  }
  return Object.fromEntries(
    Object.entries(kept).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}
