import { type Decision, DownloadRule, type Policy, type PolicyRepository } from "../../policy";
import { afterApply } from "../../policy/planned-repositories";
import { NOT_DEFINED, terraformRepositories } from "../../policy/terraform-repositories";
import { RepositoryPolicy } from "../../policy/repository-policy";
import type { TerraformFields, TerraformPlan, TerraformResources } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { fingerprint } from "../../text/fingerprint";
import { type DownloadableVersions, downloadsPhrase } from "./downloadable-versions";
import type { Effect, Finding, PackageChange } from "../finding";
import { DefaultDenyChanges, type Worlds } from "./default-deny-changes";
import { compareDownloads, type Comparison } from "./compared-downloads";
import type { Reads } from "../plan-rule";
import { lockPlaces } from "./lock-places";
import { type Phrase, phrase } from "../../text/phrase";
import { nameOf, needsDeny, type Pair, repositoryPairs } from "./repository-pairs";
import { isSame } from "../../terraform/resource-values";

/** What of a type decides on downloads. */
export function packagePolicyReads(type: string): Reads | undefined {
  if (type === "google_artifact_registry_repository") return { paths: ["repository_id", "format", "mode"] };
  const paths = ["repository_id", "rule_id", "action", "operation", "package_id", "condition"];
  return type === "google_artifact_registry_rule" ? { paths, creation: true, deletion: true } : undefined;
}

/** A change without its key: what it does not say is undefined. */
type Unnamed = { readonly [Field in keyof Required<Omit<PackageChange, "key">>]: PackageChange[Field] };

/**
 * A change with its key. It is put together field by field: there may be thousands, and an object with spreads in it
 * takes ten times as long, and twice the memory.
 */
export function keyed(change: Partial<Unnamed> & Omit<PackageChange, "key">, key: string): PackageChange {
  const { repository, project, location, name, before, after, effect, address, origins, reason } = change;
  const found: { -readonly [Field in keyof PackageChange]: PackageChange[Field] } = {
    key,
    repository,
    name,
    before,
    after,
    effect,
    address,
  };
  if (project !== undefined) found.project = project;
  if (location !== undefined) found.location = location;
  if (origins !== undefined) found.origins = origins;
  if (reason !== undefined) found.reason = reason;
  return found;
}

/** What becomes of the packages that nobody listed. */
interface OtherPackages {
  readonly effect: Effect;
  readonly compared: Comparison;
  readonly address: string;
  readonly reason?: Phrase | undefined;
}

function isOpening({ effect }: Comparison): boolean {
  return effect === "widened" || effect === "unknown";
}

/** What is not there serves nothing. */
const ABSENT = new RepositoryPolicy([DownloadRule.denyAll("absent")]);

/** What no plan defines, though rules name it, is somewhere else, also where no rule names it yet. */
const ELSEWHERE = new RepositoryPolicy([], NOT_DEFINED);

/** The world that plans make, when they are applied side by side. */
export function plannedWorlds(plans: readonly TerraformPlan[]): Worlds {
  return { plans, before: plans.map(({ before }) => before), after: afterApply(plans), isDrift: false };
}

/**
 * What changes in the downloads from repositories: by what rules mean before and after, not by how they differ. A
 * repository is followed by its name, else by its Terraform address.
 *
 * @returns the changes of each plan, in their order: a change stands with the plan that defines the repository
 */
export function packageChanges(worlds: Worlds): readonly (readonly PackageChange[])[] {
  const found: PackageChange[][] = worlds.plans.map(() => []);
  const comparison = new PolicyComparison(worlds);
  for (const pair of comparison.pairs()) {
    const plan = found[comparison.planOf(pair)];
    for (const change of comparison.changes(pair)) plan?.push(keyed(change, keyOf(change)));
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
  public readonly rule = "package-policy";
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

  public get content(): unknown {
    return contentOf(this.change);
  }
}

function summaryOf({ repository, name, before, after, reason }: PackageChange): Phrase {
  const what = name === null ? phrase`every package that nobody listed` : phrase`package ${name}`;
  const why = reason === undefined ? phrase`` : phrase`: ${reason}`;
  return phrase`${what} in ${repository}: ${downloadsPhrase(before)} → ${downloadsPhrase(after)}${why}`;
}

/** Which versions of what can be downloaded from where; what is not known of that is not seen. */
export function contentOf({
  project,
  location,
  repository,
  name,
  before,
  after,
  effect,
  reason,
}: PackageChange): unknown {
  const isSeen = effect !== "unknown" && project !== undefined && location !== undefined;
  const place = [project, location, repository, name];
  return [place, textOf(before), textOf(after), reason?.toString(), isSeen ? "" : HiddenValue.unknown()];
}

function keyOf({ repository, name, before, after, effect, reason }: Unnamed): string {
  const substance = `${textOf(before)}->${textOf(after)}${reason === undefined ? "" : `:${reason.toString()}`}`;
  const digest = substance.length <= 80 ? substance : fingerprint(substance);
  return `package-policy:${repository}:${name ?? "*"}:${effect}:${digest}`;
}

class PolicyComparison {
  private readonly befores: readonly PolicyRepository[];
  private readonly afters: readonly PolicyRepository[];

  /** The same without the rules of which it is not known what they are for. */
  private readonly settledBefores: ReadonlyMap<string, PolicyRepository>;
  private readonly settledAfters: ReadonlyMap<string, PolicyRepository>;
  private readonly denies: DefaultDenyChanges;

  /** The names that several repositories have, in different places. */
  private readonly shared: ReadonlySet<string>;

  /** The addresses that the plans change. */
  private readonly changed: ReadonlySet<string>;
  private readonly lines: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

  public constructor(private readonly worlds: Worlds) {
    this.befores = terraformRepositories(worlds.before);
    this.afters = terraformRepositories(worlds.after);
    this.settledBefores = settled(worlds.before, this.befores);
    this.settledAfters = settled(worlds.after, this.afters);
    this.denies = new DefaultDenyChanges(worlds);
    this.lines = lockPlaces(worlds.plans);
    this.shared = sharedNames([...this.befores, ...this.afters]);
    const changes = worlds.plans.flatMap((plan) => (worlds.isDrift ? plan.drift : plan.changes));
    this.changed = new Set(changes.filter(({ actions }) => actions[0] !== "no-op").map(({ address }) => address));
  }

  public pairs(): readonly Pair[] {
    return repositoryPairs(this.befores, this.afters);
  }

  public planOf({ before, after }: Pair): number {
    return after?.document ?? before?.document ?? 0;
  }

  public changes(pair: Pair): readonly Unnamed[] {
    const { before, after } = pair;
    const main = after ?? before;
    if (main === undefined) return [];
    const isOwn = (before === undefined || after === undefined) && !needsDeny(main);
    if (isOwn && main.rules.length === 0 && main.isFilled !== true) return [];
    const [settledBefore, settledAfter] = [
      this.settledOf(this.settledBefores, before, after),
      this.settledOf(this.settledAfters, after, before),
    ];
    const others = this.others(pair, isOwn);
    const ownRules = this.changedRules(pair);
    const names = [...new Set([...settledBefore.packageNames, ...settledAfter.packageNames])].sort();
    const [place, isSameDecision] = [this.placeOf(main), this.isSame(pair)];
    const rows: Unnamed[] = [];
    for (const name of names) {
      const compared = compareDownloads(settledBefore.named(name), settledAfter.named(name), isSameDecision);
      if (compared.effect === undefined) continue;
      const { before: was, after: is, effect, shownBy } = compared;
      const address = ownRules.get(name) ?? this.addressOf(pair, compared);
      const isTraced = after !== undefined && effect !== "narrowed";
      const origins = isTraced ? this.lines.get(after.name)?.get(name) : undefined;
      const isUnseen = effect === "unknown" && shownBy !== undefined;
      const reason = isUnseen ? reasonOf(shownBy.after, this.addressOf(pair, compared)) : undefined;
      const { repository, project, location } = place;
      rows.push({ repository, project, location, name, before: was, after: is, effect, address, origins, reason });
    }
    return [...others, ...rows];
  }

  /** The row for all packages that nobody listed. */
  private others(pair: Pair, isOwn: boolean): readonly Unnamed[] {
    const { before, after } = pair;
    const main = after ?? before;
    if (main === undefined || isOwn) return [];
    const row = ({ effect, compared, address, reason }: OtherPackages): readonly Unnamed[] => {
      const { before: was, after: is } = compared;
      const place = this.placeOf(main);
      return [{ ...place, name: null, before: was, after: is, effect, address, reason, origins: undefined }];
    };
    const known = compareDownloads(
      this.settledOf(this.settledBefores, before, after).ofOthers(),
      this.settledOf(this.settledAfters, after, before).ofOthers(),
      this.isSame(pair),
    );
    if (isOpening(known)) return row(this.opened(pair, known));
    const replaced = this.denies.replaced(pair);
    if (replaced !== undefined) return row({ effect: "opened", compared: known, ...replaced });
    const all = compareDownloads(
      (before?.policy ?? absentOr(after)).ofOthers(),
      (after?.policy ?? absentOr(before)).ofOthers(),
      this.isSame(pair),
    );
    if (isOpening(all)) {
      const address = this.addressOf(pair, all);
      const reason = all.shownBy && reasonOf(all.shownBy.after, address);
      // What may have been denied, and no longer is, counts as opened.
      return row({ effect: all.effect === "widened" ? "opened" : "unknown", compared: all, address, reason });
    }
    if (known.effect === undefined) return [];
    return row({ effect: known.effect, compared: known, address: this.addressOf(pair, known) });
  }

  private opened(pair: Pair, compared: Comparison): OtherPackages {
    const address = this.denies.deleted(pair.before)?.block.address ?? this.addressOf(pair, compared);
    const reason = this.denies.openedBy(pair) ?? (compared.shownBy && reasonOf(compared.shownBy.after, address));
    return { effect: "opened", compared, address, reason };
  }

  /** Where a repository is; its place stands before a name that others have, too. */
  private placeOf({ name, project, location }: PolicyRepository): Pick<Unnamed, "repository" | "project" | "location"> {
    const whole = [project, location, name].filter((one) => one !== undefined).join("/");
    return { repository: this.shared.has(name) ? whole : name, project, location };
  }

  /** Whether two decisions that are unknown follow from rules with the same text, known in whole. */
  private isSame({ before, after }: Pair): (one: Decision, other: Decision) => boolean {
    return (one, other) => {
      if (one.rule === undefined && other.rule === undefined) return one.reason === other.reason;
      if (one.rule === undefined || other.rule === undefined) return false;
      if (before === undefined || after === undefined) return false;
      const [was, is] = [before.blockOf?.(one.rule), after.blockOf?.(other.rule)];
      return was !== undefined && is !== undefined && isSameRule(was.body, is.body);
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
    const { changed } = this;
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
    const isEarlierGone = earlier !== undefined && this.isGone(earlier);
    const isOld = now === undefined || (isEarlierGone && this.wasThere(now));
    return (isOld ? earlier : now) ?? after?.address ?? before?.address ?? "";
  }

  private wasThere(address: string): boolean {
    return this.worlds.before.some((world) => world.at(address) !== undefined);
  }

  private isGone(address: string): boolean {
    return this.worlds.after.every((world) => world.at(address) === undefined);
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

/**
 * Whether two rules say the same for sure. The repository that they say it of is followed by itself, unless it cannot
 * be seen.
 */
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

function sharedNames(repositories: readonly PolicyRepository[]): ReadonlySet<string> {
  const places = new Map<string, Set<string>>();
  for (const one of repositories) places.set(one.name, (places.get(one.name) ?? new Set()).add(nameOf(one)));
  return new Set([...places].filter(([, found]) => found.size > 1).map(([name]) => name));
}

function textOf(downloads: DownloadableVersions): string {
  return typeof downloads === "string" ? downloads : downloads.join(",");
}
