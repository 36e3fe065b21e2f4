import type { Decision } from "./decision";
import type { DownloadRule } from "./download-rule";
import { PackagePolicy, Policy } from "./policy";
import { quote } from "../text/quoting";
import { UnplacedRules } from "./unplaced-rules";
import { distinctVersions } from "./version-condition";

const OPEN: Decision = { outcome: "allowed", reason: "no rule applies, and without one every download is allowed" };

/** Rules for the same thing that a message names. */
const MOST_NAMED = 5;

/**
 * Which rule of a standard or remote repository decides a download, as `ASSUMPTIONS` has it: the package's own rule if
 * that applies, then the rule for the whole repository, and without either the download is allowed.
 *
 * A decision is unknown unless it is the same however the open questions are settled:
 * - where no rule applies and not all rules are seen, another one may;
 * - a rule with an unknown action, operation or condition leaves open what it would decide;
 * - a rule whose package is unknown may be that of any package, or that of the whole repository;
 * - two rules for one package, or for the whole repository, cannot be: what they are for is unknown throughout.
 */
export class RepositoryPolicy extends Policy {
  /** The rules, in the order of their ids. */
  public readonly rules: readonly DownloadRule[];
  public override readonly packageNames: readonly string[];

  private readonly open: Decision;
  private readonly repositoryRules: readonly DownloadRule[];
  private readonly unplacedRules: UnplacedRules;
  private readonly ids: readonly ReadonlySet<string>[];
  private readonly packageRules = new Map<string, DownloadRule[]>();
  private others?: PackagePolicy;

  /**
   * @param rules the rules of the repository, in any order
   * @param unseen why the repository may have rules that are not among these; none when these are all
   */
  public constructor(rules: readonly DownloadRule[], unseen?: string) {
    super();
    this.open = unseen === undefined ? OPEN : { outcome: "unknown", reason: unseen };
    this.rules = Object.freeze(inOneOrder(rules));
    this.repositoryRules = this.rules.filter(({ scope }) => scope === "REPOSITORY");
    const unplaced = this.rules.filter(({ scope }) => scope === "UNKNOWN");
    this.unplacedRules = new UnplacedRules(unplaced);
    this.ids = [new Set([...this.repositoryRules, ...unplaced].flatMap(idsOf))];
    for (const rule of this.rules) {
      if (rule.packageId === undefined) continue;
      const same = this.packageRules.get(rule.packageId);
      if (same === undefined) this.packageRules.set(rule.packageId, [rule]);
      else same.push(rule);
    }
    this.packageNames = Object.freeze([...this.packageRules.keys()].sort());
  }

  protected override on(name: string | undefined): PackagePolicy {
    const own = (name === undefined ? undefined : this.packageRules.get(name)) ?? [];
    if (own.length > 0) return this.where(own);
    // All packages without a rule of their own are decided alike.
    this.others ??= this.where(own);
    return this.others;
  }

  private where(own: readonly DownloadRule[]): PackagePolicy {
    const ids = own.length === 0 ? this.ids : [new Set(own.flatMap(idsOf)), ...this.ids];
    return new PackagePolicy(ids, (id) => this.level(own, id, this.level(this.repositoryRules, id, this.open)));
  }

  /** What the rules that are for the same thing decide, where `otherwise` is decided when none of them applies. */
  private level(rules: readonly DownloadRule[], id: string | undefined, otherwise: Decision): Decision {
    const [rule, second] = rules;
    if (second !== undefined) {
      const more = rules.length > MOST_NAMED ? ` and ${rules.length - MOST_NAMED} more` : "";
      const names = `${rules.slice(0, MOST_NAMED).map(String).join(", ")}${more}`;
      return {
        outcome: "unknown",
        rule: second,
        reason: `${names}: for the same packages, where the service keeps one`,
      };
    }
    const decision = rule === undefined ? otherwise : (rule.judge(id) ?? besides(rule, otherwise));
    if (decision.outcome === "unknown") return decision;
    const doubtful = this.unplacedRules.contradicting(decision, id, otherwise);
    if (doubtful === undefined) return decision;
    const reason = `${doubtful.toString()}: its package is not known and may be this one; without it, ${
      decision.reason
    }`;
    return { outcome: "unknown", rule: doubtful, reason };
  }
}

/** The versions that a rule names. */
function idsOf({ versions }: DownloadRule): readonly string[] {
  return typeof versions === "string" ? [] : [...versions.ids];
}

/** By id; rules with the same id, which the service does not have, by all that they hold. */
function inOneOrder(rules: readonly DownloadRule[]): readonly DownloadRule[] {
  return rules
    .map((rule) => ({ rule, id: JSON.stringify(rule.ruleId) }))
    .sort(
      (one, other) =>
        compareTexts(one.id, other.id) || compareTexts(JSON.stringify(one.rule), JSON.stringify(other.rule)),
    )
    .map(({ rule }) => rule);
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** The decision where a rule is for other versions only. */
function besides(rule: DownloadRule, otherwise: Decision): Decision {
  const versions =
    typeof rule.versions === "string" ? "" : distinctVersions(rule.versions.versions).map(quote).join(", ");
  return { ...otherwise, reason: `${rule.toString()} is only for ${versions}; ${otherwise.reason}` };
}
