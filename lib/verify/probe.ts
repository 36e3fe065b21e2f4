import type { Outcome } from "../policy";

/**
 * What a download is tried for:
 * - `allowed`: a version that the rules allow
 * - `other-spelling`: the same, of a package whose files spell its name or version in another way than the rules
 * - `other-version`: a version that the rules deny, of a package that they allow others of
 * - `unlisted`: a package that no rule names
 * - `priority`: what the first upstream of a virtual repository denies, and a later one allows
 */
export type ProbeKind = "allowed" | "other-spelling" | "other-version" | "unlisted" | "priority";

/** A download that was tried. */
export interface Probe {
  readonly kind: ProbeKind;

  /** The repository that was asked, by the last part of its name. */
  readonly repository: string;

  /** The PEP 503 name of the package. */
  readonly name: string;

  /** @default - the index page told none */
  readonly version?: string;

  /** What the rules at the service mean, by the policy model. */
  readonly predicted: Outcome;

  /** Only 403 is a refusal; what neither came nor was refused is unclear. */
  readonly outcome: "served" | "refused" | "unclear";

  /**
   * Which answer the outcome is taken from. An index page that came shows that the caller may read the repository at
   * all.
   */
  readonly decidedBy: "index" | "file";

  /** @default - there was no answer */
  readonly status?: number;

  /** A clause without a full stop. */
  readonly detail: string;

  /** Whether the file spells the package's name, or its version, in another way than the rules do. */
  readonly respelled: { readonly name: boolean; readonly version: boolean };

  /**
   * Through a virtual repository: the standard upstreams without the package that are asked before the one that
   * decides.
   */
  readonly passedOver: readonly string[];
}

/** Whether a probe shows that the service decides in another way than the model says. */
export function contradicts({ predicted, outcome }: Probe): boolean {
  if (outcome === "unclear") return false;
  return predicted === (outcome === "served" ? "denied" : "allowed");
}

/** Whether it is known what should have happened, and what happened. */
export function isTelling({ predicted, outcome }: Probe): boolean {
  return predicted !== "unknown" && outcome !== "unclear";
}
