import { type TerraformBlock, type TerraformPlan, TerraformResources } from "../terraform";
import { isDownloadRule, isRepository, isSameRepository, type RepositoryKey, repositoryKey } from "./terraform-repositories";

/**
 * What is there after plans are applied side by side. A repository that is deleted, also for a replacement, takes its rules with it, and
 * Terraform does not notice: it shows those that it does not create again as they were.
 *
 * @returns one for each plan, in their order
 */
export function afterApply(plans: readonly TerraformPlan[]): readonly TerraformResources[] {
  const deleted = plans.flatMap(deletedRepositories);
  return plans.map((plan) => {
    const { after } = plan;
    const created = new Set(plan.changes.filter(({ actions }) => actions.includes("create")).map(({ address }) => address));
    const isLost = (block: TerraformBlock): boolean => {
      if (!isDownloadRule(block) || created.has(block.address)) return false;
      const key = repositoryKey(block);
      return deleted.some((repository) => isSameRepository(key, repository) === true);
    };
    return after.without(isLost);
  });
}

function deletedRepositories(plan: TerraformPlan): readonly RepositoryKey[] {
  const gone = new Set(plan.changes.filter(({ actions }) => actions.includes("delete")).map(({ address, previousAddress }) => previousAddress ?? address));
  return plan.before.blocks.filter((block) => isRepository(block) && gone.has(block.address)).map(repositoryKey);
}
