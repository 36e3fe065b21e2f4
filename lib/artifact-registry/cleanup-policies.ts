import type { ArtifactRegistryRepositoryCleanupPolicies } from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { Validator } from "../core/validator";
import { TagState } from "./cleanup-policy";
import type { CleanupPolicy } from "./cleanup-policy";

/**
 * Below a day, an age is no condition: clean-up runs about once a day.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
 */
const LEAST_AGE_SECONDS = 86_400;

/** The clean-up policies of one repository, together. */
export class CleanupPolicies {
  /** @see https://cloud.google.com/artifact-registry/quotas */
  private static readonly MOST = 10;

  /**
   * @param hasTags whether clean-up is known to see tags of the format; where it is not, every version counts as
   *   untagged
   */
  public static validate(
    validator: Validator,
    policies: CleanupPolicy[],
    hasTags: boolean,
    hasImmutableTags = false,
  ): void {
    for (const problem of idle(policies, hasTags, hasImmutableTags)) validator.problem(problem);
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
    const needed = hasTags ? [TagState.UNTAGGED, TagState.TAGGED] : [TagState.UNTAGGED];
    const everything =
      deletesAllOf.includes(TagState.ANY) || needed.every((tagState) => deletesAllOf.includes(tagState));
    if (everything && !keepsSomeOfAll) {
      const names = policies.filter(isUnconditional).map(({ policyId }) => JSON.stringify(policyId));
      validator.problem(
        `cleanup policy ${names.join(" and ")}: would delete everything in the repository; ` +
          "give it an age or prefixes, or add CleanupPolicy.keepMostRecent(...) for all packages",
      );
    }
  }

  public static toTerraform(
    policies: CleanupPolicy[],
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

/**
 * Policies that can do nothing.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
 */
function* idle(policies: CleanupPolicy[], hasTags: boolean, hasImmutableTags: boolean): Iterable<string> {
  const deletes = policies.some(({ action }) => action === "DELETE");
  for (const { policyId, action, condition } of policies) {
    const name = `cleanup policy ${JSON.stringify(policyId)}`;
    const isTagged = condition.tagState === TagState.TAGGED || !isEmpty(condition.tagPrefixes);
    if (action === "KEEP" && !deletes)
      yield `${name}: keeps what nothing deletes; add CleanupPolicy.delete(...), or leave it out`;
    if (isTagged && !hasTags) {
      yield (
        `${name}: is for tagged versions, and clean-up is known to see tags in Docker repositories only; ` +
        "leave out tagState and tagPrefixes"
      );
    }
    if (isTagged && condition.tagState === TagState.UNTAGGED) {
      yield `${name}: asks for tags of versions that have none; leave out tagPrefixes, or say TagState.TAGGED`;
    }
    if (isTagged && action === "DELETE" && hasImmutableTags) {
      yield (
        `${name}: would delete tagged versions, which immutable tags forbid; say immutableTags: false, ` +
        "or TagState.UNTAGGED"
      );
    }
  }
}

/** Whether a policy deletes versions of a tag state whatever their age and name. */
function isUnconditional({ action, condition }: CleanupPolicy): boolean {
  if (action !== "DELETE") return false;
  const { olderThan, newerThan, tagPrefixes, versionNamePrefixes, packageNamePrefixes } = condition;
  const isOfAnyAge = newerThan === undefined && (olderThan?.toSeconds() ?? 0) < LEAST_AGE_SECONDS;
  return isOfAnyAge && [tagPrefixes, versionNamePrefixes, packageNamePrefixes].every(isEmpty);
}

function isEmpty(list: readonly string[] | undefined): boolean {
  return list === undefined || list.length === 0;
}

function listOrNothing(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : [...list];
}
