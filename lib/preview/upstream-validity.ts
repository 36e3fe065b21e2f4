import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** Longer than this no page is taken for current without asking, whatever the upstream says. In milliseconds. */
const LONGEST_FRESH = 600_000;

/**
 * How long what the upstream sent may be used, and how it is asked whether it still may.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
export class UpstreamValidity {
  private readonly freshUntil: number;

  /** @param now milliseconds of a clock that only goes forward */
  public constructor(
    private readonly headers: IncomingHttpHeaders,
    now: number,
  ) {
    this.freshUntil = now + freshness(headers);
  }

  public isFresh(now: number): boolean {
    return now < this.freshUntil;
  }

  /** The headers that ask for the page only if it changed; undefined when it cannot be asked so. */
  public get conditions(): OutgoingHttpHeaders | undefined {
    const { etag, "last-modified": lastModified } = this.headers;
    if (etag === undefined && lastModified === undefined) return undefined;
    return {
      ...(etag !== undefined && { "if-none-match": etag }),
      ...(lastModified !== undefined && { "if-modified-since": lastModified }),
    };
  }

  /** The same after the upstream said that nothing changed. */
  public renewed(headers: IncomingHttpHeaders, now: number): UpstreamValidity {
    const { etag = this.headers.etag, "last-modified": lastModified = this.headers["last-modified"] } = headers;
    return new UpstreamValidity(
      { "cache-control": this.headers["cache-control"], ...headers, etag, "last-modified": lastModified },
      now,
    );
  }
}

/** Milliseconds. Only what the upstream says counts; nothing is guessed. */
function freshness({ "cache-control": control = "", age = "0" }: IncomingHttpHeaders): number {
  const directives = control
    .toLowerCase()
    .split(",")
    .map((one) => one.trim());
  if (directives.some((one) => /^(?:no-cache|no-store)\b/.test(one))) return 0;
  const seconds = directives.flatMap((one) => /^max-age="?(\d{1,9})"?$/.exec(one)?.[1] ?? []).map(Number)[0] ?? 0;
  const passed = /^\d{1,9}$/.test(age) ? Number(age) : Number.POSITIVE_INFINITY;
  return Math.min(Math.max(seconds - passed, 0) * 1000, LONGEST_FRESH);
}
