import type { Decision, Outcome } from "./decision";
import type { DownloadRule } from "./download-rule";

/**
 * Rules of which it is not known what they are for: any of them may be that of the package which is asked for, or that
 * of the whole repository. There may be thousands, and each package and version is asked about them, so they are put in
 * order once.
 */
export class UnplacedRules {
  /** What decides alike for every version: the first rule of each outcome says as much as all of them. */
  private readonly forAll = new Map<Outcome, DownloadRule>();
  private readonly forSome: readonly DownloadRule[];
  private readonly byId = new Map<string, DownloadRule[]>();

  public constructor(rules: readonly DownloadRule[]) {
    this.forSome = rules.filter(({ versions }) => typeof versions !== "string");
    for (const rule of rules) {
      const { versions } = rule;
      const decision = typeof versions === "string" ? rule.judge(undefined) : undefined;
      if (decision !== undefined && !this.forAll.has(decision.outcome)) this.forAll.set(decision.outcome, rule);
      for (const id of typeof versions === "string" ? [] : versions.ids) {
        const same = this.byId.get(id);
        if (same === undefined) this.byId.set(id, [rule]);
        else same.push(rule);
      }
    }
  }

  /**
   * A rule that would decide otherwise, were it the one that counts.
   *
   * @param decision what is decided without these rules
   * @param id the version; undefined stands for those that no condition names
   * @param otherwise what is decided where such a rule is the one that counts and does not apply
   */
  public contradicting(decision: Decision, id: string | undefined, otherwise: Decision): DownloadRule | undefined {
    const naming = (id === undefined ? undefined : this.byId.get(id)) ?? [];
    const applying = [...this.forAll.values(), ...naming].find((rule) => rule.judge(id)?.outcome !== decision.outcome);
    if (applying !== undefined || otherwise.outcome === decision.outcome) return applying;
    // Of those that name versions, the first that does not name this one: the others were looked at above.
    return this.forSome.find((rule) => rule.judge(id) === undefined);
  }
}
