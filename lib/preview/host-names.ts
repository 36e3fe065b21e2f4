import { isIPv6 } from "node:net";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

/** A host and a TCP port, as the authority of a URL has them. */
export interface Authority {
  /** In lower case; an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number;
}

const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]{0,252}[a-z0-9_])?)\.?(?::([0-9]{1,5}))?$/;

/**
 * Reads `host` or `host:port`.
 *
 * @param port the one that counts where none is named
 * @returns undefined when it is neither
 */
export function readAuthority(text: string, port: number): Authority | undefined {
  const [, host, named] = AUTHORITY.exec(text.toLowerCase()) ?? [];
  if (host === undefined) return undefined;
  if (host.startsWith("[") && !isIPv6(host.slice(1, -1))) return undefined;
  const number = named === undefined ? port : Number(named);
  return number > 0 && number < 65_536 ? { host, port: number } : undefined;
}

/** Hosts that somebody let in by name: with a port, there only; without, on every port. */
export class HostNames {
  private readonly names: ReadonlySet<string>;

  /**
   * @param names each `NAME` or `NAME:PORT`
   * @throws ValidationError for what is neither
   */
  public constructor(names: readonly string[]) {
    const problems = names
      .filter((name) => readAuthority(name, 1) === undefined)
      .map(
        (name) =>
          `host ${quote(name)}: not a host name or address, alone or with a port; give files.example or [::1]:8080`,
      );
    if (problems.length > 0) throw new ValidationError(problems);
    this.names = new Set(names.map((name) => name.toLowerCase().replace(/\.(?=:|$)/, "")));
  }

  public has({ host, port }: Authority): boolean {
    return this.names.has(host) || this.names.has(`${host}:${port}`);
  }
}
