import type { Decision, PackagePolicy } from "../../policy";
import type { DownloadableVersions } from "./downloadable-versions";
import type { Effect } from "../finding";

/** What becomes of the downloads of one package, or of all packages that nobody listed. */
export interface Comparison {
  readonly before: DownloadableVersions;
  readonly after: DownloadableVersions;

  /** Undefined when both decide every version alike. */
  readonly effect: Effect | undefined;

  /** The decisions on the version that shows the effect; none where there is no effect. */
  readonly shownBy?: { readonly before: Decision; readonly after: Decision };
}

/** The decisions on every version: those that a rule names on either side, and all the others. */
interface Step {
  readonly before: Decision;
  readonly after: Decision;
}

/**
 * Compares what two policies decide, version by version.
 *
 * @param isSame whether two decisions that are both unknown follow from the same text
 */
export function compareDownloads(
  before: PackagePolicy,
  after: PackagePolicy,
  isSame: (before: Decision, after: Decision) => boolean,
): Comparison {
  const ids = new Set([...before.versions.keys(), ...after.versions.keys()]);
  const at = (policy: PackagePolicy, id: string): Decision => policy.versions.get(id) ?? policy.otherwise;
  const steps: readonly Step[] = [
    { before: before.otherwise, after: after.otherwise },
    ...[...ids].map((id) => ({ before: at(before, id), after: at(after, id) })),
  ];
  const [was, is] = [downloadsOf(before), downloadsOf(after)];
  const gained = steps.find((step) => step.before.outcome !== "allowed" && step.after.outcome === "allowed");
  if (gained !== undefined) return { before: was, after: is, effect: "widened", shownBy: gained };
  const blurred = steps.find(
    (step) =>
      step.after.outcome === "unknown" && !(step.before.outcome === "unknown" && isSame(step.before, step.after)),
  );
  if (blurred !== undefined) return { before: was, after: is, effect: "unknown", shownBy: blurred };
  const lost = steps.find((step) => step.before.outcome !== "denied" && step.after.outcome === "denied");
  if (lost === undefined) return { before: was, after: is, effect: undefined };
  return { before: was, after: is, effect: "narrowed", shownBy: lost };
}

/** The versions that can be downloaded; "any" also where all but some can. */
export function downloadsOf(policy: PackagePolicy): DownloadableVersions {
  const decisions = [policy.otherwise, ...policy.versions.values()];
  if (decisions.some(({ outcome }) => outcome === "unknown")) return "unknown";
  if (policy.otherwise.outcome === "allowed") return "any";
  const versions = [...policy.versions].filter(([, { outcome }]) => outcome === "allowed").map(([id]) => id);
  return versions.length === 0 ? "denied" : versions;
}
