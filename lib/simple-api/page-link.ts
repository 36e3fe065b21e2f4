import type { PageFile } from "./simple-page";

/** Longer names no file system stores. */
const LONGEST = 255;

/** What installers install, in any format they ever did. */
const DISTRIBUTION = /\.(?:whl|egg|zip|tgz|tar|tar\.(?:gz|bz2|xz|lzma|Z))$/i;

/**
 * Name and URL of a file on an index page.
 *
 * An installer may take the name from the link or from the text beside it, so a file with two names of distributions
 * could pass for one and be the other: it is left out, as is what leads elsewhere than to http and https.
 *
 * @param stated the name that the page gives
 * @param href the link, which may be relative
 * @param base what the link is relative to
 */
export function readLink(stated: string, href: string, base: URL): Pick<PageFile, "name" | "url"> | undefined {
  if (!URL.canParse(href, base.href)) return undefined;
  const url = new URL(href, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  url.username = "";
  url.password = "";
  url.hash = "";
  const linked = lastPart(url);
  const names = [stated, linked].filter((name) => name !== undefined && DISTRIBUTION.test(name));
  const [name = stated, other = name] = names;
  return name === other && isAddressable(name) ? { name, url: url.href } : undefined;
}

function lastPart({ pathname }: URL): string | undefined {
  const part = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Whether the name can be one part of a path. */
function isAddressable(name: string): boolean {
  return name !== "" && name.length <= LONGEST && name !== "." && name !== ".." && !/[/\\\p{C}]/u.test(name);
}
