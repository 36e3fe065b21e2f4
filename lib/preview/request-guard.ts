import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { quote } from "../text/quoting";
import { type HostNames, readAuthority } from "./host-names";
import { HttpProblem } from "./http-problem";
import type { ProxyRequest } from "./proxy-request";

/** What a server may be called by its clients. */
export interface OwnNames {
  /** The address that it was told to listen on. */
  readonly listening: string;
  readonly port: number;
  /** Further names that somebody gave it, such as that of a container's host. */
  readonly allowed: HostNames;
}

/**
 * Refuses requests that no installer sends, before anything of them is used.
 *
 * @param wanted what the target says, where the client takes this server for its proxy too
 * @returns the name by which the client calls this server
 * @throws HttpProblem when the request is refused
 */
export function checkRequest(request: IncomingMessage, own: OwnNames, wanted?: ProxyRequest): string {
  const host = wanted?.place === undefined ? checkHost(request, own) : `${wanted.place.host}:${wanted.place.port}`;
  if (request.httpVersion !== "1.1") {
    throw new HttpProblem(505, "this index speaks HTTP/1.1: in older versions a file that breaks off can look whole");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new HttpProblem(405, "this index is read only: GET and HEAD", { allow: "GET, HEAD" });
  }
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  if (coding !== undefined || (length !== undefined && length !== "0")) {
    throw new HttpProblem(400, "a request to this index has no body");
  }
  return host;
}

/**
 * Whether a request that names its host is for this server all the same: clients send all they ask for to their proxy.
 */
export function isForOwn({ place, scheme }: ProxyRequest, request: IncomingMessage, own: OwnNames): boolean {
  if (place?.port !== own.port || !["http", "tunnel"].includes(scheme)) return false;
  return ownHosts(request, own).includes(place.host) || own.allowed.has(place);
}

/**
 * A web page can let its own name point to the loopback and then read what listens there ("DNS rebinding"). Its
 * requests still name it in the Host header, so only names that nobody else can have are served, and those that
 * somebody vouches for.
 */
function checkHost(request: IncomingMessage, own: OwnNames): string {
  const [host, second] = request.headersDistinct.host ?? [];
  if (host === undefined || second !== undefined) throw new HttpProblem(400, "a request has one Host header");
  // As nearly all clients name it.
  if (host === `127.0.0.1:${own.port}`) return host;
  const names = ownHosts(request, own).flatMap((name) =>
    own.port === 80 ? [name, `${name}:80`] : [`${name}:${own.port}`],
  );
  if (names.includes(host.toLowerCase())) return host;
  const place = readAuthority(host, 80);
  if (place !== undefined && own.allowed.has(place)) return host;
  const cure = place === undefined ? "" : `; if it is, start the preview with --allow-host ${place.host}`;
  throw new HttpProblem(421, `this index is not the host ${quote(host)}${cure}`);
}

function ownHosts(request: IncomingMessage, { listening }: OwnNames): readonly string[] {
  return ["localhost", "127.0.0.1", "[::1]", inUrl(listening), inUrl(request.socket.localAddress ?? "")];
}

function inUrl(address: string): string {
  // What listens on IPv6 and IPv4 alike sees the addresses of the latter so.
  const own = address.toLowerCase().replace(/^::ffff:(?=[0-9.]+$)/, "");
  return isIPv6(own) ? `[${own}]` : own;
}
