import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { quote } from "../text/quoting";
import { HttpProblem } from "./http-problem";

/**
 * Refuses requests that no installer sends, before anything of them is used.
 *
 * @param listening the address that the server was told to listen on
 * @returns the value of the Host header, which is one of this server's own
 * @throws HttpProblem when the request is refused
 */
export function checkRequest(request: IncomingMessage, listening: string, port: number): string {
  const host = checkHost(request, listening, port);
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
 * A web page can let its own name point to the loopback and then read what listens there ("DNS rebinding"). Its requests
 * still name it in the Host header, so only names that nobody else can have are served.
 */
function checkHost(request: IncomingMessage, listening: string, port: number): string {
  const [host, second] = request.headersDistinct.host ?? [];
  if (host === undefined || second !== undefined) throw new HttpProblem(400, "a request has one Host header");
  const names = ["localhost", "127.0.0.1", "[::1]", inUrl(listening), inUrl(request.socket.localAddress ?? "")];
  const own = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  if (!own.includes(host.toLowerCase())) throw new HttpProblem(421, `this index is not the host ${quote(host)}`);
  return host;
}

function inUrl(address: string): string {
  // What listens on IPv6 and IPv4 alike sees the addresses of the latter so.
  const own = address.toLowerCase().replace(/^::ffff:(?=[0-9.]+$)/, "");
  return isIPv6(own) ? `[${own}]` : own;
}
