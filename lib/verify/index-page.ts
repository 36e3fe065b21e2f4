import { Parser } from "htmlparser2";
import { type DistributionFile, readFileName } from "../packages/distribution-file";

/** A file that an index page lists. */
export interface ListedFile extends DistributionFile {
  readonly url: string;
  readonly fileName: string;
}

/** No package has so many. */
const MOST_FILES = 100_000;

/**
 * The files of one package, read from its index page while it comes: one for each version, a wheel where there is one.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#base-html-api
 */
export class IndexPage {
  private readonly decoder = new TextDecoder();
  private readonly parser = new Parser({
    onopentag: (name, { href, "data-yanked": yanked }) => {
      if (name === "a" && href !== undefined && yanked === undefined) this.note(href);
    },
  });
  private readonly byVersion = new Map<string, ListedFile>();
  private read = 0;

  /** @param url where the page is, which its links may be relative to */
  public constructor(
    private readonly url: string,
    private readonly packageName: string,
  ) {}

  /** By version in PEP 440 normal form; yanked files are left out. */
  public get files(): ReadonlyMap<string, ListedFile> {
    return this.byVersion;
  }

  /** Takes the next piece of the page; false when there is no use in more. */
  public write(chunk: Uint8Array): boolean {
    this.parser.write(this.decoder.decode(chunk, { stream: true }));
    return this.read < MOST_FILES;
  }

  private note(href: string): void {
    this.read += 1;
    if (!URL.canParse(href, this.url)) return;
    const url = new URL(href, this.url);
    url.hash = "";
    const fileName = decoded(url.pathname.slice(url.pathname.lastIndexOf("/") + 1));
    const file = readFileName(fileName, this.packageName);
    if (file === undefined) return;
    const other = this.byVersion.get(file.version);
    if (other === undefined || (file.kind === "wheel" && other.kind !== "wheel")) {
      this.byVersion.set(file.version, { ...file, url: url.href, fileName });
    }
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
