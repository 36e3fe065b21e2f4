import { ValidationError } from "../core/errors";
import type { Findings } from "./findings";
import type { IndexUse } from "./lock-entry";
import { quote, withoutCredentials } from "../text/quoting";

const LONGEST_URL = 1000;

/**
 * The base URL of a package index in a form that can be compared: lower-case scheme and host, no default port, no
 * trailing slash, no credentials.
 *
 * @throws ValidationError when the text is not the http or https URL of an index
 */
export function normalizeIndexUrl(text: string): string {
  if (text.length > LONGEST_URL) {
    throw new ValidationError([
      `index ${quote(text)}: is longer than ${LONGEST_URL} characters; name the index by its base URL`,
    ]);
  }
  const url = isPlainUrl(text) && URL.canParse(text) ? new URL(text) : undefined;
  // Whatever is not a URL may still hold a password, so it is shown only when there is nothing to hide.
  const shown = text.includes("@") && url === undefined ? '"…" (not shown, since it may hold a password)' : quote(text);
  if (url === undefined || url.host.includes("$") || url.pathname.includes("$")) {
    throw new ValidationError([
      `index ${shown}: not the plain URL of a package index (https://host/path); a local directory or a variable cannot be compared with an index that the repository's upstream serves; lock from an index, and name it by its URL`,
    ]);
  }
  if (url.search !== "" || url.hash !== "") {
    throw new ValidationError([
      `index ${quote(text.split(/[?#]/, 1).join(""))}: has a query or a fragment (not shown); name the index by its base URL alone`,
    ]);
  }
  let end = url.pathname.length;
  while (end > 0 && url.pathname[end - 1] === "/") end -= 1;
  return `${url.protocol}//${url.host}${url.pathname.slice(0, end)}`;
}

/**
 * Whether every reader takes the URL for the same: a browser's parser, which is at work here, takes a backslash for "/", drops
 * tabs, and follows "..", where pip may see another host or path.
 */
function isPlainUrl(text: string): boolean {
  return (
    /^https?:\/\/[\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*$/i.test(text) &&
    !/\/(?:\.|%2e){1,2}(?:[/?#]|$)/i.test(text)
  );
}

/**
 * The rule against dependency confusion: one name on two indexes can be two packages, so a lock from an index is taken
 * only when the caller says that the repository's upstream serves that index's packages.
 */
export class AgreedIndexes {
  private readonly agreed: readonly string[];

  /** @throws ValidationError when one of the texts is not the URL of an index */
  public constructor(indexes: readonly string[]) {
    this.agreed = [...new Set(indexes.map(normalizeIndexUrl))].sort();
  }

  /** One finding for each index that was not named, with the text to add. */
  public check(uses: readonly IndexUse[], findings: Findings): void {
    const unnamed = new Map<string, { origin: string; packages: number }>();
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
      if (known === undefined) unnamed.set(url, { origin: use.origin, packages: use.packages });
      else known.packages += use.packages;
    }
    const all = [...this.agreed, ...unnamed.keys()].sort();
    const code = (url: string): string =>
      all.length === 1 ? `{ index: "${url}" }` : `{ indexes: [${all.map((one) => `"${one}"`).join(", ")}] }`;
    for (const [url, { origin, packages }] of unnamed) {
      const count = packages === 1 ? "1 package is" : `${packages} packages are`;
      findings.add(
        `index "${withoutCredentials(url)}": ${count} locked from it, and nobody said that the repository's upstream serves the same packages; if it does, add ${code(url)} in code or --index ${url} on the command line, first from ${origin}`,
      );
    }
  }
}
