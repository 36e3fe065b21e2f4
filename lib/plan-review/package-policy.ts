import {
  afterApply,
  type Decision,
  DownloadRule,
  isDownloadRule,
  isHeldBack,
  isRepository,
  isSameRepository,
  NOT_DEFINED,
  type Policy,
  type PolicyRepository,
  readRule,
  RepositoryPolicy,
  repositoryKey,
  terraformRepositories,
} from "../policy";
import {
  HiddenValue,
  type ResourceChange,
  type TerraformBlock,
  type TerraformFields,
  type TerraformPlan,
  type TerraformResources,
} from "../terraform";
import { digest } from "./digest";
import { type Downloads, downloadsPhrase } from "./downloads";
import type { Effect, Finding, PackageChange } from "./finding";
import { compareDownloads, type Comparison } from "./package-comparison";
import { lockLines } from "./lock-lines";
import { type Phrase, phrase } from "../text/phrase";
import { nameOf, needsDeny, type Pair, repositoryPairs } from "./repository-pairs";
import { isSame } from "../terraform/resource-values";

/** The world before and after: one entry for each plan, in their order. */
export interface Worlds {
  readonly plans: readonly TerraformPlan[];
  readonly before: readonly TerraformResources[];
  readonly after: readonly TerraformResources[];
  readonly isDrift: boolean;
}

/** A change without its key. */
type Unnamed = Omit<PackageChange, "key">;

/** What is not there serves nothing. */
const ABSENT = new RepositoryPolicy([DownloadRule.denyAll("absent")]);

/** What no plan defines, though rules name it, is somewhere else, also where no rule names it yet. */
const ELSEWHERE = new RepositoryPolicy([], NOT_DEFINED);

/** The world that plans make, when they are applied side by side. */
export function plannedWorlds(plans: readonly TerraformPlan[]): Worlds {
  return { plans, before: plans.map(({ before }) => before), after: afterApply(plans), isDrift: false };
}

/**
 * What changes in the downloads from repositories: by what rules mean before and after, not by how they differ. A repository is
 * followed by its name, else by its Terraform address.
 *
 * @returns the changes of each plan, in their order: a change stands with the plan that defines the repository
 */
export function packageChanges(worlds: Worlds): readonly (readonly PackageChange[])[] {
  const found: PackageChange[][] = worlds.plans.map(() => []);
  const comparison = new PolicyComparison(worlds);
  for (const pair of comparison.pairs()) {
    const changes = comparison.changes(pair).map((change) => ({ ...change, key: keyOf(change) }));
    const at = comparison.planOf(pair);
    found[at]?.push(...changes);
  }
  return found;
}

/** The finding that stands for a change of the downloads of a package. */
export function packageFinding(change: PackageChange, isDrift: boolean): Finding {
  return new PackageFinding(change, isDrift);
}

/** Its summary is made when it is asked for: there may be thousands, and the table says the same. */
class PackageFinding implements Finding {
  public readonly key: string;
  public readonly kind = "package-policy";
  public readonly effect: Effect;
  public readonly address: string;

  public constructor(
    private readonly change: PackageChange,
    public readonly isDrift: boolean,
  ) {
    ({ key: this.key, effect: this.effect, address: this.address } = change);
  }

  public get summary(): Phrase {
    return summaryOf(this.change);
  }
}

function summaryOf({ repository, name, before, after, reason }: PackageChange): Phrase {
  const what = name === null ? phrase`every package that nobody listed` : phrase`package ${name}`;
  const why = reason === undefined ? phrase`` : phrase`: ${reason}`;
  return phrase`${what} in ${repository}: ${downloadsPhrase(before)} → ${downloadsPhrase(after)}${why}`;
}

function keyOf({ repository, name, before, after, effect, reason }: Unnamed): string {
  const substance = `${textOf(before)}->${textOf(after)}${reason === undefined ? "" : `:${reason.toString()}`}`;
  return `package-policy:${repository}:${name ?? "*"}:${effect}:${substance.length <= 80 ? substance : digest(substance)}`;
}

class PolicyComparison {
  private readonly befores: readonly PolicyRepository[];
  private readonly afters: readonly PolicyRepository[];

  /** The same without the rules of which it is not known what they are for. */
  private readonly settledBefores: ReadonlyMap<string, PolicyRepository>;
  private readonly settledAfters: ReadonlyMap<string, PolicyRepository>;
  private readonly lines: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

  public constructor(private readonly worlds: Worlds) {
    this.befores = terraformRepositories(worlds.before);
    this.afters = terraformRepositories(worlds.after);
    this.settledBefores = settled(worlds.before, this.befores);
    this.settledAfters = settled(worlds.after, this.afters);
    this.lines = lockLines(worlds.plans);
  }

  public pairs(): readonly Pair[] {
    return repositoryPairs(
      this.befores,
      this.afters,
      (before, after) => this.planAt(this.worlds.before, before) === this.planAt(this.worlds.after, after),
    );
  }

  public planOf({ before, after }: Pair): number {
    const at = [this.planAt(this.worlds.after, after), this.planAt(this.worlds.before, before)].find((one) => one >= 0);
    return at ?? 0;
  }

  public changes(pair: Pair): readonly Unnamed[] {
    const { before, after } = pair;
    const main = after ?? before;
    if (main === undefined) return [];
    const isOwn = (before === undefined || after === undefined) && !needsDeny(main);
    if (isOwn && main.rules.length === 0) return [];
    const [settledBefore, settledAfter] = [
      this.settledOf(this.settledBefores, before, after),
      this.settledOf(this.settledAfters, after, before),
    ];
    const others = this.others(pair, isOwn);
    const ownRules = this.changedRules(pair);
    const rows = [...new Set([...settledBefore.packageNames, ...settledAfter.packageNames])].sort().flatMap((name) => {
      const compared = compareDownloads(settledBefore.of(name), settledAfter.of(name), this.isSame(pair));
      if (compared.effect === undefined) return [];
      const origins = after === undefined ? undefined : this.lines.get(after.name)?.get(name);
      return [
        {
          repository: main.name,
          name,
          before: compared.before,
          after: compared.after,
          effect: compared.effect,
          address: ownRules.get(name) ?? this.addressOf(pair, compared),
          ...(origins === undefined || compared.effect === "narrowed" ? {} : { origins }),
          ...(compared.effect === "unknown" && compared.shownBy !== undefined
            ? { reason: reasonOf(compared.shownBy.after, this.addressOf(pair, compared)) }
            : {}),
        },
      ];
    });
    return [...others, ...rows];
  }

  /** The row for all packages that nobody listed. */
  private others(pair: Pair, isOwn: boolean): readonly Unnamed[] {
    const { before, after } = pair;
    const main = after ?? before;
    if (main === undefined || isOwn) return [];
    const row = (
      effect: Effect,
      compared: { before: Downloads; after: Downloads },
      address: string,
      reason?: Phrase,
    ): Unnamed => ({
      repository: main.name,
      name: null,
      before: compared.before,
      after: compared.after,
      effect,
      address,
      ...(reason === undefined ? {} : { reason }),
    });
    const known = compareDownloads(
      this.settledOf(this.settledBefores, before, after).ofOthers(),
      this.settledOf(this.settledAfters, after, before).ofOthers(),
      this.isSame(pair),
    );
    if (known.effect === "widened" || known.effect === "unknown") {
      const address = this.deletedDeny(before)?.address ?? this.addressOf(pair, known);
      return [
        row("opened", known, address, this.openedBy(pair) ?? (known.shownBy && reasonOf(known.shownBy.after, address))),
      ];
    }
    const replaced = this.replacedDeny(pair);
    if (replaced !== undefined) {
      return [row("opened", known, replaced.address, replaced.reason)];
    }
    const all = compareDownloads(
      (before?.policy ?? absentOr(after)).ofOthers(),
      (after?.policy ?? absentOr(before)).ofOthers(),
      this.isSame(pair),
    );
    if (all.effect === "widened" || all.effect === "unknown") {
      const address = this.addressOf(pair, all);
      // What may have been denied, and no longer is, counts as opened.
      return [
        row(
          all.effect === "widened" ? "opened" : "unknown",
          all,
          address,
          all.shownBy && reasonOf(all.shownBy.after, address),
        ),
      ];
    }
    return known.effect === undefined ? [] : [row(known.effect, known, this.addressOf(pair, known))];
  }

  /** What happened to the rule that denied, in words. */
  private openedBy({ before, after }: Pair): Phrase | undefined {
    if (before === undefined) return phrase`the repository is created without a rule that denies what nobody listed`;
    if (before.mode === "virtual" || after === undefined) return undefined;
    const deny = this.denyOf(before);
    if (deny === undefined) return undefined;
    const { at, block } = deny;
    const key = repositoryKey(block);
    const home = this.changeAt(this.planAt(this.worlds.before, before), before.address);
    const isReplaced = home !== undefined && isRepository(home) && home.actions.includes("delete");
    const left = this.changeAt(at, block.address);
    if (home !== undefined && isHeldBack(home) && left?.actions.includes("delete") === true) {
      return phrase`the repository cannot be deleted (its deletion_policy is PREVENT): the apply stops there, and its DENY ${block.address} is gone by then`;
    }
    if (isReplaced && left?.after !== undefined && !left.actions.includes("create")) {
      return phrase`the repository is replaced, and its DENY ${block.address} goes with it: Terraform shows that as it was, and does not make it again`;
    }
    if (left?.after === undefined) return phrase`the DENY ${block.address} is removed while the repository stays`;
    const later = this.worlds.after[at]?.at(left.address);
    if (later === undefined) return undefined;
    if (isSameRepository(repositoryKey(later), key) === false)
      return phrase`the DENY ${block.address} moves to another repository`;
    const rule = readRule(later);
    if (rule.action === "ALLOW") return phrase`the DENY ${block.address} becomes an ALLOW`;
    if (rule.action === "UNKNOWN") return phrase`the action of ${block.address} is not known to be DENY any more`;
    if (rule.scope !== "REPOSITORY")
      return phrase`the DENY ${block.address} is no longer for the whole repository but for a package`;
    if (rule.versions !== "ANY") return phrase`the DENY ${block.address} becomes conditional`;
    if (isSameRepository(repositoryKey(later), key) === undefined)
      return phrase`the repository of the DENY ${block.address} cannot be seen before the apply`;
    return undefined;
  }

  /** The DENY for the whole repository that the apply deletes and makes anew, where that is not sure to be after the repository is. */
  private replacedDeny({ before, after }: Pair): { readonly address: string; readonly reason: Phrase } | undefined {
    const deny = this.worlds.isDrift || after === undefined ? undefined : this.deletedDeny(before);
    if (deny === undefined) return undefined;
    const { at, address } = deny;
    const home = before?.address;
    if (home === undefined || !this.isDeleted(this.planAt(this.worlds.before, before), home)) {
      const reason = phrase`the DENY ${address} is deleted and made anew while the repository stands: in between everything can be downloaded, and an apply may stop there`;
      return { address, reason };
    }
    // A plan does not show what triggers a replacement, but Terraform waits for it; here that is hardly anything but the repository.
    const isTriggered = this.changeAt(at, address)?.reason === "replace_by_triggers";
    if (
      isTriggered ||
      at !== this.planAt(this.worlds.before, before) ||
      this.worlds.plans[at]?.configuration.dependsOn(address, home) !== false
    )
      return undefined;
    const reason = phrase`the repository is replaced, and its DENY ${address} does not depend on it as far as the plan shows: it may be made anew before the old repository is deleted, and go with that`;
    return { address, reason };
  }

  /** The DENY for the whole repository, and its plan, when the apply deletes it. */
  private deletedDeny(
    before: PolicyRepository | undefined,
  ): { readonly at: number; readonly address: string } | undefined {
    const deny = before === undefined || before.mode === "virtual" ? undefined : this.denyOf(before);
    return deny !== undefined && this.isDeleted(deny.at, deny.block.address)
      ? { at: deny.at, address: deny.block.address }
      : undefined;
  }

  private isDeleted(at: number, address: string | undefined): boolean {
    return this.changeAt(at, address)?.actions.includes("delete") === true;
  }

  /** What a plan does to an address; other plans may have the same addresses. */
  private changeAt(at: number, address: string | undefined): ResourceChange | undefined {
    const plan = this.worlds.plans[at];
    return plan === undefined ? undefined : this.changesOf(plan).find((change) => change.address === address);
  }

  private changesOf(plan: TerraformPlan): readonly ResourceChange[] {
    return this.worlds.isDrift ? plan.drift : plan.changes;
  }

  /** The DENY for the whole repository, and its plan; of several that are one, that which the apply deletes. */
  private denyOf(repository: PolicyRepository): { readonly at: number; readonly block: TerraformBlock } | undefined {
    const rules = repository.rules.filter(
      ({ action, operation, scope, versions }) =>
        action === "DENY" && operation === "DOWNLOAD" && scope === "REPOSITORY" && versions === "ANY",
    );
    const found = rules.flatMap((rule) => this.blockOf(this.worlds.before, repository, rule) ?? []);
    return found.find(({ at, block }) => this.isDeleted(at, block.address)) ?? found[0];
  }

  /** The resource that a rule was read from; undefined where several plans have one at its address, and it cannot be said which it is. */
  private blockOf(
    worlds: readonly TerraformResources[],
    repository: PolicyRepository,
    rule: DownloadRule,
  ): { readonly at: number; readonly block: TerraformBlock } | undefined {
    const address = repository.addressOf(rule);
    if (address === undefined) return undefined;
    const found = worlds.flatMap((world, at) => {
      const block = world.at(address);
      return block !== undefined && isDownloadRule(block) ? [{ at, block }] : [];
    });
    return found.find(({ block }) => readRule(block) === rule) ?? (found.length === 1 ? found[0] : undefined);
  }

  /** Whether two decisions that are unknown follow from rules with the same text, known in whole. */
  private isSame({ before, after }: Pair): (one: Decision, other: Decision) => boolean {
    return (one, other) => {
      if (one.rule === undefined && other.rule === undefined) return one.reason === other.reason;
      if (one.rule === undefined || other.rule === undefined || before === undefined || after === undefined)
        return false;
      const [was, is] = [
        this.blockOf(this.worlds.before, before, one.rule),
        this.blockOf(this.worlds.after, after, other.rule),
      ];
      return was !== undefined && is !== undefined && isSameRule(was.block.body, is.block.body);
    };
  }

  private settledOf(
    all: ReadonlyMap<string, PolicyRepository>,
    one: PolicyRepository | undefined,
    other: PolicyRepository | undefined,
  ): Policy {
    if (one === undefined) return absentOr(other);
    return all.get(identityOf(one))?.policy ?? one.policy;
  }

  /** The addresses of the packages' own rules, as far as the plan changes them. */
  private changedRules({ before, after }: Pair): ReadonlyMap<string, string> {
    const changed = new Set(
      this.worlds.plans.flatMap((plan) =>
        this.changesOf(plan)
          .filter(({ actions }) => actions[0] !== "no-op")
          .map(({ address }) => address),
      ),
    );
    return new Map(
      [before, after].flatMap((repository) =>
        (repository?.rules ?? []).flatMap((rule): readonly (readonly [string, string])[] => {
          const address = repository?.addressOf(rule);
          return rule.packageId !== undefined && address !== undefined && changed.has(address)
            ? [[rule.packageId, address]]
            : [];
        }),
      ),
    );
  }

  /** The rule that decides now, if it did not before; else the one that did; else the repository. */
  private addressOf({ before, after }: Pair, { shownBy }: Comparison): string {
    const now = shownBy?.after.rule && after?.addressOf(shownBy.after.rule);
    const earlier = shownBy?.before.rule && before?.addressOf(shownBy.before.rule);
    const isOld =
      now === undefined ||
      (this.worlds.before.some((world) => world.at(now) !== undefined) &&
        earlier !== undefined &&
        this.isGone(earlier));
    return (isOld ? earlier : now) ?? after?.address ?? before?.address ?? "";
  }

  private isGone(address: string): boolean {
    return this.worlds.after.every((world) => world.at(address) === undefined);
  }

  private planAt(worlds: readonly TerraformResources[], repository: PolicyRepository | undefined): number {
    if (repository === undefined) return -1;
    const { address, rules } = repository;
    const places = address === undefined ? rules.flatMap((rule) => repository.addressOf(rule) ?? []) : [address];
    return worlds.findIndex((world) =>
      places.some((place) => {
        const block = world.at(place);
        if (block === undefined) return false;
        const { project, location, repositoryId } = repositoryKey(block);
        return (
          project === repository.project &&
          location === repository.location &&
          (repositoryId ?? repository.name) === repository.name
        );
      }),
    );
  }
}

function absentOr(other: PolicyRepository | undefined): Policy {
  return other !== undefined && other.address === undefined ? ELSEWHERE : ABSENT;
}

/** Why a decision is what it is, where the rule shows it; else in the policy's own words. */
function reasonOf({ rule, upstream, reason }: Decision, address: string): Phrase {
  const through = upstream === undefined ? phrase`` : phrase`through upstream ${upstream}: `;
  if (rule?.scope === "UNKNOWN")
    return phrase`${through}the package of ${address} is not known, and can be any that nobody listed`;
  if (rule?.action === "UNKNOWN") return phrase`${through}the action of ${address} is not known to be ALLOW or DENY`;
  if (rule?.versions === "UNKNOWN") return phrase`${through}the condition of ${address} is not known or not understood`;
  if (rule === undefined && upstream !== undefined)
    return phrase`${through}no rule applies there, and without one every download is allowed`;
  return phrase`${reason}`;
}

/** Whether two rules say the same for sure. The repository that they say it of is followed by itself, unless it cannot be seen. */
function isSameRule(one: TerraformFields, other: TerraformFields): boolean {
  const isHidden = (field: string): boolean => one[field] instanceof HiddenValue || other[field] instanceof HiddenValue;
  const fields = [
    "action",
    "operation",
    "package_id",
    "condition",
    ...["project", "location", "repository_id"].filter(isHidden),
  ];
  return fields.every((field) => isSame(one[field], other[field]));
}

function settled(
  worlds: readonly TerraformResources[],
  all: readonly PolicyRepository[],
): ReadonlyMap<string, PolicyRepository> {
  const isSettled = all.every(({ rules }) => rules.every(({ scope }) => scope !== "UNKNOWN"));
  const repositories = isSettled ? all : terraformRepositories(worlds, ({ scope }) => scope !== "UNKNOWN");
  return new Map(repositories.map((one) => [identityOf(one), one]));
}

function identityOf(repository: PolicyRepository): string {
  return `${repository.address ?? ""} ${nameOf(repository)}`;
}

function textOf(downloads: Downloads): string {
  return typeof downloads === "string" ? downloads : downloads.join(",");
}
