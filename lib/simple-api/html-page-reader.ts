import { Parser } from "htmlparser2";
import { checkApiVersion } from "./api-version";
import { LeftOutLinks } from "./left-out-links";
import { readLink } from "./page-link";
import { PageProblem } from "./page-problem";
import type { PageFile, PageReader, ProjectStatus, SimplePage } from "./simple-page";

/** The text of a link is a name; what is beyond is none. */
const LONGEST_TEXT = 1024;

/** What the fragment of a link may hold; other keys (an "egg") are no digests. */
const DIGEST = /^(md5|sha1|sha224|sha256|sha384|sha512|blake2b|blake2s|sha3_\d{3})=([0-9a-fA-F]+)$/;

const KNOWN_METAS = new Set(["pypi:repository-version", "pypi:project-status", "pypi:project-status-reason"]);

const KNOWN_ATTRIBUTES = new Set([
  "data-requires-python",
  "data-yanked",
  "data-core-metadata",
  "data-dist-info-metadata",
  "data-gpg-sig",
  "data-provenance",
]);

type Attributes = Readonly<Record<string, string>>;

/**
 * Reads the HTML form of an index page: every anchor is a file, or a project.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#base-html-api
 */
export class HtmlPageReader implements PageReader {
  private readonly parser: Parser;
  private readonly files: PageFile[] = [];
  private readonly projects: string[] = [];
  private readonly meta = new Map<string, string>();
  private readonly leftOut = new LeftOutLinks();
  private base: URL;
  private hasBase = false;
  private anchor: { readonly attributes: Attributes; text: string } | undefined;

  /**
   * @param url of the page
   * @param most files or projects on a page
   */
  public constructor(
    private readonly project: string | undefined,
    url: URL,
    private readonly most: number,
  ) {
    this.base = url;
    this.parser = new Parser({
      onopentag: (name, attributes) => {
        this.open(name, attributes);
      },
      ontext: (text) => {
        if (this.anchor !== undefined && this.anchor.text.length < LONGEST_TEXT) this.anchor.text += text;
      },
      onclosetag: (name) => {
        if (name === "a") this.closeAnchor();
      },
    });
  }

  public write(text: string): void {
    this.parser.write(text);
  }

  public end(): SimplePage {
    this.parser.end();
    const status = this.status();
    const metas = [...this.meta].filter(([name]) => name.startsWith("pypi:") && !KNOWN_METAS.has(name));
    return {
      project: this.project,
      apiVersion: checkApiVersion(this.meta.get("pypi:repository-version") ?? "1.0"),
      projects: this.projects,
      files: this.files,
      ...(status && { status }),
      ...(metas.length > 0 && { metas }),
      ...this.leftOut.part,
    };
  }

  private status(): ProjectStatus | undefined {
    const status = this.meta.get("pypi:project-status");
    if (status === undefined) return undefined;
    const reason = this.meta.get("pypi:project-status-reason");
    return { status, ...(reason !== undefined && { reason }) };
  }

  private open(name: string, attributes: Attributes): void {
    if (name === "a") {
      this.closeAnchor();
      this.anchor = { attributes, text: "" };
    } else if (name === "base" && attributes.href !== undefined && !this.hasBase) {
      this.hasBase = true;
      if (URL.canParse(attributes.href, this.base.href)) this.base = new URL(attributes.href, this.base);
    } else if (name === "meta" && this.meta.size < 100) {
      if (attributes.name !== undefined && attributes.content !== undefined)
        this.meta.set(attributes.name, attributes.content);
    }
  }

  private closeAnchor(): void {
    if (this.anchor === undefined) return;
    const { attributes, text } = this.anchor;
    this.anchor = undefined;
    if (attributes.href === undefined) return;
    if (this.project === undefined) this.projects.push(text.trim());
    else {
      const link = readLink(this.project, text.trim(), attributes.href, this.base);
      if ("problem" in link) this.leftOut.add(text.trim(), link.problem);
      else this.files.push(fileOf(link, attributes.href, attributes));
    }
    if (this.files.length + this.projects.length > this.most) {
      throw new PageProblem(`has more than ${this.most} entries`);
    }
  }
}

function fileOf(link: Pick<PageFile, "name" | "url">, href: string, attributes: Attributes): PageFile {
  const requiresPython = attributes["data-requires-python"];
  const yanked = attributes["data-yanked"];
  const metadata = attributes["data-core-metadata"] ?? attributes["data-dist-info-metadata"];
  const signature = attributes["data-gpg-sig"];
  const provenance = attributes["data-provenance"];
  const others = Object.entries(attributes).filter(([name]) => name.startsWith("data-") && !KNOWN_ATTRIBUTES.has(name));
  return {
    ...link,
    hashes: readDigests(href.includes("#") ? href.slice(href.indexOf("#") + 1) : ""),
    ...(requiresPython !== undefined && { requiresPython }),
    ...(yanked !== undefined && { yanked: yanked === "" ? true : yanked }),
    ...(metadata !== undefined && { metadata: readMetadata(metadata) }),
    ...(signature !== undefined && { gpgSignature: signature === "true" }),
    ...(provenance !== undefined && { provenance }),
    ...(others.length > 0 && { attributes: Object.fromEntries(others) }),
  };
}

function readMetadata(text: string): boolean | Readonly<Record<string, string>> {
  const digests = readDigests(text);
  return Object.keys(digests).length > 0 ? digests : text !== "false";
}

function readDigests(fragment: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fragment.split("&").flatMap((part) => {
      const [, algorithm, digest] = DIGEST.exec(part) ?? [];
      return algorithm === undefined || digest === undefined ? [] : [[algorithm, digest]];
    }),
  );
}
