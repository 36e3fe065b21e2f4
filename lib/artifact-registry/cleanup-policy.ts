import type { ArtifactRegistryRepositoryCleanupPolicies } from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { Duration, Validator } from "../core";

/** Below a day, an age is no condition: clean-up runs about once a day. @see https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy */
const LEAST_AGE_SECONDS = 86_400;

/** Docker versions by whether they have a tag. In Python repositories every version counts as untagged. */
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
  readonly tagPrefixes?: readonly string[];
  /** @default - whatever version */
  readonly versionNamePrefixes?: readonly string[];
  /** @default - whatever package */
  readonly packageNamePrefixes?: readonly string[];
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
  public static keepMostRecent(
    policyId: string,
    count: number,
    packageNamePrefixes: readonly string[] = [],
  ): CleanupPolicy {
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

/** The clean-up policies of one repository, together. */
export class CleanupPolicies {
  /** @see https://cloud.google.com/artifact-registry/quotas */
  private static readonly MOST = 10;

  /** @param hasTags whether the repository's format has tags; where it has none, every version counts as untagged */
  public static validate(validator: Validator, policies: readonly CleanupPolicy[], hasTags: boolean): void {
    if (policies.length > CleanupPolicies.MOST) {
      validator.problem(`cleanupPolicies: ${policies.length} of them; at most ${CleanupPolicies.MOST} are allowed`);
    }
    const seen = new Set<string>();
    for (const policy of policies) {
      const name = `cleanup policy ${JSON.stringify(policy.policyId)}`;
      validator.matches(
        "cleanup policy",
        policy.policyId,
        /^[A-Za-z][A-Za-z0-9._-]{0,127}$/,
        'the id must be at most 128 letters, digits, "-", "_" and ".", beginning with a letter',
      );
      if (seen.has(policy.policyId)) validator.problem(`${name}: the id is taken by another policy of this repository`);
      seen.add(policy.policyId);
      validator.inRange(`${name}: count`, policy.mostRecentVersions, 1, 2 ** 31 - 1);
      const { packageNamePrefixes, tagPrefixes, versionNamePrefixes } = policy.condition;
      for (const prefix of [...(packageNamePrefixes ?? []), ...(tagPrefixes ?? []), ...(versionNamePrefixes ?? [])]) {
        if (prefix === "") validator.problem(`${name}: an empty prefix matches everything; leave the list out instead`);
      }
    }
    const keepsSomeOfAll = policies.some(
      ({ mostRecentVersions, condition }) => mostRecentVersions !== undefined && isEmpty(condition.packageNamePrefixes),
    );
    const deletesAllOf = policies.filter(isUnconditional).map(({ condition }) => condition.tagState ?? TagState.ANY);
    const everything =
      deletesAllOf.includes(TagState.ANY) ||
      (deletesAllOf.includes(TagState.UNTAGGED) && (!hasTags || deletesAllOf.includes(TagState.TAGGED)));
    if (everything && !keepsSomeOfAll) {
      const names = policies.filter(isUnconditional).map(({ policyId }) => JSON.stringify(policyId));
      validator.problem(
        `cleanup policy ${names.join(" and ")}: would delete everything in the repository; give it an age or prefixes, ` +
          "or add CleanupPolicy.keepMostRecent(...) for all packages",
      );
    }
  }

  public static toTerraform(
    policies: readonly CleanupPolicy[],
    dryRun: boolean,
  ): { cleanupPolicies?: ArtifactRegistryRepositoryCleanupPolicies[]; cleanupPolicyDryRun?: boolean } {
    if (policies.length === 0) return {};
    return { cleanupPolicies: policies.map(toBlock), cleanupPolicyDryRun: dryRun };
  }
}

function toBlock(policy: CleanupPolicy): ArtifactRegistryRepositoryCleanupPolicies {
  const { policyId: id, action, condition, mostRecentVersions } = policy;
  const packageNamePrefixes = listOrNothing(condition.packageNamePrefixes);
  if (mostRecentVersions !== undefined) {
    return { id, action, mostRecentVersions: { keepCount: mostRecentVersions, packageNamePrefixes } };
  }
  return {
    id,
    action,
    condition: {
      tagState: condition.tagState ?? TagState.ANY,
      olderThan: condition.olderThan?.toSecondsString(),
      newerThan: condition.newerThan?.toSecondsString(),
      tagPrefixes: listOrNothing(condition.tagPrefixes),
      versionNamePrefixes: listOrNothing(condition.versionNamePrefixes),
      packageNamePrefixes,
    },
  };
}

/** Whether a policy deletes versions of a tag state whatever their age and name. */
function isUnconditional({ action, condition }: CleanupPolicy): boolean {
  return (
    action === "DELETE" &&
    (condition.olderThan === undefined || condition.olderThan.toSeconds() < LEAST_AGE_SECONDS) &&
    condition.newerThan === undefined &&
    isEmpty(condition.tagPrefixes) &&
    isEmpty(condition.versionNamePrefixes) &&
    isEmpty(condition.packageNamePrefixes)
  );
}

function isEmpty(list: readonly string[] | undefined): boolean {
  return list === undefined || list.length === 0;
}

function listOrNothing(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : [...list];
}
