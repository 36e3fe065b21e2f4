import { quote } from "../text/quoting";
import type { PackageSource, PolicyRepository } from "../policy";
import type { DeployedRepository, DeployedUpstream } from "./deployed-repository";
import type { RepositoryName } from "./repository-name";

/** One property of a repository, as the policy and the service have it. */
export interface PropertyCheck {
  readonly property: "format" | "mode" | "source" | "upstreams";
  readonly state: "same" | "different" | "unknown";

  /** In words; text from outside is quoted and escaped. */
  readonly expected: string;
  readonly deployed: string;
}

/** Compares what the policy says of a repository; what it does not say is left out. */
export function compareRepository(
  expected: PolicyRepository,
  deployed: DeployedRepository,
  name: RepositoryName,
): readonly PropertyCheck[] {
  const { mode, source } = expected;
  return [
    check("format", quote("PYTHON"), quote(deployed.format), deployed.format !== "unknown"),
    ...(mode === "unknown" ? [] : [check("mode", mode, deployed.mode, deployed.mode !== "unknown")]),
    ...(mode === "remote" && source !== undefined ? [compareSources(source, deployed.source)] : []),
    ...(mode === "virtual" ? [compareUpstreams(expected.upstreams, deployed, name)] : []),
  ];
}

function check(
  property: PropertyCheck["property"],
  expected: string,
  deployed: string,
  isKnown: boolean,
): PropertyCheck {
  const state = expected === deployed ? "same" : "different";
  return { property, state: isKnown ? state : "unknown", expected, deployed };
}

function compareSources(expected: PackageSource, deployed: PackageSource | undefined): PropertyCheck {
  return check("source", sourceInWords(expected), sourceInWords(deployed), deployed !== undefined);
}

function compareUpstreams(
  expected: readonly string[],
  deployed: DeployedRepository,
  name: RepositoryName,
): PropertyCheck {
  const found = deployed.upstreams.map((upstream) => shortName(upstream, name));
  const [wanted, actual] = [inOrder(expected), inOrder(found)];
  const areTheSame = expected.length === found.length && found.every((one) => expected.includes(one));
  if (areTheSame) return check("upstreams", wanted, actual, hasOneOrder(deployed));
  const possible = inOrder(deployed.upstreams.map((upstream) => possibleName(upstream, name)));
  return check("upstreams", wanted, actual, possible !== wanted);
}

/** Upstreams with one priority are asked in an order that nobody knows. */
function hasOneOrder({ upstreams }: DeployedRepository): boolean {
  const priorities = upstreams.map(({ priority }) => priority);
  return !priorities.includes(undefined) && new Set(priorities).size === priorities.length;
}

function shortName({ resource, name: upstream }: DeployedUpstream, { project, location }: RepositoryName): string {
  return upstream?.location === location && upstream.project === project ? upstream.repository : resource;
}

/** What an upstream is called here if the number of a project, which does not tell its id, is that of this one. */
function possibleName(upstream: DeployedUpstream, name: RepositoryName): string {
  const isNumbered = upstream.name?.hasProjectNumber === true && upstream.name.location === name.location;
  return isNumbered ? upstream.name.repository : shortName(upstream, name);
}

function inOrder(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map(quote).join(", then ");
}

function sourceInWords({ preset, url }: PackageSource = {}): string {
  return preset ?? (url === undefined ? "none that is understood" : quote(url.replace(/\/+$/, "")));
}
