import { type Phrase, phrase } from "../../text/phrase";

/** The versions of a package that can be downloaded. */
export type DownloadableVersions = "denied" | "any" | "unknown" | readonly string[];

/** How many versions or origins are named before the rest is only counted. */
export const NAMED = 6;

/** What can be downloaded, in words. */
export function downloadsPhrase(downloads: DownloadableVersions): Phrase {
  switch (downloads) {
    case "denied":
      return phrase`denied`;
    case "any":
      return phrase`any version`;
    case "unknown":
      return phrase`unknown`;
    default:
      return downloads.length === 0 ? phrase`no version` : named(downloads);
  }
}

/** A list of which only the first are named, and the rest is counted. */
export function named(texts: readonly string[], most = NAMED): Phrase {
  const left = texts.length - most;
  return left > 0 ? phrase`${texts.slice(0, most)} and ${left} more` : phrase`${texts}`;
}
