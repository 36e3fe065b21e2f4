import type { Findings } from "./findings";
import {
  describe,
  type ElsewhereEntry,
  type FilesUse,
  type IndexUse,
  leaveOut,
  type LockContents,
  type LockEntry,
} from "./lock-entry";
import { normalizeIndexUrl, plainUrl } from "./package-index";
import { PackageName } from "./package-name";
import { isOnPyPI, PYPI_INDEX } from "./pypi";
import { quote } from "../text/quoting";

/** What a lock tells of where its packages are from. */
export class Places {
  private readonly indexUses: IndexUse[] = [];
  private readonly filesUses: FilesUse[] = [];
  private readonly elsewhere: ElsewhereEntry[] = [];

  /** Nearly every lock says the same few texts thousands of times. */
  private readonly knownPyPI = new Map<string, boolean>();

  public constructor(private readonly findings: Findings) {}

  /**
   * Notes where a package is from: its index, where the lock names one, or else the places of its files. PyPI has all
   * its files in one place, so files elsewhere are noted too where PyPI is named.
   *
   * @param index as the lock writes it; undefined where it names none
   * @param files lists of tables, of which those with a URL tell something
   */
  public note(index: string | undefined, files: unknown, origin: string): void {
    if (index !== undefined) this.indexUses.push({ url: index, origin, packages: 1 });
    if (index !== undefined && !this.isPyPI(index)) return;
    const folders = new Set<string>();
    let isFromPyPI = false;
    for (const url of urlsOf(files)) {
      const plain = plainFileUrl(url);
      if (plain === undefined) this.findings.add(notPlain(url, origin));
      else if (isOnPyPI(plain)) isFromPyPI = true;
      else folders.add(plain.slice(0, plain.lastIndexOf("/")));
    }
    if (isFromPyPI && index === undefined) this.indexUses.push({ url: PYPI_INDEX, origin, packages: 1 });
    if (folders.size > 0) this.filesUses.push({ folders: [...folders], origin });
  }

  /** Notes a package that is not from an index at all. */
  public noteElsewhere(name: unknown, source: string, origin: string, isOwn = false): void {
    const normalized =
      typeof name === "string" && PackageName.isValid(name) ? PackageName.parse(name).normalized : undefined;
    const problem =
      `package ${describe(name)}: comes from ${source}, not from a package index, ` +
      "so no version of it can be allowed; publish it to an index of your own and lock that, " +
      `or ${leaveOut(normalized)}, from ${origin}`;
    this.elsewhere.push({ name: normalized, source, origin, problem, isOwn });
  }

  /** All that was noted, with the packages that are from indexes. */
  public with(entries: readonly LockEntry[]): LockContents {
    const { indexUses, filesUses, elsewhere } = this;
    return { entries, indexUses, filesUses, elsewhere };
  }

  private isPyPI(index: string): boolean {
    const known = this.knownPyPI.get(index);
    if (known !== undefined) return known;
    const answer = isPyPI(index);
    this.knownPyPI.set(index, answer);
    return answer;
  }
}

function isPyPI(index: string): boolean {
  try {
    return normalizeIndexUrl(index) === PYPI_INDEX;
  } catch {
    // What is no URL of an index at all becomes a finding where the indexes are compared.
    return false;
  }
}

function urlsOf(files: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(files) ? files : [];
  return list.flatMap((file) => {
    const url = typeof file === "object" && file !== null && "url" in file ? file.url : undefined;
    return typeof url === "string" && /^https?:/i.test(url) ? [url] : [];
  });
}

/**
 * As tools write them: in lower case as far as that means nothing, no port, and nothing that could be read in two ways.
 */
const USUAL = /^https?:\/\/[a-z0-9][a-z0-9.-]*\/[A-Za-z0-9_.~!+/-]*(?=$|[#?])/;

/** The URL without credentials, query and fragment; undefined where readers may differ in which place it is. */
function plainFileUrl(text: string): string | undefined {
  const usual = USUAL.exec(text)?.[0];
  if (usual !== undefined && !usual.includes("..") && !usual.includes("/./")) return usual;
  const url = plainUrl(text);
  if (url === undefined || /(?:\.|%2e){2}(?:%2f|%5c)/i.test(url.pathname)) return undefined;
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function notPlain(url: string, origin: string): string {
  return (
    `file ${quote(url)}: is not at a plain URL (https://host/path/file), so where it is from cannot be told; ` +
    `lock again, from ${origin}`
  );
}
