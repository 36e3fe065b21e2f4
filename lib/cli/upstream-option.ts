import { Option } from "commander";
import type { PageFile } from "../simple-api/simple-page";
import type * as Listing from "../preview/upstream-listing";
import type * as Pages from "../preview/static-pages";
import type * as Verify from "../verify/credentials";

/** Adds what the pages of an index are asked for. */
export function upstreamOption(what: string): Option {
  return new Option("--upstream <place>", `${what}: the URL of an index, or a folder or gs://BUCKET with its pages`);
}

/**
 * Does something with the URL of an upstream; the pages of a folder or a bucket are served meanwhile.
 *
 * @throws ValidationError when there are none
 */
export async function withUpstream<T>(upstream: string, then: (url: string) => Promise<T>): Promise<T> {
  const { StaticPages } = require("../preview/static-pages") as typeof Pages;
  if (!StaticPages.isPlace(upstream)) return then(upstream);
  const pages = await StaticPages.serve(upstream, accessToken);
  try {
    return await then(pages.url);
  } finally {
    pages.close();
  }
}

/** What an upstream lists of these projects, by their normal names. */
export async function upstreamFiles(
  upstream: string,
  projects: readonly string[],
): Promise<ReadonlyMap<string, readonly PageFile[]>> {
  const { UpstreamListing } = require("../preview/upstream-listing") as typeof Listing;
  return withUpstream(upstream, (url) => new UpstreamListing(url).filesOf(projects));
}

/** As the program that writes the pages: what the environment gives, else what Google's own tools find. */
async function accessToken(): Promise<string> {
  const given = process.env.GOOGLE_OAUTH_ACCESS_TOKEN ?? "";
  if (given !== "") return given;
  const { ApplicationDefaultCredentials } = require("../verify/credentials") as typeof Verify;
  return (await new ApplicationDefaultCredentials("-").accessToken()).token;
}
