import { createHmac, randomBytes } from "node:crypto";
import type { PageFile, SimplePage } from "../simple-api/simple-page";

/** A file that an index page of the upstream links to. */
export interface LinkedFile {
  /** The PEP 503 name of the project on whose page it is. */
  readonly project: string;
  /** The name that clients get, and that the policy is asked about. */
  readonly file: string;
  /** Where the upstream has it; without user info and fragment. */
  readonly url: string;
}

/** An index page whose files clients can ask for. */
export interface KeptPage {
  readonly handle: string;
  readonly page: SimplePage;
}

/** The files that the last page of a project had. */
interface LinkedPage {
  readonly project: string;
  readonly revision: string | undefined;
  /**
   * Of each file a line break, the name, a tab, the URL and a tab: pages of 50 MB are less work as bytes than as
   * objects.
   */
  readonly links: Buffer;
}

/** Files that go with a file, at its own URL with an ending (PEP 658 metadata, a PEP 503 signature). */
const COMPANIONS = [".metadata", ".asc"];

/** 96 bits of a keyed digest cannot be guessed; they are 16 characters in a URL. */
const HANDLE_BYTES = 12;

/** To work them out again takes little, so there is no need to know more of them. */
const MOST_HANDLES = 10_000;

/**
 * Names for the index pages that clients were given, which only this process can make. A client asks for a file by the
 * handle of the page and the file's name, so nobody can have a file served under another name, from a URL that no page
 * has, or by a rule for another project. The pages that were asked for last are kept, up to a number of bytes.
 */
export class FileHandles {
  private readonly key = randomBytes(32);
  /** By handle; those that were used last come last. */
  private readonly pages = new Map<string, LinkedPage>();
  private bytes = 0;
  /** Handles that were worked out before, by project. */
  private readonly handles = new Map<string, string>();

  /** @param most bytes that the pages take together; the last page is kept however large it is */
  public constructor(private readonly most: number) {}

  /**
   * Keeps the files of a page in place of those that the page had before.
   *
   * @param revision of the page, for `touch`
   * @returns the handle of the page, always the same for a project, and the page with the first file of each name:
   * a client that asks for a name can only mean one
   */
  public keep(page: SimplePage, revision?: string): KeptPage {
    const { project = "" } = page;
    const handle = this.handleOf(project);
    const names = new Set<string>();
    const files = page.files.filter(({ name }) => {
      if (names.has(name)) return false;
      names.add(name);
      return true;
    });
    const links = bytesOf(files);
    this.forget(handle);
    this.pages.set(handle, { project, revision, links });
    this.bytes += links.length;
    for (const oldest of this.pages.keys()) {
      if (this.bytes <= this.most || oldest === handle) break;
      this.forget(oldest);
    }
    return { handle, page: { ...page, files } };
  }

  /**
   * A file of the page with that handle, with the URL of what was asked for: the file itself, its metadata or its
   * signature.
   *
   * @param asked the file name in the request
   * @returns undefined when the handle is not this process's or forgotten, or its page has no such file
   */
  public open(handle: string, asked: string): LinkedFile | undefined {
    const page = this.pages.get(handle);
    if (page === undefined) return undefined;
    this.pages.delete(handle);
    this.pages.set(handle, page);
    for (const ending of ["", ...COMPANIONS]) {
      if (!asked.endsWith(ending)) continue;
      const file = asked.slice(0, asked.length - ending.length);
      const linked = urlIn(page.links, file);
      if (linked === undefined) continue;
      const url = new URL(linked);
      url.pathname += ending;
      return { project: page.project, file, url: url.href };
    }
    return undefined;
  }

  /** Whether the files of this revision of the page can be asked for. If so, it counts as used. */
  public touch(project: string | undefined, revision: string): boolean {
    const handle = this.handleOf(project ?? "");
    const page = this.pages.get(handle);
    if (page?.revision !== revision) return false;
    this.pages.delete(handle);
    this.pages.set(handle, page);
    return true;
  }

  private handleOf(project: string): string {
    const known = this.handles.get(project);
    if (known !== undefined) return known;
    const digest = createHmac("sha256", this.key).update(project).digest();
    const handle = digest.subarray(0, HANDLE_BYTES).toString("base64url");
    if (this.handles.size >= MOST_HANDLES) this.handles.clear();
    this.handles.set(project, handle);
    return handle;
  }

  private forget(handle: string): void {
    this.bytes -= this.pages.get(handle)?.links.length ?? 0;
    this.pages.delete(handle);
  }
}

function bytesOf(files: readonly PageFile[]): Buffer {
  const links = Buffer.allocUnsafeSlow(files.reduce((sum, file) => sum + Buffer.byteLength(lineOf(file)), 0));
  let end = 0;
  for (const file of files) end += links.write(lineOf(file), end);
  return links;
}

/** Neither has control characters in it: a file's name because it can be addressed, a URL because they are encoded. */
function lineOf({ name, url }: PageFile): string {
  return `\n${name}\t${url}\t`;
}

function urlIn(links: Buffer, name: string): string | undefined {
  if (/[\n\t]/.test(name)) return undefined;
  // As bytes: Node 24 ends the process where it is asked for a text with half of a surrogate pair.
  const start = Buffer.from(`\n${name}\t`);
  const at = links.indexOf(start);
  if (at < 0) return undefined;
  const url = at + start.length;
  return links.toString("utf8", url, links.indexOf("\t", url));
}
