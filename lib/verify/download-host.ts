import { quote } from "../text/quoting";
import type { Credentials } from "./credentials";
import { type HttpClient, readChunks, ServiceError, whenToReturn } from "./http-client";
import { IndexPage, type ListedFile } from "./index-page";
import type { RepositoryName } from "./repository-name";

/** What became of one request: 403 is a refusal, and anything but a refusal or the thing itself tells nothing. */
export interface DownloadAnswer {
  readonly outcome: "served" | "refused" | "unclear";

  /** @default - there was no answer */
  readonly status?: number;

  /** A clause without a full stop. */
  readonly detail: string;
}

/** The index page of a package. */
export interface IndexAnswer extends DownloadAnswer {
  /** By version; none unless the page was served. */
  readonly files: ReadonlyMap<string, ListedFile>;
}

const LONGEST_PAGE = 64 * 1024 * 1024;
const LONGEST_REFUSAL = 16 * 1024;
const MOST_REDIRECTS = 5;

/**
 * The host that pip downloads from, asked as pip asks it. It alone sees the token: other hosts, to which it may
 * redirect, do not.
 *
 * @see https://cloud.google.com/artifact-registry/docs/python/authentication
 */
export class DownloadHost {
  /** @param base its URL, without a slash at the end */
  public constructor(
    private readonly http: HttpClient,
    private readonly base: string,
    private readonly credentials: Credentials,
  ) {}

  /** Reads the index page of a package. Of a remote repository this asks its source, which fills its cache. */
  public async index(repository: RepositoryName, packageName: string): Promise<IndexAnswer> {
    const url = `${this.base}${repository.indexPath(packageName)}`;
    let files: ReadonlyMap<string, ListedFile> = new Map();
    const answer = await this.get(url, { accept: "text/html" }, async (response) => {
      // A page that broke off is asked for again, and read from its beginning.
      const page = new IndexPage(url, packageName);
      await readChunks(response, LONGEST_PAGE, (chunk) => {
        page.write(chunk);
        return true;
      });
      files = page.end();
      return { outcome: "served", detail: `the index page lists ${files.size} versions` };
    });
    return { ...answer, files };
  }

  /** Asks for the first byte of a file. Of a remote repository this may put the file into its cache. */
  public async file({ url, fileName }: ListedFile): Promise<DownloadAnswer> {
    if (new URL(url).origin !== new URL(this.base).origin) {
      return { outcome: "unclear", detail: `the index page points to another host, ${quote(new URL(url).host)}` };
    }
    return this.get(url, { range: "bytes=0-0", "accept-encoding": "identity" }, async (response) => {
      let first: number | undefined;
      await readChunks(response, Number.POSITIVE_INFINITY, (chunk) => {
        first ??= chunk[0];
        return first === undefined;
      });
      return first === firstByteOf(fileName)
        ? { outcome: "served", detail: "its first byte came" }
        : { outcome: "unclear", detail: "what came does not begin as such a file does" };
    });
  }

  private async get(
    start: string,
    headers: Readonly<Record<string, string>>,
    onServed: (response: Response) => Promise<DownloadAnswer>,
  ): Promise<DownloadAnswer> {
    const { token } = await this.credentials.accessToken();
    const authorization = `Basic ${Buffer.from(`oauth2accesstoken:${token}`).toString("base64")}`;
    let url = start;
    try {
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
        const isOwn = new URL(url).origin === new URL(this.base).origin;
        const sent = { url, headers: isOwn ? { ...headers, authorization } : headers };
        const answer = await this.http.send(sent, (response) => answerOf(response, isOwn, onServed));
        if (typeof answer !== "string") return answer;
        const next = this.redirected(url, answer);
        if (next === undefined) {
          return { outcome: "unclear", detail: `a redirect to ${quote(answer)}, which is not followed` };
        }
        url = next;
      }
      return { outcome: "unclear", detail: `more than ${MOST_REDIRECTS} redirects` };
    } catch (error) {
      if (error instanceof ServiceError) return { outcome: "unclear", detail: error.message };
      throw error;
    }
  }

  /** Undefined where it would lead to a host without encryption, which only a double of the service may be. */
  private redirected(from: string, target: string): string | undefined {
    const next = URL.canParse(target, from) ? new URL(target, from) : undefined;
    const allowed = ["https:", new URL(this.base).protocol];
    return next !== undefined && allowed.includes(next.protocol) ? next.href : undefined;
  }
}

/** @returns where it is redirected to, or what came of it */
async function answerOf(
  response: Response,
  isOwn: boolean,
  onServed: (response: Response) => Promise<DownloadAnswer>,
): Promise<DownloadAnswer | string> {
  const { status } = response;
  const target = response.headers.get("location");
  if (isRedirect(status) && target !== null) {
    await response.body?.cancel();
    return target;
  }
  if (status === 200 || status === 206) return { status, ...(await onServed(response)) };
  const message = await firstWords(response);
  return {
    status,
    outcome: status === 403 && isOwn ? "refused" : "unclear",
    detail: `status ${status}${whenToReturn(response)}${message}`,
  };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** What every file of its format begins with: wheels are ZIP files. */
function firstByteOf(fileName: string): number {
  if (/\.(?:whl|zip)$/.test(fileName)) return 0x50;
  return fileName.endsWith(".bz2") ? 0x42 : 0x1f;
}

/** What the service says to a refusal, as far as it fits on a line. */
async function firstWords(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  await readChunks(response, Number.POSITIVE_INFINITY, (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    return length < LONGEST_REFUSAL;
  });
  const words = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/<[^>]{0,1000}>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? "" : `: ${quote(words)}`;
}
