import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
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
import { UpstreamValidity } from "./upstream-validity";

const ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/** A page of the upstream, as it was read last. */
export interface ReadPage {
  /** Another one whenever the page has changed. */
  readonly revision: string;
  /** The page, with handles for its files. It is understood only when somebody wants it. */
  kept(): KeptPage;
}

/** What is known of a page that was read. */
interface Known {
  readonly revision: string;
  readonly validity: UpstreamValidity;
}

/** More pages than these nobody asks for in one run. */
const MOST_KNOWN = 10_000;

/**
 * Reads index pages of the upstream, in memory that does not grow with the number of clients: those who ask for a page
 * while it comes in share it. Who has a rendering of a page already need not have it read again while the upstream's
 * validators hold, nor understood again while its bytes are the same.
 */
export class IndexPages {
  private readonly base: URL;
  /** The pages that are coming in, by project and by whether only a change is asked for. */
  private readonly coming = new Map<string, SharedWork<ReadPage>>();
  private readonly known = new Map<string | undefined, Known>();
  /** Settles when the large pages before are done with. */
  private lane: Promise<void> = Promise.resolve();
  private streamed = 0;

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
   * @param rendered the revision that the caller has a rendering of
   * @throws HttpProblem when the upstream has no such page, or none that can be understood
   */
  public async read(
    project: string | undefined,
    rendered: string | undefined,
    signal: AbortSignal,
    use: (page: ReadPage) => Promise<void>,
  ): Promise<void> {
    const known = rendered === undefined ? undefined : this.stillKnown(project, rendered);
    if (known?.validity.isFresh(performance.now()) === true) {
      await use(unchanged(known));
      return;
    }
    const key = `${known === undefined ? "all" : "change"} ${project ?? ""}`;
    let work = this.coming.get(key);
    if (work === undefined) {
      const begun = new SharedWork(
        async (unwanted) => this.fetch(project, known, unwanted),
        () => {
          if (this.coming.get(key) === begun) this.coming.delete(key);
        },
      );
      this.coming.set(key, begun);
      work = begun;
    }
    await work.join(signal, use);
  }

  /** What is known of the page, if it is the caller's and its files can still be asked for. */
  private stillKnown(project: string | undefined, rendered: string): Known | undefined {
    const known = this.known.get(project);
    return known?.revision === rendered && this.handles.touch(project, rendered) ? known : undefined;
  }

  private remember(project: string | undefined, known: Known): void {
    this.known.delete(project);
    this.known.set(project, known);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_KNOWN) break;
      this.known.delete(oldest);
    }
  }

  private async fetch(project: string | undefined, known: Known | undefined, unwanted: AbortSignal): Promise<ReadPage> {
    const url = project === undefined ? this.base : new URL(`${project}/`, this.base);
    const conditions = known?.validity.conditions;
    const headers = { accept: ACCEPT, "accept-encoding": "gzip", ...conditions };
    const answer = await this.client.open(url, { method: "GET", headers, signal: unwanted });
    try {
      if (answer.status === 304 && conditions !== undefined && known !== undefined) {
        const same = { ...known, validity: known.validity.renewed(answer.headers, performance.now()) };
        this.remember(project, same);
        return unchanged(same);
      }
      if (answer.status !== 200) throw problemOf(answer.status, answer.headers);
      const reader = this.readerFor(answer, project);
      const body = await this.receive(answer, reader, unwanted);
      const revision = body === undefined ? `streamed ${(this.streamed += 1)}` : revisionOf(body, answer);
      this.remember(project, { revision, validity: new UpstreamValidity(answer.headers, performance.now()) });
      if (body === undefined) {
        const kept = this.handles.keep(reader.end(), revision);
        return { revision, kept: () => kept };
      }
      let kept: KeptPage | undefined;
      return {
        revision,
        kept: () =>
          (kept ??= this.handles.keep(
            understood(() => readWhole(reader, body)),
            revision,
          )),
      };
    } catch (error) {
      throw asHttpProblem(error);
    } finally {
      answer.body.destroy();
    }
  }

  /**
   * Takes in a page. A large one goes to the reader while it comes.
   *
   * @returns the bytes of one that is not large, of which the reader had nothing yet
   */
  private async receive(
    answer: UpstreamAnswer,
    reader: PageReader,
    unwanted: AbortSignal,
  ): Promise<Buffer | undefined> {
    const decoder = new TextDecoder();
    const body = plainBody(answer);
    let deadline = this.deadline(body);
    let held: Buffer[] | undefined = [];
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
        held?.push(chunk);
        if (held !== undefined && bytes <= this.limits.heldPageBytes) continue;
        for (const one of held ?? [chunk]) reader.write(decoder.decode(one, { stream: true }));
        held = undefined;
      }
    } finally {
      clearTimeout(deadline);
    }
    if (held !== undefined) return Buffer.concat(held);
    reader.write(decoder.decode());
    return undefined;
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

function unchanged({ revision }: Known): ReadPage {
  return {
    revision,
    kept: () => {
      throw new Error("a page that is rendered already is not read");
    },
  };
}

/** The same for the same bytes from the same place, to which the links of the page are relative. */
function revisionOf(body: Buffer, { url, headers }: UpstreamAnswer): string {
  return createHash("sha256")
    .update(`${url.href}\n${headers["content-type"] ?? ""}\n`)
    .update(body)
    .digest("base64url");
}

function readWhole(reader: PageReader, body: Buffer): SimplePage {
  reader.write(new TextDecoder().decode(body));
  return reader.end();
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asHttpProblem(error);
  }
}

function asHttpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof PageProblem) return new HttpProblem(502, `the upstream's page ${error.message}`);
  return new HttpProblem(502, "the upstream's page broke off or cannot be unpacked");
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
