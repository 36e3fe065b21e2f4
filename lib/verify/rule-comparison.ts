import { quote } from "../text/quoting";
import type { DownloadRule } from "../policy";

/** How a rule in the policy and the rule for the same thing at the service go together. */
export interface RuleDifference {
  readonly state: "missing" | "extra" | "different" | "unknown";

  /** As its id says; of the deployed rule when the policy has none. */
  readonly ruleId: string;

  /**
   * The package that it is for; null for the whole repository.
   *
   * @default - not known
   */
  readonly packageName?: string | null;

  /** A clause without a full stop. */
  readonly reason: string;
}

/**
 * Compares rules by what they are for: the service has one for the repository and one for each package, whatever they
 * are called.
 *
 * @param addressOf where the policy has a rule
 */
export function compareRules(
  expected: readonly DownloadRule[],
  deployed: readonly DownloadRule[],
  addressOf: (rule: DownloadRule) => string | undefined,
): readonly RuleDifference[] {
  const wanted = bySubject(expected);
  const found = bySubject(deployed);
  const subjects = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return subjects.flatMap((subject): readonly RuleDifference[] => {
    const [rule, ...rivals] = wanted.get(subject) ?? [];
    const [actual, ...others] = found.get(subject) ?? [];
    const about = rule ?? actual;
    const hasRivals = rivals.length + others.length > 0;
    const difference = differenceOf({ rule, actual, hasRivals, place: placeOf(rule, addressOf) });
    if (about === undefined || difference === undefined) return [];
    const { ruleId, scope, packageId = null } = about;
    return [{ ruleId, ...(scope === "UNKNOWN" ? {} : { packageName: packageId }), ...difference }];
  });
}

function placeOf(rule: DownloadRule | undefined, addressOf: (rule: DownloadRule) => string | undefined): string {
  const address = rule === undefined ? undefined : addressOf(rule);
  return address === undefined ? "" : ` (${quote(address)})`;
}

interface Compared {
  /** @default - the policy has none */
  readonly rule: DownloadRule | undefined;
  /** That of the service. @default - it has none */
  readonly actual: DownloadRule | undefined;
  /** Whether either has several for the same thing. */
  readonly hasRivals: boolean;
  /** Where the policy has its rule, to be written behind it. */
  readonly place: string;
}

/** Undefined where both mean the same. */
function differenceOf({
  rule,
  actual,
  hasRivals,
  place,
}: Compared): Pick<RuleDifference, "state" | "reason"> | undefined {
  const unknown = (reason: string): Pick<RuleDifference, "state" | "reason"> => ({ state: "unknown", reason });
  if ((rule ?? actual)?.scope === "UNKNOWN") {
    const where = rule === undefined ? "at the service" : `in the policy${place}`;
    return unknown(`what the rule ${where} is for is not known`);
  }
  if (hasRivals) return unknown("there are several rules for it, where the service keeps one");
  if (actual === undefined) return rule && missing(rule, place);
  if (rule === undefined) {
    return { state: "extra", reason: `${meaningOf(actual)} is at the service, and not in the policy` };
  }
  const [wanted, found] = [meaningOf(rule), meaningOf(actual)];
  if (!isKnown(rule)) return unknown(`the rule in the policy${place} is not known or not understood: ${wanted}`);
  if (!isKnown(actual)) return unknown(`the rule at the service is not understood: ${found}`);
  if (wanted === found) return undefined;
  return { state: "different", reason: `${wanted} in the policy${place}, ${found} at the service` };
}

function missing(rule: DownloadRule, place: string): Pick<RuleDifference, "state" | "reason"> {
  return { state: "missing", reason: `${meaningOf(rule)} is in the policy${place}, and not at the service` };
}

function bySubject(rules: readonly DownloadRule[]): ReadonlyMap<string, readonly DownloadRule[]> {
  const groups = new Map<string, DownloadRule[]>();
  for (const rule of rules) {
    const subject = `${rule.scope} ${rule.scope === "UNKNOWN" ? rule.ruleId : (rule.packageId ?? "")}`;
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [rule]);
    else group.push(rule);
  }
  return groups;
}

function isKnown({ action, operation, versions }: DownloadRule): boolean {
  return action !== "UNKNOWN" && operation !== "UNKNOWN" && versions !== "UNKNOWN";
}

/** Two rules for the same thing that are known mean the same when this is the same. */
function meaningOf({ action, versions, condition }: DownloadRule): string {
  const verb = action === "UNKNOWN" ? "an unknown action" : action;
  if (versions === "ANY") return `${verb} for every version`;
  if (versions === "UNKNOWN")
    return `${verb} under ${condition === undefined ? "an unknown condition" : `the condition ${quote(condition)}`}`;
  return `${verb} for ${versions.list}`;
}
