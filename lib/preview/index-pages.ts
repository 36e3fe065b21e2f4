import { createGunzip } from "node:zlib";
import { pipeline, type Readable } from "node:stream";
import { HtmlPageReader } from "../simple-api/html-page-reader";
import { JsonPageReader } from "../simple-api/json-page-reader";
import { PageProblem } from "../simple-api/page-problem";
import type { PageReader, SimplePage } from "../simple-api/simple-page";
import type { FileHandles, KeptPage } from "./file-handles";
import { problemOf } from "./file-relay";
import { HttpProblem } from "./http-problem";
import type { Limits } from "./limits";
import { SharedWork } from "./shared-work";
import type { UpstreamAnswer, UpstreamClient } from "./upstream-client";

const ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/**
 * Reads index pages of the upstream, in memory that does not grow with the number of clients: those who ask for a page while
 * it comes in share it, and all others have it read anew.
 */
export class IndexPages {
  private readonly base: URL;
  /** The pages that are coming in, by project. */
  private readonly coming = new Map<string | undefined, SharedWork<KeptPage>>();
  /** Settles when the large pages before are done with. */
  private lane: Promise<void> = Promise.resolve();

  /** @param upstream the base of the index, with or without a slash at its end */
  public constructor(
    private readonly client: UpstreamClient,
    upstream: URL,
    private readonly handles: FileHandles,
    private readonly limits: Limits,
  ) {
    this.base = new URL(upstream);
    this.base.search = "";
    if (!this.base.pathname.endsWith("/")) this.base.pathname += "/";
  }

  /**
   * Hands a page to `use`, and holds it only that long.
   *
   * @param project a PEP 503 name, or undefined for the list of projects
   * @throws HttpProblem when the upstream has no such page, or none that can be understood
   */
  public async read(
    project: string | undefined,
    signal: AbortSignal,
    use: (kept: KeptPage) => Promise<void>,
  ): Promise<void> {
    let work = this.coming.get(project);
    if (work === undefined) {
      const begun = new SharedWork(
        async (unwanted) => this.handles.keep(await this.fetch(project, unwanted)),
        () => {
          if (this.coming.get(project) === begun) this.coming.delete(project);
        },
      );
      this.coming.set(project, begun);
      work = begun;
    }
    await work.join(signal, use);
  }

  private async fetch(project: string | undefined, unwanted: AbortSignal): Promise<SimplePage> {
    const url = project === undefined ? this.base : new URL(`${project}/`, this.base);
    const headers = { accept: ACCEPT, "accept-encoding": "gzip" };
    const answer = await this.client.open(url, { method: "GET", headers, signal: unwanted });
    try {
      if (answer.status !== 200) throw problemOf(answer.status, answer.headers);
      const reader = this.readerFor(answer, project);
      const decoder = new TextDecoder();
      const body = plainBody(answer);
      let deadline = this.deadline(body);
      let bytes = 0;
      let isLarge = false;
      try {
        for await (const chunk of body as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes > this.limits.pageBytes) throw tooLarge();
          if (bytes > this.limits.largePageBytes && !isLarge) {
            isLarge = true;
            clearTimeout(deadline);
            await this.enterLane(unwanted);
            deadline = this.deadline(body);
          }
          reader.write(decoder.decode(chunk, { stream: true }));
        }
      } finally {
        clearTimeout(deadline);
      }
      reader.write(decoder.decode());
      return reader.end();
    } catch (error) {
      if (error instanceof HttpProblem) throw error;
      if (error instanceof PageProblem) throw new HttpProblem(502, `the upstream's page ${error.message}`);
      throw new HttpProblem(502, "the upstream's page broke off or cannot be unpacked");
    } finally {
      answer.body.destroy();
    }
  }

  private readerFor({ url, headers }: UpstreamAnswer, project: string | undefined): PageReader {
    const [type = ""] = (headers["content-type"] ?? "").toLowerCase().split(";");
    switch (type.trim()) {
      case "application/vnd.pypi.simple.v1+json":
        return new JsonPageReader(project, url, this.limits.pageItems);
      case "application/vnd.pypi.simple.v1+html":
      case "text/html":
        return new HtmlPageReader(project, url, this.limits.pageItems);
      default:
        throw new HttpProblem(502, "the upstream's answer is no page of a simple index");
    }
  }

  private deadline(body: Readable): NodeJS.Timeout {
    const { pageMs } = this.limits;
    const problem = new HttpProblem(504, `the upstream's page did not end within ${pageMs / 1000} s`);
    return setTimeout(() => body.destroy(problem), pageMs);
  }

  /** Waits until the large pages before are done with; this one is when nobody wants it any more. */
  private async enterLane(unwanted: AbortSignal): Promise<void> {
    const before = this.lane;
    const left = new Promise<void>((resolve) => {
      if (unwanted.aborted) resolve();
      else {
        unwanted.addEventListener("abort", () => {
          resolve();
        });
      }
    });
    this.lane = before.then(async () => left);
    await before;
  }
}

function plainBody({ headers, body }: UpstreamAnswer): Readable {
  const coding = headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (coding === "identity") return body;
  if (coding !== "gzip" && coding !== "x-gzip")
    throw new HttpProblem(502, "the upstream's page is packed in an unknown way");
  // Errors of either arrive where the result is read.
  return pipeline(body, createGunzip(), () => undefined);
}

function tooLarge(): HttpProblem {
  return new HttpProblem(502, "the upstream's page is too large");
}
