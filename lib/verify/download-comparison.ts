import type { PackagePolicy, Policy } from "../policy";

/** Which versions of a package can be downloaded: only these (none, when the list is empty), or all but these. */
export type Downloads = "unknown" | { readonly only: readonly string[] } | { readonly allBut: readonly string[] };

/** A package for which the service decides in another way than the policy. */
export interface DownloadDifference {
  /** The PEP 503 name; null for all packages that no rule names, on either side. */
  readonly name: string | null;

  /** `opened`: more can be downloaded than the policy allows. `blocked`: less. `mixed`: both. */
  readonly state: "opened" | "blocked" | "mixed" | "unknown";
  readonly expected: Downloads;
  readonly deployed: Downloads;

  /** Why the service decides so, or why it cannot be known. */
  readonly reason: string;
}

/** Compares what two policies decide, on each package that one of them names, and on all others. */
export function compareDownloads(expected: Policy, deployed: Policy): readonly DownloadDifference[] {
  const names = [...new Set([...expected.packageNames, ...deployed.packageNames])].sort();
  return [
    ...compareOne(null, expected.ofOthers(), deployed.ofOthers()),
    ...names.flatMap((name) => compareOne(name, expected.of(name), deployed.of(name))),
  ];
}

function compareOne(
  name: string | null,
  expected: PackagePolicy,
  deployed: PackagePolicy,
): readonly DownloadDifference[] {
  const ids = new Set([undefined, ...expected.versions.keys(), ...deployed.versions.keys()]);
  const pairs = [...ids].map((id) => ({ wanted: decide(expected, id), found: decide(deployed, id) }));
  const opened = pairs.find(({ wanted, found }) => wanted.outcome === "denied" && found.outcome === "allowed");
  const blocked = pairs.find(({ wanted, found }) => wanted.outcome === "allowed" && found.outcome === "denied");
  const unknown = pairs.find(({ wanted, found }) => wanted.outcome === "unknown" || found.outcome === "unknown");
  const downloads = { name, expected: downloadsOf(expected), deployed: downloadsOf(deployed) };

  if (opened !== undefined)
    return [{ ...downloads, state: blocked === undefined ? "opened" : "mixed", reason: opened.found.reason }];
  if (blocked !== undefined) return [{ ...downloads, state: "blocked", reason: blocked.found.reason }];
  if (unknown === undefined) return [];
  const { wanted, found } = unknown;
  return [
    {
      ...downloads,
      state: "unknown",
      reason: found.outcome === "unknown" ? found.reason : `in the policy: ${wanted.reason}`,
    },
  ];
}

function decide(policy: PackagePolicy, id: string | undefined) {
  return (id === undefined ? undefined : policy.versions.get(id)) ?? policy.otherwise;
}

function downloadsOf({ versions, otherwise }: PackagePolicy): Downloads {
  const decisions = [...versions];
  if ([otherwise, ...versions.values()].some(({ outcome }) => outcome === "unknown")) return "unknown";
  const exceptions = decisions.flatMap(([id, { outcome }]) => (outcome === otherwise.outcome ? [] : [id]));
  return otherwise.outcome === "denied" ? { only: exceptions } : { allBut: exceptions };
}
