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
  const check = (
    property: PropertyCheck["property"],
    wanted: string,
    found: string,
    isKnown = true,
  ): PropertyCheck => ({
    property,
    state: !isKnown ? "unknown" : wanted === found ? "same" : "different",
    expected: wanted,
    deployed: found,
  });
  const checks = [check("format", quote("PYTHON"), quote(deployed.format), deployed.format !== "unknown")];
  if (expected.mode !== "unknown")
    checks.push(check("mode", expected.mode, deployed.mode, deployed.mode !== "unknown"));
  if (expected.mode === "remote" && expected.source !== undefined) {
    checks.push(
      check("source", sourceInWords(expected.source), sourceInWords(deployed.source), deployed.source !== undefined),
    );
  }
  if (expected.mode === "virtual") {
    const found = deployed.upstreams.map((upstream) => shortName(upstream, name));
    const areTheSame =
      expected.upstreams.length === found.length && found.every((one) => expected.upstreams.includes(one));
    const isOpen =
      !areTheSame &&
      inOrder(deployed.upstreams.map((upstream) => possibleName(upstream, name))) === inOrder(expected.upstreams);
    checks.push(
      check(
        "upstreams",
        inOrder(expected.upstreams),
        inOrder(found),
        !isOpen && (!areTheSame || hasOneOrder(deployed)),
      ),
    );
  }
  return checks;
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
