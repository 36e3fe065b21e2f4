import { readFileName } from "../packages/distribution-file";
import type { PageFile } from "./simple-page";

/** A link that leads to a file of the project's page, or why it is left out of it. */
export type LinkReading = Pick<PageFile, "name" | "url"> | { readonly problem: string };

/** Longer names no file system stores. */
const LONGEST = 255;

/** What installers install, in any format they ever did. */
const DISTRIBUTION = /\.(?:whl|egg|zip|tgz|tar|tar\.(?:gz|bz2|xz|lzma|Z))$/i;

/**
 * URLs that are the same when they are read and written again, which is most of the work on a page of thousands: no
 * port, no escapes, no query, no dots at the start of a part, and no host that may be a number or in another script.
 */
const PLAIN_URL =
  /^https?:\/\/(?!(?:[a-z0-9-]+\.)*xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*(?:\/[\w+!~@=,;-][\w+!~@=,;.-]*)+$/;

/**
 * Name and URL of a file on an index page.
 *
 * An installer may take the name from the link or from the text beside it, so a file with names of two distributions
 * could pass for one and be the other: it is left out, as is what leads elsewhere than to http and https. The same name
 * in two spellings is none: indexes escape it in the text, put a folder before it, or leave it as the project writes
 * it.
 *
 * @param project whose page it is, in any spelling
 * @param stated the name that the page gives
 * @param href the link, which may be relative
 * @param base what the link is relative to
 */
export function readLink(project: string, stated: string, href: string, base: URL): LinkReading {
  const url = readUrl(href, base);
  if (url === undefined) return { problem: "its link is no http or https URL" };
  const path = url.replace(/\?.*$/s, "");
  const linked = decoded(path.slice(path.lastIndexOf("/") + 1));
  if (linked === undefined || !DISTRIBUTION.test(linked)) {
    return isAddressable(stated) ? { name: stated, url } : { problem: "its name cannot be a file's" };
  }
  if (!isAddressable(linked)) return { problem: "its link ends in what cannot be a file's name" };
  const named = stated.slice(stated.lastIndexOf("/") + 1);
  if (named === linked || !DISTRIBUTION.test(named)) return { name: linked, url };
  return isSame(project, decoded(named) ?? named, linked)
    ? { name: linked, url }
    : { problem: "its link names another file than its text" };
}

function readUrl(href: string, base: URL): string | undefined {
  const fragment = href.indexOf("#");
  const bare = fragment < 0 ? href : href.slice(0, fragment);
  if (PLAIN_URL.test(bare)) return bare;
  if (!URL.canParse(href, base.href)) return undefined;
  const url = new URL(href, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  url.username = "";
  url.password = "";
  url.hash = "";
  return url.href;
}

function decoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whether both are the same kind of distribution of the same version of the project, built for the same. */
function isSame(project: string, one: string, other: string): boolean {
  const [first, second] = [one, other].map((name) => {
    const file = readFileName(name, project);
    if (file === undefined) return undefined;
    const rest = name.slice(file.writtenName.length + 1 + file.writtenVersion.length);
    return `${file.kind} ${file.version} ${rest}`;
  });
  return first !== undefined && first === second;
}

/** Whether the name can be one part of a path. */
function isAddressable(name: string): boolean {
  if (["", ".", ".."].includes(name)) return false;
  return name.length <= LONGEST && !/[/\\\p{C}]/u.test(name);
}
