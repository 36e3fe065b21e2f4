import type { IncomingMessage } from "node:http";
import { type Authority, readAuthority } from "./host-names";

/** A request as a client sends it to a proxy: it names another host than the one that it is sent to. */
export interface ProxyRequest {
  /** Undefined when the name is none. */
  readonly place: Authority | undefined;
  /** The place as people and `--allow-host` name it, without a port that goes without saying. */
  readonly name: string;
  /** In lower case; "tunnel" for a CONNECT, in which nothing can be seen. */
  readonly scheme: string;
  /** Path and query, as the client wrote them. */
  readonly path: string;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Longer names no host has; what is beyond helps nobody. */
const LONGEST_NAME = 260;

/**
 * The request, when its target is in absolute form.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form
 * @returns undefined when the target is a path
 */
export function readProxyRequest({ url = "" }: IncomingMessage): ProxyRequest | undefined {
  const {
    scheme = "",
    authority = "",
    path = "",
  } = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#]*)(?<path>.*)$/is.exec(url)?.groups ?? {};
  if (scheme === "") return undefined;
  const port = scheme.toLowerCase() === "http" ? HTTP_PORT : HTTPS_PORT;
  return {
    ...named(authority.slice(authority.lastIndexOf("@") + 1), port),
    scheme: scheme.toLowerCase(),
    path: path.startsWith("/") ? path : `/${path}`,
  };
}

/**
 * What a CONNECT wants a tunnel to.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export function readTunnel({ url = "" }: IncomingMessage): ProxyRequest {
  return { ...named(url, HTTPS_PORT), scheme: "tunnel", path: "" };
}

function named(authority: string, usualPort: number): Pick<ProxyRequest, "place" | "name"> {
  const place = readAuthority(authority, usualPort);
  if (place === undefined) return { place, name: authority.slice(0, LONGEST_NAME) };
  return { place, name: place.port === usualPort ? place.host : `${place.host}:${place.port}` };
}
