import { type ResourceChange, type TerraformBlock, type TerraformPlan, TerraformResources } from "../terraform";
import { isSamePlace, type ResourcePlace } from "../terraform/resource-place";
import { isDownloadRule, isRepository, repositoryPlace } from "./terraform-repositories";

/**
 * What is there after plans are applied side by side. A repository that is deleted, also for a replacement, takes its
 * rules with it, and Terraform does not notice: it shows those that it does not create again as they were. Nor does it
 * notice that a rule which it deletes at one address is the one that it keeps at another. A repository that cannot be
 * deleted stays, and loses the rules that are deleted before it.
 *
 * @returns one for each plan, in their order
 */
export function afterApply(plans: readonly TerraformPlan[]): readonly TerraformResources[] {
  const deleted = plans.flatMap((plan) => deletedBlocks(plan, isRepository)).map(repositoryPlace);
  const deletedRules = new Map<string, ResourcePlace[]>();
  for (const block of plans.flatMap((plan) => deletedBlocks(plan, isDownloadRule))) {
    const id = ruleId(block);
    if (id !== undefined) deletedRules.set(id, [...(deletedRules.get(id) ?? []), repositoryPlace(block)]);
  }
  return plans.map((plan) => {
    const { after, before, changes } = plan;
    const created = new Set(changes.filter(({ actions }) => actions.includes("create")).map(({ address }) => address));
    const heldBack = new Set(changes.filter(isHeldBack).map(({ address }) => address));
    const staying = before.blocks.filter(({ address }) => heldBack.has(address));
    const isLost = (block: TerraformBlock): boolean => {
      if (heldBack.has(block.address)) return true;
      if (!isDownloadRule(block)) return false;
      const key = repositoryPlace(block);
      if (created.has(block.address)) return staying.some((one) => isSamePlace(key, repositoryPlace(one)) === true);
      const lost = [...deleted, ...(deletedRules.get(ruleId(block) ?? "") ?? [])];
      return lost.some((repository) => isSamePlace(key, repository) === true);
    };
    return after.without(isLost, staying);
  });
}

/** Whether a plan deletes what cannot be deleted, so that the apply stops there: a repository that says so. */
export function isHeldBack(change: ResourceChange): boolean {
  return isRepository(change) && change.actions.includes("delete") && change.before?.deletion_policy === "PREVENT";
}

function deletedBlocks(
  { changes, before }: TerraformPlan,
  isWanted: (block: TerraformBlock) => boolean,
): readonly TerraformBlock[] {
  const gone = new Set(changes.filter(({ actions }) => actions.includes("delete")).map(({ address }) => address));
  return before.blocks.filter((block) => gone.has(block.address) && isWanted(block));
}

function ruleId({ body, configuration }: TerraformBlock): string | undefined {
  return configuration.text(body.rule_id);
}
