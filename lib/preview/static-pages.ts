import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

/** A part of a file or an object, or the whole of it. */
interface Found {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Where the pages are: answers with what has this path below it, undefined where there is nothing. */
type Place = (path: string, range: string | undefined) => Promise<Found | undefined>;

/** A name in a folder: not empty, and neither the folder itself nor that above it. */
const PLAIN_PART = /^(?!\.{1,2}$)[^\\\0/]+$/;
const JSON_FORM = "application/vnd.pypi.simple.v1+json";
const BUCKET = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/?(.*)$/;
/** Headers of an object that are passed on. */
const PASSED_ON = ["content-length", "content-range"];

/**
 * Static pages of an index, as `private-pypi index` writes them, in a folder or a bucket: they are served on this
 * machine as nginx would, so that they can be asked as any index.
 */
export class StaticPages {
  /** Whether this names a folder or a bucket, rather than an index that answers itself. */
  public static isPlace(text: string): boolean {
    return /^(?:gs|file):/i.test(text) || !/^[a-z][a-z0-9+.-]*:/i.test(text);
  }

  /**
   * Serves a folder, `file://…` or `gs://BUCKET`, each with or without `simple/` at its end.
   *
   * @param accessToken for a bucket: answers with a token that may read it
   * @throws ValidationError when there are no pages there
   */
  public static async serve(text: string, accessToken: () => Promise<string>): Promise<StaticPages> {
    const [, bucket, prefix = ""] = BUCKET.exec(text) ?? [];
    if (bucket === undefined && /^gs:/i.test(text)) {
      throw new ValidationError([`upstream ${quote(text)}: is no bucket; give it as gs://BUCKET`]);
    }
    const place = bucket === undefined ? folderOf(text) : bucketOf(bucket, topOf(prefix), accessToken);
    if ((await closed(place("simple/index.html", undefined))) === undefined) {
      throw new ValidationError([
        `upstream ${quote(text)}: has no simple/index.html; write its pages with private-pypi index`,
      ]);
    }
    const pages = new StaticPages(place);
    await new Promise<void>((listening) => pages.server.listen(0, "127.0.0.1", listening));
    return pages;
  }

  private readonly server: Server;

  private constructor(private readonly place: Place) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      });
    });
    this.server.unref();
  }

  /** The simple index. */
  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/simple/`;
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request.url ?? "");
    const isPage = path?.endsWith("/") === true;
    const isJson = (request.headers.accept ?? "").includes(JSON_FORM);
    const name = isPage ? `${path}index.${isJson ? "json" : "html"}` : path;
    const found = name === undefined ? undefined : await this.place(name, isPage ? undefined : request.headers.range);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const form = isJson ? JSON_FORM : "text/html; charset=utf-8";
    const type = isPage ? form : "application/octet-stream";
    response.writeHead(found.status, { ...found.headers, "content-type": type, "accept-ranges": "bytes" });
    if (request.method === "HEAD") {
      found.body.destroy();
      response.end();
    } else await pipeline(found.body, response);
  }
}

/** Links of pages lead to what is beside `simple/`. */
function topOf(path: string): string {
  const top = path.replace(/(?:^|\/)simple\/?$/, "").replace(/\/$/, "");
  return top === "" ? "" : `${top}/`;
}

/** What of a request is looked for: pages, and the files beside them; undefined for what leads elsewhere. */
function pathOf(url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(url.replace(/[?#].*$/s, "")).slice(1);
  } catch {
    return undefined;
  }
  const parts = path.replace(/\/$/, "").split("/");
  return parts.every((part) => PLAIN_PART.test(part)) ? path : undefined;
}

function folderOf(text: string): Place {
  let root: string;
  try {
    root = resolve(/^file:/i.test(text) ? fileURLToPath(text) : text);
  } catch {
    throw new ValidationError([`upstream ${quote(text)}: is no address of a folder on this machine`]);
  }
  if (!existsSync(join(root, "simple")) && root.endsWith("/simple")) root = root.slice(0, -"/simple".length);
  return (path, range) => {
    const file = join(root, path);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return Promise.resolve(undefined);
    const { size } = found;
    const [, from = "", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
    const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
    if (from === "" || Number(from) > last)
      return Promise.resolve({
        status: 200,
        headers: { "content-length": String(size) },
        body: createReadStream(file),
      });
    const headers = {
      "content-length": String(last - Number(from) + 1),
      "content-range": `bytes ${from}-${last}/${size}`,
    };
    return Promise.resolve({ status: 206, headers, body: createReadStream(file, { start: Number(from), end: last }) });
  };
}

/** By the JSON API. @see https://cloud.google.com/storage/docs/json_api/v1/objects/get */
function bucketOf(bucket: string, top: string, accessToken: () => Promise<string>): Place {
  const host = (process.env.STORAGE_ENDPOINT ?? "https://storage.googleapis.com").replace(/\/$/, "");
  return async (path, range) => {
    const url = `${host}/storage/v1/b/${bucket}/o/${encodeURIComponent(top + path)}?alt=media`;
    const answer = await fetch(url, {
      headers: {
        authorization: `Bearer ${await accessToken()}`,
        // As it is stored, so that its length and digest are those that the page says.
        "accept-encoding": "identity",
        ...(range !== undefined && { range }),
      },
      redirect: "error",
    }).catch((error: unknown) => {
      throw new ValidationError([
        `bucket ${quote(bucket)}: ${quote(new URL(host).host)} did not answer: ${String(error)}`,
      ]);
    });
    const { status, body } = answer;
    if (status === 404) return undefined;
    if ((status !== 200 && status !== 206) || body === null) {
      throw new ValidationError([
        `bucket ${quote(bucket)}: answered with status ${status}; its pages are read with roles/storage.objectViewer`,
      ]);
    }
    const headers = PASSED_ON.flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return { status, headers: Object.fromEntries(headers), body: Readable.fromWeb(body as never) };
  };
}

async function closed(found: Promise<Found | undefined>): Promise<Found | undefined> {
  const one = await found;
  one?.body.destroy();
  return one;
}
