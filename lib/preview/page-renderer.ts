import { PackageName } from "../packages/package-name";
import type { PageFile, SimplePage } from "../simple-api/simple-page";

/** The URL at which this server has a file. */
export type LinkMaker = (file: PageFile) => string;

/** The text of a page, piece by piece. */
export function renderPage(page: SimplePage, syntax: "html" | "json", link: LinkMaker): Iterable<string> {
  return syntax === "html" ? htmlOf(page, link) : jsonOf(page, link);
}

function* htmlOf(page: SimplePage, link: LinkMaker): Iterable<string> {
  const title = page.project === undefined ? "Simple index" : `Links for ${page.project}`;
  yield (
    "<!DOCTYPE html>\n<html>\n<head>\n" +
    `<meta name="pypi:repository-version" content="${escapeHtml(page.apiVersion)}">\n`
  );
  if (page.status !== undefined) {
    const { status, reason } = page.status;
    yield `<meta name="pypi:project-status" content="${escapeHtml(status)}">\n`;
    if (reason !== undefined) yield `<meta name="pypi:project-status-reason" content="${escapeHtml(reason)}">\n`;
  }
  for (const [name, content] of page.metas ?? [])
    yield `<meta name="${escapeHtml(name)}" content="${escapeHtml(content)}">\n`;
  yield `<title>${escapeHtml(title)}</title>\n</head>\n<body>\n<h1>${escapeHtml(title)}</h1>\n`;
  for (const name of page.projects) {
    if (!PackageName.isValid(name)) continue;
    yield `<a href="/simple/${PackageName.parse(name).normalized}/">${name}</a><br>\n`;
  }
  for (const file of page.files) yield htmlFile(file, link(file));
  yield "</body>\n</html>\n";
}

function htmlFile(file: PageFile, url: string): string {
  const { name, hashes, requiresPython, yanked, metadata, gpgSignature } = file;
  const attributes = [
    ["href", `${url}${fragmentOf(hashes)}`],
    ["data-requires-python", requiresPython],
    ["data-yanked", typeof yanked === "boolean" ? withdrawn(yanked) : yanked],
    ["data-core-metadata", metadataOf(metadata)],
    ["data-dist-info-metadata", metadataOf(metadata)],
    ["data-gpg-sig", gpgSignature === undefined ? undefined : String(gpgSignature)],
    ["data-provenance", file.provenance],
    ...Object.entries(file.attributes ?? {}),
  ] as const;
  const written = attributes.flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escapeHtml(value)}"`]));
  return `<a${written.join("")}>${escapeHtml(name)}</a><br>\n`;
}

/** Without a reason the attribute is there, and empty. */
function withdrawn(isYanked: boolean): string | undefined {
  return isYanked ? "" : undefined;
}

/** HTML has room for one digest; installers take sha256 wherever there is a choice. */
function digestOf(hashes: Readonly<Record<string, string>>): string | undefined {
  const [algorithm, digest] =
    Object.entries(hashes).find(([name]) => name === "sha256") ?? Object.entries(hashes)[0] ?? [];
  return algorithm === undefined || digest === undefined ? undefined : `${algorithm}=${digest}`;
}

function fragmentOf(hashes: Readonly<Record<string, string>>): string {
  const digest = digestOf(hashes);
  return digest === undefined ? "" : `#${digest}`;
}

function metadataOf(metadata: PageFile["metadata"]): string | undefined {
  if (metadata === undefined || metadata === false) return undefined;
  return metadata === true ? "true" : (digestOf(metadata) ?? "true");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function* jsonOf(page: SimplePage, link: LinkMaker): Iterable<string> {
  const isProject = page.project !== undefined;
  // From 1.1 on the versions belong to the form, and HTML pages do not have them.
  const { page: members, meta: metaMembers } = page.members ?? {};
  const meta = { ...metaMembers, "api-version": isProject && page.versions === undefined ? "1.0" : page.apiVersion };
  const head = { ...members, meta, name: page.project, versions: page.versions, "project-status": page.status };
  yield `${JSON.stringify(head).slice(0, -1)},"${isProject ? "files" : "projects"}":[`;
  let comma = "";
  for (const name of page.projects) {
    yield `${comma}${JSON.stringify({ name })}`;
    comma = ",";
  }
  for (const file of page.files) {
    yield `${comma}${jsonFile(file, link(file))}`;
    comma = ",";
  }
  yield "]}";
}

function jsonFile(file: PageFile, url: string): string {
  return JSON.stringify({
    ...file.members,
    filename: file.name,
    url,
    hashes: file.hashes,
    "requires-python": file.requiresPython,
    yanked: file.yanked,
    // Not under its older name too: pip 22.3 to 23.1 read a text there, as in HTML, and crash on a digest or `false`
    // (PEP 714).
    "core-metadata": file.metadata,
    "gpg-sig": file.gpgSignature,
    size: file.size,
    "upload-time": file.uploadTime,
    provenance: file.provenance,
  });
}
