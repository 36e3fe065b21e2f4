import { JsonItems } from "./json-items";
import { readLink } from "./page-link";
import { PageProblem } from "./page-problem";
import type { PageFile, PageReader, ProjectStatus, SimplePage } from "./simple-page";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the JSON form of an index page. A member of another type than the specification gives it makes the whole page
 * malformed: without it, a file could lose what keeps installers from it.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#json-serialization
 */
export class JsonPageReader implements PageReader {
  private readonly files: PageFile[] = [];
  private readonly projects: string[] = [];
  private readonly items: JsonItems;

  /**
   * @param url of the page
   * @param most files or projects on a page
   */
  public constructor(
    private readonly project: string | undefined,
    private readonly url: URL,
    private readonly most: number,
  ) {
    this.items = new JsonItems([project === undefined ? "projects" : "files"], (_member, item) => {
      this.add(item as Fields);
    });
  }

  public write(text: string): void {
    understood(() => {
      this.items.write(text);
    });
  }

  public end(): SimplePage {
    return understood(() => {
      const document = this.items.end();
      const version = text(fields(document.meta ?? {})["api-version"] ?? "1.0");
      if (!/^1\.\d{1,4}$/.test(version)) throw new SyntaxError("an unknown version of the form");
      const status = document["project-status"];
      return {
        project: this.project,
        apiVersion: version,
        projects: this.projects,
        files: this.files,
        ...(present(document.versions) && { versions: texts(document.versions) }),
        ...(present(status) && { status: readStatus(fields(status)) }),
      };
    });
  }

  private add(item: Fields): void {
    if (this.project === undefined) this.projects.push(text(item.name));
    else {
      const file = readFile(item, this.url);
      if (file !== undefined) this.files.push(file);
    }
    if (this.files.length + this.projects.length > this.most) {
      throw new PageProblem(`has more than ${this.most} entries`);
    }
  }
}

function readFile(item: Fields, base: URL): PageFile | undefined {
  const link = readLink(text(item.filename), text(item.url), base);
  if (link === undefined) return undefined;
  const requiresPython = item["requires-python"];
  const metadata = item["core-metadata"] ?? item["dist-info-metadata"];
  const signature = item["gpg-sig"];
  const uploadTime = item["upload-time"];
  return {
    ...link,
    hashes: digests(item.hashes ?? {}),
    ...(present(requiresPython) && { requiresPython: text(requiresPython) }),
    ...(present(item.yanked) && { yanked: typeof item.yanked === "boolean" ? item.yanked : text(item.yanked) }),
    ...(present(metadata) && { metadata: typeof metadata === "boolean" ? metadata : digests(metadata) }),
    ...(present(signature) && { gpgSignature: signature === true }),
    ...(Number.isSafeInteger(item.size) && { size: Number(item.size) }),
    ...(present(uploadTime) && { uploadTime: text(uploadTime) }),
  };
}

function readStatus({ status, reason }: Fields): ProjectStatus {
  return { status: text(status ?? "active"), ...(present(reason) && { reason: text(reason) }) };
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw new PageProblem("is not JSON as the simple API has it");
    throw error;
  }
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new SyntaxError("not a text");
  return value;
}

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new SyntaxError("not an array");
  return value.map(text);
}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not an object");
  return value as Fields;
}

function digests(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([algorithm, digest]) => [algorithm, text(digest)]));
}
