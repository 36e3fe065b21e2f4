import { isDownloadRule, readRule, repositoryPlace } from "../../policy/terraform-repositories";
import type { TerraformBlock } from "../../terraform";
import { isSamePlace } from "../../terraform/resource-place";
import type { Finding } from "../finding";
import { type Phrase, phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";

/**
 * The service refuses a second rule for a package ("A rule with given package already exists",
 * https://docs.cloud.google.com/sdk/gcloud/reference/artifacts/rules/create), and Terraform does not know.
 */
export const orderOneRulePerPackageRule: PlanRule = {
  id: "order-one-rule-per-package",
  kind: "order",
  finds:
    "a rule that takes over a package from another rule, so that the apply can stop in the middle: " +
    "the service takes one rule for each package",
  review: (change) => (change.isDrift ? [] : findingsOf(change)),
};

function findingsOf({ changes, before, after }: ReviewedChange): readonly Finding[] {
  const actions = new Map(changes.map((one) => [one.address, one.actions]));
  const gone = new Set(changes.filter((one) => one.actions.includes("delete")).map(({ address }) => address));
  const holders = bySubject(before.blocks.filter(isDownloadRule));
  const takers = bySubject(after.blocks.filter(isDownloadRule));
  return [...takers].flatMap(([subject, blocks]) =>
    blocks.flatMap((block): readonly Finding[] => {
      const made = actions.get(block.address) ?? [];
      const own = block.address;
      const earlier = (holders.get(subject) ?? []).filter(
        (holder) => isSamePlace(repositoryPlace(holder), repositoryPlace(block)) === true,
      );
      const isNew =
        made.includes("create") || (made.includes("update") && !earlier.some(({ address }) => address === own));
      if (!isNew) return [];
      const others = earlier.filter(({ address }) => address !== own);
      const isOwnLast =
        made[0] === "create" && made.includes("delete") && earlier.some(({ address }) => address === own);
      if (isOwnLast) {
        return [
          finding(
            block,
            block.address,
            phrase`${block.address} is created before the rule that it replaces is deleted, and both are for ${subject}:
              the service refuses the second one`,
          ),
        ];
      }
      return others.map(({ address }) =>
        finding(
          block,
          address,
          gone.has(address) || actions.get(address)?.includes("update") === true
            ? phrase`${block.address} takes over ${subject} from ${address} in the same apply,
              and the service takes one rule for each package: the apply can stop in the middle`
            : phrase`${block.address} is for ${subject}, as ${address} is already: the service refuses the second one,
              and the apply stops there`,
        ),
      );
    }),
  );
}

function finding({ address }: TerraformBlock, other: string, summary: Phrase): Finding {
  return {
    key: `order-one-rule-per-package:${address}:${other}`,
    rule: "order-one-rule-per-package",
    kind: "order",
    effect: "changed",
    address,
    summary,
    isDrift: false,
  };
}

/** What rules are for: a package, or the whole repository. */
function bySubject(blocks: readonly TerraformBlock[]): ReadonlyMap<string, readonly TerraformBlock[]> {
  const found = new Map<string, TerraformBlock[]>();
  for (const block of blocks) {
    const { scope, packageId } = readRule(block);
    if (scope === "UNKNOWN") continue;
    const subject = packageId ?? "the whole repository";
    const group = found.get(subject);
    if (group === undefined) found.set(subject, [block]);
    else group.push(block);
  }
  return found;
}
