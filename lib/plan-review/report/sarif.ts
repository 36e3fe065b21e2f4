import { formatSarif, type SarifResult } from "../../text/sarif";
import type { Effect, Finding, Review } from "../finding";
import { PLAN_RULES } from "../rules";
import { type Approvals, approvalKey } from "./approvals";
import { isLoss } from "./headline";

/** What the review is made of besides its rules. */
const OTHERS = [
  { id: "package-policy", finds: "what can be downloaded from a repository, and could not, or no longer" },
  { id: "plan", finds: "plans that do not show everything" },
  { id: "unread", finds: "changes that no rule reads" },
];

const LEVELS: Readonly<Record<Effect, SarifResult["level"]>> = {
  opened: "error",
  widened: "warning",
  unknown: "warning",
  unread: "warning",
  changed: "note",
  narrowed: "note",
};

/** How the results are made, besides the review. */
export interface SarifOptions {
  readonly approvals: Approvals;

  /** Of this package. */
  readonly version: string;
}

/**
 * The review for code scanning: each finding is a result, at the first line of its plan; one that is approved is
 * suppressed.
 */
export function formatReviewSarif({ plans }: Review, { approvals, version }: SarifOptions): string {
  const rules = [...OTHERS, ...PLAN_RULES.map(({ id, finds }) => ({ id, finds }))];
  const results = plans.flatMap(({ name, findings }) => findings.map((finding) => resultOf(finding, name, approvals)));
  return formatSarif(version, rules, results);
}

function resultOf(finding: Finding, file: string, approvals: Approvals): SarifResult {
  const { rule, effect, address, summary, isDrift } = finding;
  return {
    rule,
    level: isLoss(finding) ? "error" : LEVELS[effect],
    message: `${isDrift ? "outside of Terraform: " : ""}${summary.toString()}`,
    file,
    ...(address === "" ? {} : { name: address }),
    fingerprint: approvalKey(finding),
    ...(approvals.cover(finding) ? { acceptedBecause: "its key is in the file of approvals" } : {}),
  };
}
