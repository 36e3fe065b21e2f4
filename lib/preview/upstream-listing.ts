import { ValidationError } from "../core/errors";
import { HtmlPageReader } from "../simple-api/html-page-reader";
import { JsonPageReader } from "../simple-api/json-page-reader";
import { PageProblem } from "../simple-api/page-problem";
import type { PageFile } from "../simple-api/simple-page";
import { quote, withoutCredentials } from "../text/quoting";

const ACCEPT = "application/vnd.pypi.simple.v1+json, text/html; q=0.5";
/** No package has so many. */
const MOST_FILES = 100_000;
const LARGEST_PAGE = 256 * 1024 * 1024;
const TIMEOUT = 60_000;
const AT_ONCE = 8;

/** What an index lists of these projects. */
export class UpstreamListing {
  private readonly url: URL;
  private readonly headers: Readonly<Record<string, string>>;

  /** @throws ValidationError when it is no http or https URL */
  public constructor(text: string) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== "https:" && url?.protocol !== "http:") {
      throw new ValidationError([
        `upstream ${quote(withoutCredentials(text))}: is no http or https URL, no folder and no gs://BUCKET`,
      ]);
    }
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    url.username = "";
    url.password = "";
    if (!url.pathname.endsWith("/")) url.pathname += "/";
    this.url = url;
    this.headers = {
      accept: ACCEPT,
      ...(login !== ":" && { authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
    };
  }

  /**
   * The files by the normal name of their project; none where it has no page.
   *
   * @throws ValidationError when a page cannot be read: what is not known is not taken for missing
   */
  public async filesOf(projects: readonly string[]): Promise<ReadonlyMap<string, readonly PageFile[]>> {
    const found = new Map<string, readonly PageFile[]>();
    const left = [...new Set(projects)];
    const worker = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) found.set(name, await this.files(name));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found;
  }

  private async files(project: string): Promise<readonly PageFile[]> {
    const url = new URL(`${project}/`, this.url);
    const failed = (why: string): ValidationError => new ValidationError([`upstream ${quote(url.href)}: ${why}`]);
    const answer = await fetch(url, { headers: this.headers, signal: AbortSignal.timeout(TIMEOUT) }).catch(
      (error: unknown) => {
        const { cause } = error as { readonly cause?: { readonly code?: unknown } };
        throw failed(`did not answer (${String(cause?.code ?? error)})`);
      },
    );
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw failed(`answered with status ${answer.status}`);
    const base = new URL(answer.url);
    const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/vnd.pypi.simple.v1+json");
    const reader = isJson
      ? new JsonPageReader(project, base, MOST_FILES)
      : new HtmlPageReader(project, base, MOST_FILES);
    try {
      const decoder = new TextDecoder();
      let length = 0;
      for await (const chunk of answer.body ?? []) {
        length += (chunk as Uint8Array).length;
        if (length > LARGEST_PAGE) throw failed("is larger than any page");
        reader.write(decoder.decode(chunk as Uint8Array, { stream: true }));
      }
      return reader.end().files;
    } catch (error) {
      if (error instanceof PageProblem) throw failed(`the page ${error.message}`);
      throw error;
    }
  }
}
