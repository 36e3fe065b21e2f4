import type { ResourceChange, TerraformFields } from "../../terraform";
import { fingerprint } from "../../text/fingerprint";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { blocksAt, holdsHidden, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";

const REPOSITORY_FIELDS = ["cleanup_policies", "cleanup_policy_dry_run"];

const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["google_artifact_registry_repository", REPOSITORY_FIELDS],
  ["google_storage_bucket", ["lifecycle_rule"]],
]);

/**
 * Cleanup policies: which packages are deleted by themselves.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
 */
export const safetyCleanupRule: PlanRule = ruleOf(
  {
    id: "safety-cleanup",
    kind: "safety",
    finds:
      "cleanup policies that leave their dry run, packages that are deleted by more policies or kept by fewer, and lifecycle rules that delete objects",
    reads: (type) => ({ paths: FIELDS.get(type) ?? [] }),
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const { address, type, before, after, isData } = change;
      if (type === "google_storage_bucket") return bucket(change);
      if (isData || type !== "google_artifact_registry_repository" || before === undefined || after === undefined)
        return [];
      if (REPOSITORY_FIELDS.every((name) => isSame(before[name], after[name]))) return [];
      const name = nameOf(after, address);
      const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
        { subject: `${textAt(after, "location") ?? "?"}/${name}`, substance, effect, address, summary },
      ];
      const [was, is] = [inForce(before), inForce(after)];
      if (is === undefined || is.some(holdsHidden)) {
        return see(
          "unknown",
          "unknown",
          phrase`which packages are deleted from repository ${name} by themselves cannot be seen before the apply`,
        );
      }
      const old = was ?? [];
      const more = is.filter((one) => !old.some((other) => isSame(one, other)));
      const less = old.filter((one) => !is.some((other) => isSame(one, other)));
      const deletes = (policies: readonly TerraformFields[]): readonly string[] =>
        ids(policies.filter(({ action }) => action !== "KEEP"));
      const keeps = (policies: readonly TerraformFields[]): readonly string[] =>
        ids(policies.filter(({ action }) => action === "KEEP"));
      if (deletes(is).length === 0) {
        return deletes(old).length === 0
          ? []
          : see("narrowed", "off", phrase`packages are no longer deleted from repository ${name} by themselves`);
      }
      if (deletes(old).length === 0) {
        return see(
          "widened",
          `on ${deletes(is).join(" ")}`,
          phrase`packages are now deleted from repository ${name} by themselves, by cleanup policy ${deletes(is)}`,
        );
      }
      const looser = [...deletes(more), ...keeps(less)].sort();
      if (looser.length > 0) {
        return see(
          "widened",
          `looser ${looser.join(" ")}`,
          phrase`more packages may be deleted from repository ${name} by themselves: cleanup policy ${looser} is new, changed or gone`,
        );
      }
      const tighter = [...deletes(less), ...keeps(more)].sort();
      return tighter.length === 0
        ? []
        : see(
            "narrowed",
            `tighter ${tighter.join(" ")}`,
            phrase`fewer packages are deleted from repository ${name} by themselves`,
          );
    }),
);

/** @see https://cloud.google.com/storage/docs/lifecycle */
function bucket({ address, before, after, isData }: ResourceChange): readonly Observation[] {
  if (isData || before === undefined || after === undefined || isSame(before.lifecycle_rule, after.lifecycle_rule))
    return [];
  const name = nameOf(after, address);
  const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
    { subject: `bucket ${name}`, substance, effect, address, summary },
  ];
  const deletes = (body: TerraformFields): readonly TerraformFields[] | undefined =>
    blocksAt(body, "lifecycle_rule")?.filter((one) => textAt(one, "action.type") === "Delete" || holdsHidden(one));
  const [was, is] = [deletes(before) ?? [], deletes(after)];
  if (is === undefined || is.some((one) => holdsHidden(one) && !was.some((other) => isSame(one, other)))) {
    return see(
      "unknown",
      "unknown",
      phrase`which objects are deleted from bucket ${name} by themselves cannot be seen before the apply`,
    );
  }
  const more = is.filter((one) => !was.some((other) => isSame(one, other)));
  if (more.length > 0) {
    const when = more.map(({ condition }) => fingerprint(JSON.stringify(condition ?? ""))).sort();
    return see(
      "widened",
      `more ${when.join(" ")}`,
      phrase`objects are deleted from bucket ${name} by themselves, by lifecycle rules that are new or change (${more.length})`,
    );
  }
  return was.length === is.length
    ? []
    : see("narrowed", "fewer", phrase`fewer objects are deleted from bucket ${name} by themselves`);
}

/** The policies that delete or keep anything; none while they are only tried out; undefined where it is not known. */
function inForce(body: TerraformFields): readonly TerraformFields[] | undefined {
  const dryRun = valueAt(body, "cleanup_policy_dry_run") ?? false;
  if (dryRun === true) return [];
  return dryRun === false ? blocksAt(body, "cleanup_policies") : undefined;
}

function ids(policies: readonly TerraformFields[]): readonly string[] {
  return policies.map((one) => textAt(one, "id") ?? "without a name");
}
