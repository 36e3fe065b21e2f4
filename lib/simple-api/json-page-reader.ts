import { JsonItems } from "./json-items";
import { checkApiVersion } from "./api-version";
import { LeftOutLinks } from "./left-out-links";
import { readLink } from "./page-link";
import { PageProblem } from "./page-problem";
import type { OtherMembers, PageFile, PageReader, ProjectStatus, SimplePage } from "./simple-page";
import { isJsonObject } from "../text/json-object";

type Fields = Readonly<Record<string, unknown>>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Characters. Beyond, files are read one by one while they come, which takes longer and less memory. */
const MOST_AT_ONCE = 4 * 1024 * 1024;

const NOTHING: OtherMembers = {};
const NONE: ReadonlySet<string> = new Set();
const KNOWN_OF_PAGES = new Set(["meta", "name", "versions", "files", "projects", "project-status"]);
const KNOWN_OF_FILES = new Set([
  "filename",
  "url",
  "hashes",
  "requires-python",
  "yanked",
  "core-metadata",
  "dist-info-metadata",
  "gpg-sig",
  "size",
  "upload-time",
  "provenance",
]);

/**
 * Reads the JSON form of an index page. A member of another type than the specification gives it makes the whole page
 * malformed: without it, a file could lose what keeps installers from it.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#json-serialization
 */
export class JsonPageReader implements PageReader {
  private readonly files: PageFile[] = [];
  private readonly projects: string[] = [];
  private readonly leftOut = new LeftOutLinks();
  private readonly member: "projects" | "files";
  private readonly items: JsonItems;
  /** All that came, while it is little; a document that is there as a whole is read many times as fast. */
  private whole: string | undefined = "";

  /**
   * @param url of the page
   * @param most files or projects on a page
   */
  public constructor(
    private readonly project: string | undefined,
    private readonly url: URL,
    private readonly most: number,
  ) {
    this.member = project === undefined ? "projects" : "files";
    this.items = new JsonItems([this.member], (_member, item) => {
      this.add(item as Fields);
    });
  }

  public write(text: string): void {
    let next = text;
    if (this.whole !== undefined) {
      this.whole += text;
      if (this.whole.length <= MOST_AT_ONCE) return;
      next = this.whole;
      this.whole = undefined;
    }
    understood(() => {
      this.items.write(next);
    });
  }

  public end(): SimplePage {
    return understood(() => {
      const document = this.document();
      const { "api-version": version = "1.0", ...meta } = fields(document.meta ?? {});
      const apiVersion = checkApiVersion(text(version));
      const members = { page: others(document, KNOWN_OF_PAGES), meta: others(meta, NONE) };
      const hasMembers = Object.values(members).some((some) => Object.keys(some).length > 0);
      const status = document["project-status"];
      return {
        project: this.project,
        apiVersion,
        projects: this.projects,
        files: this.files,
        ...(present(document.versions) && { versions: texts(document.versions) }),
        ...(present(status) && { status: readStatus(fields(status)) }),
        ...(hasMembers && { members }),
        ...this.leftOut.part,
      };
    });
  }

  private document(): Fields {
    const { whole } = this;
    if (whole === undefined) return this.items.end();
    this.whole = undefined;
    if (mayHaveTwice(whole, this.member)) {
      this.items.write(whole);
      return this.items.end();
    }
    const document = fields(JSON.parse(whole));
    const all = document[this.member] ?? [];
    if (!Array.isArray(all)) throw new SyntaxError("not an array");
    for (const item of all) this.add(fields(item));
    return document;
  }

  private add(item: Fields): void {
    if (this.project === undefined) this.projects.push(text(item.name));
    else {
      const name = text(item.filename);
      const link = readLink(this.project, name, text(item.url), this.url);
      if ("problem" in link) this.leftOut.add(name, link.problem);
      else this.files.push(fileOf(link, item));
    }
    if (this.files.length + this.projects.length > this.most) {
      throw new PageProblem(`has more than ${this.most} entries`);
    }
  }
}

/**
 * Whether a member of the document may be there twice, of which JSON.parse would take the last in silence: its name
 * stands there more than once, or a letter of it is escaped somewhere.
 */
function mayHaveTwice(text: string, member: string): boolean {
  const name = `"${member}"`;
  const first = text.indexOf(name);
  return (first >= 0 && text.includes(name, first + 1)) || /\\u00[67]/i.test(text);
}

/** Written for speed: pages have thousands of files, and spreading each field takes several times as long. */
function fileOf({ name, url }: Pick<PageFile, "name" | "url">, item: Fields): PageFile {
  const file: Writable<PageFile> = { name, url, hashes: digests(item.hashes ?? {}) };
  const requiresPython = item["requires-python"];
  const metadata = item["core-metadata"] ?? item["dist-info-metadata"];
  const signature = item["gpg-sig"];
  const uploadTime = item["upload-time"];
  const { yanked, size, provenance } = item;
  const members = others(item, KNOWN_OF_FILES);
  if (present(requiresPython)) file.requiresPython = text(requiresPython);
  if (present(yanked)) file.yanked = typeof yanked === "boolean" ? yanked : text(yanked);
  if (present(metadata)) file.metadata = typeof metadata === "boolean" ? metadata : digests(metadata);
  if (present(signature)) file.gpgSignature = signature === true;
  if (Number.isSafeInteger(size)) file.size = Number(size);
  if (present(uploadTime)) file.uploadTime = text(uploadTime);
  if (present(provenance)) file.provenance = text(provenance);
  if (members !== NOTHING) file.members = members;
  return file;
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

/** What the model has no field for. A name with a "_" in front is the server's own, and means nothing to others. */
function others(item: Fields, known: ReadonlySet<string>): OtherMembers {
  let found: Record<string, unknown> | undefined;
  for (const name of Object.keys(item)) {
    if (known.has(name) || name.startsWith("_")) continue;
    found ??= {};
    found[name] = item[name];
  }
  return found ?? NOTHING;
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
  if (!isJsonObject(value)) throw new SyntaxError("not an object");
  return value;
}

function digests(value: unknown): Readonly<Record<string, string>> {
  const all = fields(value);
  for (const digest of Object.values(all)) text(digest);
  return all as Readonly<Record<string, string>>;
}
