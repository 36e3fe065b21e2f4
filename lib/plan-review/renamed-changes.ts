import { changedAttributes } from "../terraform/changed-attributes";
import { isNeverDeleted } from "../terraform/undeleted-types";
import { nameOf } from "../terraform/resource-values";
import type { ResourceChange, TerraformPlan } from "../terraform";

/** Compared by what they mean, wherever they stand: downloads, and who may do what. */
const COMPARED_BY_MEANING = /^google_artifact_registry_|_iam_(?:member|binding|policy|custom_role)$/;

/**
 * The changes, with one in the place of two where a resource goes at one address and comes at another and says the same
 * there: as somebody writes who renames it without `moved`. It is made anew, and what it holds is lost, but nothing
 * opens or closes by it.
 */
export function withRenamed(plan: TerraformPlan): readonly ResourceChange[] {
  const { changes } = plan;
  const gone = goneByName(changes);
  if (gone.size === 0) return changes;
  const taken = new Set<ResourceChange>();
  const renamed = changes.map((one): ResourceChange => {
    if (!isNew(one)) return one;
    const alike = (gone.get(`${nameIn(one)} ${placeIn(one)}`) ?? gone.get(nameIn(one)) ?? []).slice(0, MOST_ALIKE);
    const old = alike.find((other) => !taken.has(other) && saysTheSame(other, one, plan));
    if (old === undefined) return one;
    taken.add(old);
    const after = plan.asBefore(one.address, old.before ?? {}, one.after ?? {});
    return { ...one, before: old.before, after, actions: ["delete", "create"], previousAddress: old.address };
  });
  return taken.size === 0 ? changes : renamed.filter((one) => !taken.has(one));
}

/** Of more resources of one name the rest is not looked at, and told as gone and new: it would take too long. */
const MOST_ALIKE = 100;

/** By type and name, and with the place too where that is known: thousands can be called alike, each somewhere else. */
function goneByName(changes: readonly ResourceChange[]): ReadonlyMap<string, readonly ResourceChange[]> {
  const gone = new Map<string, ResourceChange[]>();
  for (const one of changes.filter(isGone)) {
    for (const key of [nameIn(one), `${nameIn(one)} ${placeIn(one)}`]) {
      const same = gone.get(key);
      if (same === undefined) gone.set(key, [one]);
      else same.push(one);
    }
  }
  return gone;
}

function isGone({ actions, isData, type, before, deposedKey }: ResourceChange): boolean {
  // What the provider never deletes is forgotten, and stays for what takes its place.
  const isLetGo = actions.join() === (isNeverDeleted(type) ? "forget" : "delete");
  if (isData || !isLetGo || before === undefined) return false;
  return deposedKey === undefined && !COMPARED_BY_MEANING.test(type);
}

function isNew({ actions, isData, importId, before }: ResourceChange): boolean {
  if (isData || actions.join() !== "create") return false;
  return before === undefined && importId === undefined;
}

function nameIn({ type, before, after }: ResourceChange): string {
  return `${type} ${nameOf(after ?? before, "")}`;
}

function placeIn({ before, after }: ResourceChange): string {
  const { project, location, region, zone } = after ?? before ?? {};
  return JSON.stringify([project, location, region, zone]);
}

function saysTheSame(
  { before = {} }: ResourceChange,
  { address, after = {} }: ResourceChange,
  plan: TerraformPlan,
): boolean {
  return changedAttributes(before, plan.asBefore(address, before, after)).length === 0;
}
