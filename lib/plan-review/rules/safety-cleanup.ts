import type { TerraformFields } from "../../terraform";
import { fingerprint } from "../../text/fingerprint";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { phrase } from "../../text/phrase";
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
      "cleanup policies that leave their dry run, packages that are deleted by more policies or kept by fewer, " +
      "and lifecycle rules that delete objects",
    reads: (type) => ({ paths: FIELDS.get(type) ?? [] }),
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      if (change.isData || change.before === undefined || change.after === undefined) return [];
      if (change.type === "google_storage_bucket") return bucket(change.address, change.before, change.after);
      if (change.type !== "google_artifact_registry_repository") return [];
      return repository(change.address, change.before, change.after);
    }),
);

function repository(address: string, before: TerraformFields, after: TerraformFields): readonly Observation[] {
  if (REPOSITORY_FIELDS.every((field) => isSame(before[field], after[field]))) return [];
  const name = nameOf(after, address);
  const see = seeing(`${textAt(after, "location") ?? "?"}/${name}`, address);
  const [old, now] = [inForce(before) ?? [], inForce(after)];
  if (now === undefined || now.some(holdsHidden)) {
    const summary = phrase`which packages are deleted from repository ${name} by themselves cannot be seen before
      the apply`;
    return [see("unknown", "unknown", summary)];
  }
  const [deleted, deletes] = [deleting(old), deleting(now)];
  if (deletes.length === 0) {
    const summary = phrase`packages are no longer deleted from repository ${name} by themselves`;
    return deleted.length === 0 ? [] : [see("narrowed", "off", summary)];
  }
  if (deleted.length === 0) {
    const summary = phrase`packages are now deleted from repository ${name} by themselves,
      by cleanup policy ${deletes}`;
    return [see("widened", `on ${deletes.join(" ")}`, summary)];
  }
  return compared(old, now, name, see);
}

/** Policies that delete, before and after. */
function compared(
  old: readonly TerraformFields[],
  now: readonly TerraformFields[],
  name: string,
  see: See,
): readonly Observation[] {
  const [more, less] = [without(now, old), without(old, now)];
  const looser = [...deleting(more), ...keeping(less)].sort();
  if (looser.length > 0) {
    const summary = phrase`more packages may be deleted from repository ${name} by themselves:
      cleanup policy ${looser} is new, changed or gone`;
    return [see("widened", `looser ${looser.join(" ")}`, summary)];
  }
  const tighter = [...deleting(less), ...keeping(more)].sort();
  if (tighter.length === 0) return [];
  const summary = phrase`fewer packages are deleted from repository ${name} by themselves`;
  return [see("narrowed", `tighter ${tighter.join(" ")}`, summary)];
}

function deleting(policies: readonly TerraformFields[]): readonly string[] {
  return ids(policies.filter(({ action }) => action !== "KEEP"));
}

function keeping(policies: readonly TerraformFields[]): readonly string[] {
  return ids(policies.filter(({ action }) => action === "KEEP"));
}

/** @see https://cloud.google.com/storage/docs/lifecycle */
function bucket(address: string, before: TerraformFields, after: TerraformFields): readonly Observation[] {
  if (isSame(before.lifecycle_rule, after.lifecycle_rule)) return [];
  const name = nameOf(after, address);
  const see = seeing(`bucket ${name}`, address);
  const [was, is] = [rulesThatDelete(before) ?? [], rulesThatDelete(after)];
  if (is === undefined || without(is, was).some(holdsHidden)) {
    const summary = phrase`which objects are deleted from bucket ${name} by themselves cannot be seen before the apply`;
    return [see("unknown", "unknown", summary)];
  }
  const more = without(is, was);
  if (more.length > 0) {
    const when = more.map(({ condition }) => fingerprint(JSON.stringify(condition ?? ""))).sort();
    const summary = phrase`objects are deleted from bucket ${name} by themselves, by lifecycle rules that are new
      or change (${more.length})`;
    return [see("widened", `more ${when.join(" ")}`, summary)];
  }
  if (was.length === is.length) return [];
  return [see("narrowed", "fewer", phrase`fewer objects are deleted from bucket ${name} by themselves`)];
}

function rulesThatDelete(body: TerraformFields): readonly TerraformFields[] | undefined {
  const rules = blocksAt(body, "lifecycle_rule");
  return rules?.filter((one) => textAt(one, "action.type") === "Delete" || holdsHidden(one));
}

function without(some: readonly TerraformFields[], others: readonly TerraformFields[]): readonly TerraformFields[] {
  return some.filter((one) => !others.some((other) => isSame(one, other)));
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
