import type { Decision, PackagePolicy, Policy } from "../policy";
import { quote } from "../text/quoting";

/** A file that the policy does not let through. */
export interface RefusedFile {
  /** The project's PEP 503 name. */
  readonly name: string;
  /** @default - not in the file's name */
  readonly version?: string;
}

/** More versions than these are not named: the sentence stands in a status line. */
const MOST_VERSIONS = 3;

/**
 * Why a download is refused: what it means for whoever installs, then the rule.
 *
 * @param version as the file's name says it
 */
export function refusalOf(policy: Policy, name: string, version: string): string {
  const judge = policy.of(name);
  const decision = judge.decide(version);
  if (decision.outcome === "unknown")
    return `whether ${name} ${version} may be downloaded is not known: ${decision.reason}`;
  const rule =
    decision.rule === undefined ? decision.reason : `${decision.rule.toString()}${upstreamOf(decision)} denies it`;
  if (decision.rule?.scope === "PACKAGE") return `${name} is denied: ${rule}`;
  const listed = allowedVersions(judge);
  if (listed.length === 0) return `${name} is not on the list: ${rule}`;
  const shown = listed.slice(0, MOST_VERSIONS).join(", ");
  const others = listed.length > MOST_VERSIONS ? ` and ${listed.length - MOST_VERSIONS} more` : "";
  return `${name} ${version} is not on the list, only ${shown}${others}: ${rule}`;
}

function allowedVersions({ versions }: PackagePolicy): readonly string[] {
  return [...versions].flatMap(([version, { outcome }]) => (outcome === "allowed" ? [version] : []));
}

function upstreamOf({ upstream }: Decision): string {
  return upstream === undefined ? "" : ` of ${quote(upstream)}`;
}
