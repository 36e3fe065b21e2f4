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
 * Compares rules by what they are for: the service has one for the repository and one for each package, whatever they are called.
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
  const place = (rule: DownloadRule): string => {
    const address = addressOf(rule);
    return address === undefined ? "" : ` (${quote(address)})`;
  };
  const subjects = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return subjects.flatMap((subject): readonly RuleDifference[] => {
    const [rule, ...rivals] = wanted.get(subject) ?? [];
    const [actual, ...others] = found.get(subject) ?? [];
    const either = rule ?? actual;
    if (either === undefined) return [];
    const about = {
      ruleId: either.ruleId,
      ...(either.scope === "UNKNOWN" ? {} : { packageName: either.packageId ?? null }),
    };
    const difference = (state: RuleDifference["state"], reason: string): readonly RuleDifference[] => [
      { ...about, state, reason },
    ];

    if (either.scope === "UNKNOWN") {
      const where = rule === undefined ? "at the service" : `in the policy${place(rule)}`;
      return difference("unknown", `what the rule ${where} is for is not known`);
    }
    if (rivals.length + others.length > 0)
      return difference("unknown", "there are several rules for it, where the service keeps one");
    if (actual === undefined)
      return difference("missing", `${meaningOf(either)} is in the policy${place(either)}, and not at the service`);
    if (rule === undefined) return difference("extra", `${meaningOf(actual)} is at the service, and not in the policy`);
    if (!isKnown(rule))
      return difference(
        "unknown",
        `the rule in the policy${place(rule)} is not known or not understood: ${meaningOf(rule)}`,
      );
    if (!isKnown(actual))
      return difference("unknown", `the rule at the service is not understood: ${meaningOf(actual)}`);
    if (meaningOf(rule) === meaningOf(actual)) return [];
    return difference(
      "different",
      `${meaningOf(rule)} in the policy${place(rule)}, ${meaningOf(actual)} at the service`,
    );
  });
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
