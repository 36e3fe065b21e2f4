import { type DistributionFile, readFileName } from "../packages/distribution-file";
import { HtmlPageReader } from "../simple-api/html-page-reader";
import { PageProblem } from "../simple-api/page-problem";
import { ServiceError } from "./http-client";

/** A file that an index page lists. */
export interface ListedFile extends DistributionFile {
  readonly url: string;
  readonly fileName: string;
}

/** No package has so many. */
const MOST_FILES = 100_000;

/**
 * The files of one package, read from its index page while it comes: one for each version, a wheel where there is one.
 */
export class IndexPage {
  private readonly decoder = new TextDecoder();
  private readonly reader: HtmlPageReader;

  /** @param url where the page is, which its links may be relative to */
  public constructor(
    url: string,
    private readonly packageName: string,
  ) {
    this.reader = new HtmlPageReader(packageName, new URL(url), MOST_FILES);
  }

  /** Takes the next piece of the page. @throws ServiceError when it is no page of an index */
  public write(chunk: Uint8Array): void {
    understood(() => {
      this.reader.write(this.decoder.decode(chunk, { stream: true }));
    });
  }

  /**
   * The files by version in PEP 440 normal form; yanked files are left out.
   *
   * @throws ServiceError when it was no page of an index
   */
  public end(): ReadonlyMap<string, ListedFile> {
    const { files } = understood(() => this.reader.end());
    const byVersion = new Map<string, ListedFile>();
    for (const { name, url, yanked = false } of files) {
      const file = yanked === false ? readFileName(name, this.packageName) : undefined;
      if (file === undefined) continue;
      const other = byVersion.get(file.version);
      if (other === undefined || (file.kind === "wheel" && other.kind !== "wheel"))
        byVersion.set(file.version, { ...file, url, fileName: name });
    }
    return byVersion;
  }
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PageProblem) throw new ServiceError(`the index page ${error.message}`);
    throw error;
  }
}
