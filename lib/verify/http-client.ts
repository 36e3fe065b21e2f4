import { quote } from "../text/quoting";
import { fieldOf, textOf } from "./json-fields";

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * Sent with POST.
   *
   * @default - none, a GET
   */
  readonly body?: string;
}

/** What is between a client and the world; tests put their own in. */
export interface HttpSurroundings {
  /** Waits so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;

  /** Is told what takes long, in one line. */
  notify(line: string): void;
}

/** A question that got no answer, or not the one that was hoped for. */
export class ServiceError extends Error {
  /** @param status the HTTP status; undefined when there was no answer, or none that could be understood */
  public constructor(
    message: string,
    public readonly status?: number,
  ) {
    super(message);
  }
}

const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT = 30_000;
/** Of all waits for one answer. */
const LONGEST_WAIT = 60_000;
const FIRST_WAIT = 500;
/** Of a wait that is told in seconds. */
const LONGEST_SHOWN = 86_400_000;
/**
 * https://cloud.google.com/storage/docs/retry-strategy#retryable and
 * https://cloud.google.com/apis/design/errors#error_retries
 */
const WORTH_A_RETRY = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Asks again where that may help: after 429, 5xx and broken connections, as late as Retry-After says or else after
 * waits that double, within bounds. Redirects are never followed here, since a token could go with them.
 */
export class HttpClient {
  public constructor(private readonly surroundings: HttpSurroundings) {}

  /**
   * @param read takes what is needed from the answer, whatever its status; what it throws as ServiceError is final
   * @throws ServiceError
   */
  public async send<T>({ url, headers, body }: HttpRequest, read: (response: Response) => Promise<T>): Promise<T> {
    const { host } = new URL(url);
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      const backoff = FIRST_WAIT * 2 ** (attempt - 1) * (1 + Math.random() / 4);
      let wait: number;
      let failure: string;
      try {
        const response = await fetch(url, {
          headers,
          redirect: "manual",
          signal: AbortSignal.timeout(ATTEMPT_TIMEOUT),
          ...(body === undefined ? {} : { method: "POST", body }),
        });
        wait = retryAfter(response.headers.get("retry-after")) ?? backoff;
        if (!WORTH_A_RETRY.has(response.status) || attempt === ATTEMPTS || waited + wait > LONGEST_WAIT)
          return await read(response);
        failure = `answered with status ${response.status}`;
        await response.body?.cancel();
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        failure = `did not answer: ${quote(reasonOf(error))}`;
        if (attempt === ATTEMPTS) throw new ServiceError(`${host} ${failure} (asked ${ATTEMPTS} times)`);
        wait = backoff;
      }
      this.surroundings.notify(`${host} ${failure}; asking again in ${Math.ceil(wait / 1000)} s`);
      await this.surroundings.sleep(wait);
      waited += wait;
    }
  }
}

/**
 * The whole body, decoded, unless it is too long.
 *
 * @param limit in bytes, counted after decompression
 * @throws ServiceError
 */
export async function readBody(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  await readChunks(response, limit, (chunk) => {
    chunks.push(chunk);
    return true;
  });
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Reads a body chunk by chunk, until there is no more or `take` has enough.
 *
 * @throws ServiceError when there is more than `limit` bytes
 */
export async function readChunks(
  response: Response,
  limit: number,
  take: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  let length = 0;
  for (;;) {
    const chunk = (await reader?.read())?.value;
    if (chunk === undefined) return;
    length += chunk.length;
    if (length > limit) {
      await reader?.cancel();
      throw new ServiceError(`${new URL(response.url).host} answered with more than ${Math.floor(limit / 1024)} KiB`);
    }
    if (!take(chunk)) {
      await reader?.cancel();
      return;
    }
  }
}

/** In milliseconds. Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^[0-9]+$/.test(header)) return Number(header) * 1000;
  // Without the name of a day, Date.parse makes a year of "-5".
  const date = /^[A-Z]/i.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/**
 * When the service wants to be asked again, to put behind what it answered: who is told of a refusal was not kept
 * waiting that long. Empty when it does not say.
 */
export function whenToReturn({ headers }: Response): string {
  const wait = retryAfter(headers.get("retry-after"));
  if (wait === undefined) return "";
  return (
    ", and wants to be asked again " +
    (wait > LONGEST_SHOWN ? "after more than a day" : `in ${Math.ceil(wait / 1000)} s`)
  );
}

/** fetch says "fetch failed" of everything, and keeps the reason. */
function reasonOf(error: unknown): string {
  const cause = fieldOf(error, "cause");
  const own = textOf(cause, "message") ?? "";
  return own === "" ? (textOf(cause, "code") ?? textOf(error, "message") ?? String(error)) : own;
}
