import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";
import type { PackageSource } from "../policy/policy-repository";
import type { PipSettings } from "./pip-settings";

/** The index that the preview takes packages from. */
export interface ChosenUpstream {
  /** The simple index; it may hold credentials, so it is not for showing. */
  readonly url: URL;
  /** Certificates to trust, as PEM. */
  readonly ca?: string;
  /** Who chose it, for people. */
  readonly origin: string;
}

/**
 * Chooses the index: the one that was given, then what somebody configured pip with, then the URL in the policy, then
 * pip's default, which is PyPI.
 *
 * @param pip what pip is configured with; undefined without a pip
 * @throws ValidationError when there is none, or the one that counts is no http or https URL
 */
export async function chooseUpstream(
  given: string | undefined,
  policy: PackageSource | undefined,
  pip: PipSettings | undefined,
): Promise<ChosenUpstream> {
  const [text, origin] = await choose(given, policy, pip);
  const ca = pip?.certificates;
  return { url: indexUrl(text, origin), ...(ca !== undefined && { ca }), origin };
}

async function choose(
  given: string | undefined,
  policy: PackageSource | undefined,
  pip: PipSettings | undefined,
): Promise<readonly [string, string]> {
  if (given !== undefined) return [given, "given by --upstream"];
  if (pip?.indexUrl !== undefined) return [pip.indexUrl, "as pip is configured"];
  if (policy?.url !== undefined) return [policy.url, "the upstream in the policy"];
  const usual = await pip?.defaultIndexUrl();
  if (usual !== undefined) return [usual, "pip's default"];
  throw new ValidationError([
    `no upstream: the policy names ${policy?.preset === undefined ? "none" : "PyPI without a URL"}, ` +
      "and no pip is here to tell its index; give the URL of a simple index with --upstream",
  ]);
}

/**
 * What tells other clients to ask this index through a proxy, for people. The preview asks it directly.
 *
 * @see https://docs.python-requests.org/en/latest/user/advanced/#proxies (the variables that pip goes by)
 */
export function unusedProxy(
  { protocol }: URL,
  environment: NodeJS.ProcessEnv,
  pip: PipSettings | undefined,
): string | undefined {
  if (pip?.hasProxy === true) return "pip's setting proxy";
  const names = [`${protocol.slice(0, -1)}_proxy`, "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  return names.find((name) => (environment[name] ?? "") !== "");
}

function indexUrl(text: string, origin: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw new ValidationError([
      // A space in a password must not part it from its URL, in which it is taken out.
      `upstream ${quote(text.replaceAll(/\s/g, "%20"))}, ${origin}: not an http or https URL; ` +
        "give that of a simple index with --upstream",
    ]);
  }
  if (url.search !== "") {
    throw new ValidationError([
      // What is in the query is not shown: it may be a secret.
      `upstream ${quote(url.href)}, ${origin}: has a query, and no page below an index can be asked for with one; ` +
        "give the URL without it with --upstream, and a secret as user:password@ in front of the host",
    ]);
  }
  // Projects are below it: without the slash, the last part of the path would be taken away.
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
