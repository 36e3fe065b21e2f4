import { type PolicyRepository } from "../../policy";
import { isDownloadRule, isRepository, readRule, repositoryPlace } from "../../policy/terraform-repositories";
import { isHeldBack } from "../../policy/planned-repositories";
import type { ResourceChange, TerraformBlock, TerraformPlan, TerraformResources } from "../../terraform";
import { isSamePlace } from "../../terraform/resource-place";
import { type Phrase, phrase } from "../../text/phrase";
import { isDefaultDeny } from "./default-deny";
import type { Pair } from "./repository-pairs";

/** The world before and after: one entry for each plan, in their order. */
export interface Worlds {
  readonly plans: readonly TerraformPlan[];
  readonly before: readonly TerraformResources[];
  readonly after: readonly TerraformResources[];
  readonly isDrift: boolean;
}

/** A DENY for a whole repository, with the place of its plan. */
interface PlacedDeny {
  readonly at: number;
  readonly block: TerraformBlock;
}

/** What becomes of the rules that deny, for whole repositories, whatever no other rule allows. */
export class DefaultDenyChanges {
  /** Of each plan, by address. */
  private readonly changes: readonly ReadonlyMap<string, ResourceChange>[];

  public constructor(private readonly worlds: Worlds) {
    this.changes = worlds.plans.map(
      (plan) => new Map((worlds.isDrift ? plan.drift : plan.changes).toReversed().map((one) => [one.address, one])),
    );
  }

  /** What happened to the rule that denied, in words; undefined where that cannot be said. */
  public openedBy({ before, after }: Pair): Phrase | undefined {
    if (before === undefined) return phrase`the repository is created without a rule that denies what nobody listed`;
    if (before.mode === "virtual" || after === undefined) return undefined;
    const deny = this.denyOf(before);
    if (deny === undefined) return undefined;
    return this.lostWithRepository(before, deny) ?? this.changedRule(deny);
  }

  /**
   * The DENY for the whole repository that the apply deletes and makes anew, where that is not sure to be after the
   * repository is.
   */
  public replaced({ before, after }: Pair): { readonly address: string; readonly reason: Phrase } | undefined {
    const deny = this.worlds.isDrift || after === undefined ? undefined : this.deleted(before);
    if (deny === undefined) return undefined;
    const { at, block } = deny;
    const { address } = block;
    const home = before?.address;
    if (home === undefined || !this.isDeleted(before?.document, home)) {
      const reason = phrase`the DENY ${address} is deleted and made anew while the repository stands:
        in between everything can be downloaded, and an apply may stop there`;
      return { address, reason };
    }
    if (this.isSureToFollow(deny, home, before?.document === at)) return undefined;
    const reason = phrase`the repository is replaced, and its DENY ${address} does not depend on it as far
      as the plan shows: it may be made anew before the old repository is deleted, and go with that`;
    return { address, reason };
  }

  /** The DENY for the whole repository, when the apply deletes it. */
  public deleted(before: PolicyRepository | undefined): PlacedDeny | undefined {
    const deny = before === undefined || before.mode === "virtual" ? undefined : this.denyOf(before);
    return deny !== undefined && this.isDeleted(deny.at, deny.block.address) ? deny : undefined;
  }

  /** A repository that goes takes its rules with it. */
  private lostWithRepository(before: PolicyRepository, { at, block }: PlacedDeny): Phrase | undefined {
    const home = this.changeAt(before.document, before.address);
    const left = this.changeAt(at, block.address);
    if (home === undefined || !isRepository(home)) return undefined;
    if (isHeldBack(home) && left?.actions.includes("delete") === true) {
      return phrase`the repository cannot be deleted (its deletion_policy is PREVENT): the apply stops there,
        and its DENY ${block.address} is gone by then`;
    }
    const isReplaced = home.actions.includes("delete");
    const staysAsShown = left?.after !== undefined && !left.actions.includes("create");
    return isReplaced && staysAsShown
      ? phrase`the repository is replaced, and its DENY ${block.address} goes with it: Terraform shows that as it was,
        and does not make it again`
      : undefined;
  }

  /** What the rule says instead of denying all of the repository. */
  private changedRule({ at, block }: PlacedDeny): Phrase | undefined {
    const left = this.changeAt(at, block.address);
    if (left?.after === undefined) return phrase`the DENY ${block.address} is removed while the repository stays`;
    const later = this.worlds.after[at]?.at(left.address);
    if (later === undefined) return undefined;
    const isHome = isSamePlace(repositoryPlace(later), repositoryPlace(block));
    if (isHome === false) return phrase`the DENY ${block.address} moves to another repository`;
    const { action, scope, versions } = readRule(later);
    if (action === "ALLOW") return phrase`the DENY ${block.address} becomes an ALLOW`;
    if (action === "UNKNOWN") return phrase`the action of ${block.address} is not known to be DENY any more`;
    if (scope !== "REPOSITORY")
      return phrase`the DENY ${block.address} is no longer for the whole repository but for a package`;
    if (versions !== "ANY") return phrase`the DENY ${block.address} becomes conditional`;
    return isHome === undefined
      ? phrase`the repository of the DENY ${block.address} cannot be seen before the apply`
      : undefined;
  }

  /**
   * Whether the apply makes the DENY only after the repository is replaced. A plan does not show what triggers a
   * replacement, but Terraform waits for it; here that is hardly anything but the repository.
   */
  private isSureToFollow({ at, block }: PlacedDeny, home: string, isOfOnePlan: boolean): boolean {
    const isTriggered = this.changeAt(at, block.address)?.reason === "replace_by_triggers";
    if (isTriggered || !isOfOnePlan) return true;
    return this.worlds.plans[at]?.configuration.dependsOn(block.address, home) !== false;
  }

  private isDeleted(at: number | undefined, address: string | undefined): boolean {
    return this.changeAt(at, address)?.actions.includes("delete") === true;
  }

  /** What a plan does to an address; other plans may have the same addresses. */
  private changeAt(at: number | undefined, address: string | undefined): ResourceChange | undefined {
    return at === undefined || address === undefined ? undefined : this.changes[at]?.get(address);
  }

  /** The DENY for the whole repository, and its plan; of several that are one, that which the apply deletes. */
  private denyOf(repository: PolicyRepository): PlacedDeny | undefined {
    const found = repository.rules.filter(isDefaultDeny).flatMap((rule): readonly PlacedDeny[] => {
      const block = repository.blockOf?.(rule);
      if (block === undefined || !isDownloadRule(block)) return [];
      return [{ at: this.worlds.before.indexOf(block.configuration), block }];
    });
    return found.find(({ at, block }) => this.isDeleted(at, block.address)) ?? found[0];
  }
}
