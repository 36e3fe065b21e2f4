import type { Duration } from "../core/duration";

/** Docker versions by whether they have a tag. In repositories of other formats every version counts as untagged. */
export enum TagState {
  ANY = "ANY",
  TAGGED = "TAGGED",
  UNTAGGED = "UNTAGGED",
}

/** Which versions a clean-up policy is about: those that meet all that is given. */
export interface CleanupCondition {
  /** Uploaded longer ago than this. @default - whatever age */
  readonly olderThan?: Duration;
  /** Uploaded more recently than this. @default - whatever age */
  readonly newerThan?: Duration;
  /** @default TagState.ANY */
  readonly tagState?: TagState;
  /** @default - whatever tag */
  readonly tagPrefixes?: string[];
  /** @default - whatever version */
  readonly versionNamePrefixes?: string[];
  /** @default - whatever package */
  readonly packageNamePrefixes?: string[];
}

/**
 * What is deleted from a repository, and what is kept in any case: a version that meets both is kept.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
 */
export class CleanupPolicy {
  /** Deletes the versions that meet a condition. */
  public static delete(policyId: string, condition: CleanupCondition): CleanupPolicy {
    return new CleanupPolicy(policyId, "DELETE", condition);
  }

  /** Keeps the versions that meet a condition. */
  public static keep(policyId: string, condition: CleanupCondition): CleanupPolicy {
    return new CleanupPolicy(policyId, "KEEP", condition);
  }

  /**
   * Keeps so many of the most recent versions of each package.
   *
   * @param packageNamePrefixes of which packages; of all when there is none
   */
  public static keepMostRecent(policyId: string, count: number, packageNamePrefixes: string[] = []): CleanupPolicy {
    return new CleanupPolicy(policyId, "KEEP", { packageNamePrefixes }, count);
  }

  private constructor(
    public readonly policyId: string,
    public readonly action: "DELETE" | "KEEP",
    public readonly condition: CleanupCondition,
    /** How many of the most recent versions of each package are kept. */
    public readonly mostRecentVersions?: number,
  ) {}
}
