import { ValidationError } from "../core/errors";
import type { Findings } from "./findings";
import type { FilesUse, IndexUse } from "./lock-entry";
import { PYPI_INDEX } from "./pypi";
import { quote, withoutCredentials } from "../text/quoting";

const LONGEST_URL = 1000;

/**
 * The base URL of a package index in a form that can be compared: lower-case scheme and host, no default port, no
 * trailing slash, no credentials. A query or a fragment says how the index answers, and pip drops it from the pages of
 * packages.
 *
 * @throws ValidationError when the text is not the http or https URL of an index
 */
export function normalizeIndexUrl(text: string): string {
  if (text.length > LONGEST_URL) {
    throw new ValidationError([
      `index ${quote(text)}: is longer than ${LONGEST_URL} characters; name the index by its base URL`,
    ]);
  }
  const url = plainUrl(text);
  if (url === undefined) {
    // Whatever is not a URL may still hold a password, so it is shown only when there is nothing to hide.
    const isSecret = text.includes("@") && !URL.canParse(text);
    const shown = isSecret ? '"…" (not shown, since it may hold a password)' : quote(text);
    throw new ValidationError([
      `index ${shown}: not the plain URL of a package index (https://host/path); ` +
        "a local directory or a variable cannot be compared with an index that the repository's upstream serves; " +
        "lock from an index, and name it by its URL",
    ]);
  }
  return `${url.protocol}//${url.host}${withoutSlashes(url.pathname)}`;
}

/** The http or https URL that every reader takes the text for. */
export function plainUrl(text: string): URL | undefined {
  const url = isPlainUrl(text) && URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.host.includes("$") || url.pathname.includes("$") ? undefined : url;
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}

/** The same for an index that somebody names, by its base URL alone, or PyPI by "pypi". */
function normalizeNamed(text: string): string {
  if (text.toLowerCase() === "pypi") return PYPI_INDEX;
  const url = normalizeIndexUrl(text);
  if (/[?#]/.test(text)) {
    throw new ValidationError([
      `index ${quote(text.split(/[?#]/, 1).join(""))}: has a query or a fragment (not shown); ` +
        "name the index by its base URL alone",
    ]);
  }
  return url;
}

/**
 * Whether every reader takes the URL for the same: a browser's parser, which is at work here, takes a backslash for
 * "/", drops tabs, and follows "..", where pip may see another host or path.
 */
function isPlainUrl(text: string): boolean {
  return (
    /^https?:\/\/[\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*$/i.test(text) &&
    !/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(text.split(/[?#]/, 1).join(""))
  );
}

/** Places that nobody named, by a host or an index, with what a finding tells of them. */
interface Unnamed {
  readonly origin: string;
  packages: number;
  /** What to name. */
  url: string;
}

/**
 * The rule against dependency confusion: one name on two indexes can be two packages, so a lock from an index is taken
 * only when the caller says that the repository's upstream serves that index's packages.
 */
export class AgreedIndexes {
  private readonly agreed: readonly string[];
  /** Where files of these indexes are: below the folder that the index itself is in. */
  private readonly fileFolders: readonly string[];

  /** @throws ValidationError when one of the texts is not the URL of an index */
  public constructor(indexes: readonly string[]) {
    this.agreed = [...new Set(indexes.map(normalizeNamed))].sort();
    this.fileFolders = this.agreed.map((index) => `${index.replace(/\/\+?simple$/, "")}/`);
  }

  /**
   * One finding for each index that was not named, and for each host of files of no index that was, with the text to
   * add.
   */
  public check(uses: readonly IndexUse[], filesUses: readonly FilesUse[], findings: Findings): void {
    const indexes = this.unnamedIndexes(uses, findings);
    const hosts = this.unnamedHosts(filesUses);
    const unnamed = [...indexes, ...hosts];
    const all = [...new Set([...this.agreed, ...unnamed.map(({ url }) => url)])].sort();
    const code = (url: string): string =>
      all.length === 1 ? `{ index: "${url}" }` : `{ indexes: [${all.map((one) => `"${one}"`).join(", ")}] }`;
    const mend = ({ url, origin }: Unnamed, other = ""): string =>
      "and nobody said that the repository's upstream serves the same packages; " +
      `if it does, add ${code(url)} in code or --index ${url} on the command line${other}, first from ${origin}`;
    const orIndex = " (or name their index, where it is in a folder above theirs)";
    for (const one of indexes) {
      findings.add(`index "${withoutCredentials(one.url)}": ${count(one)} locked from it, ${mend(one)}`);
    }
    for (const one of hosts) {
      findings.add(
        `files below "${one.url}": ${count(one)} locked from there without the name of an index, ${mend(one, orIndex)}`,
      );
    }
  }

  private unnamedIndexes(uses: readonly IndexUse[], findings: Findings): readonly Unnamed[] {
    const unnamed = new Map<string, Unnamed>();
    const normalized = new Map<string, string | undefined>();
    for (const use of uses) {
      if (!normalized.has(use.url)) {
        const describe = (problem: string): string => `${problem}, from ${use.origin}`;
        normalized.set(
          use.url,
          findings.catching(() => normalizeIndexUrl(use.url), describe),
        );
      }
      const url = normalized.get(use.url);
      if (url === undefined || this.agreed.includes(url)) continue;
      const known = unnamed.get(url);
      if (known === undefined) unnamed.set(url, { url, origin: use.origin, packages: use.packages });
      else known.packages += use.packages;
    }
    return [...unnamed.values()];
  }

  private unnamedHosts(uses: readonly FilesUse[]): readonly Unnamed[] {
    const unnamed = new Map<string, Unnamed>();
    for (const { folders, origin } of uses) {
      const counted = new Set<string>();
      for (const folder of folders) {
        if (this.fileFolders.some((place) => `${folder}/`.startsWith(place))) continue;
        const host = folder.split("/", 3).join("/");
        const known = unnamed.get(host);
        if (known === undefined) unnamed.set(host, { url: nameable(folder), origin, packages: 1 });
        else known.url = commonFolder(known.url, folder);
        if (known !== undefined && !counted.has(host)) known.packages += 1;
        counted.add(host);
      }
    }
    return [...unnamed.values()];
  }
}

function count({ packages }: Unnamed): string {
  return packages === 1 ? "1 package is" : `${packages} packages are`;
}

/** The folder itself, or its host where it is too long to be named. */
function nameable(folder: string): string {
  return withoutSlashes(folder.length > LONGEST_URL ? folder.split("/", 3).join("/") : folder);
}

function commonFolder(one: string, other: string): string {
  if (`${other}/`.startsWith(`${one}/`)) return one;
  const parts = one.split("/");
  const others = other.split("/");
  let same = 0;
  while (same < parts.length && parts[same] === others[same]) same += 1;
  return withoutSlashes(parts.slice(0, same).join("/"));
}
