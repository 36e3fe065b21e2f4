import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { reviewPlans, type PlanReview } from "../../lib/plan-review";
import { PLAN_RULES } from "../../lib/plan-review/rules";
import { TerraformPlan } from "../../lib/terraform";

const PLANS = resolve(__dirname, "../../__tests__/plan-review/plans");

/** Real plans of the real provider, and what each changes. */
const CHANGES: Readonly<Record<string, string>> = {
  initial: "everything is created",
  "no-changes": "nothing",
  "packages-widened": "flask 3.0.2 to 3.0.3, certifi unpinned, jinja2 and werkzeug new",
  "packages-narrowed": "kfp removed, numpy loses 1.26.4, pandas from any version to 2.2.2",
  "packages-both": "as narrowed, and left-pad new",
  "opened-deny-removed": "the DENY for the whole repository goes",
  "access-and-network": "a group may write; the private network gets NAT and a default route, its egress deny goes",
  "repository-moved": "the repository's location changes: everything is replaced",
  "unknown-package": "a rule whose package is known only after the apply",
  "perimeter-opened": "a perimeter loses a service, and gets a way in and a way out",
  "dry-run-lifted": "a perimeter that was only tried out is enforced",
  "schedule-account-changed": "a scheduled pipeline runs as another account, in another image",
  "attachment-accepts-all": "any project may attach itself to the network",
  "destroy-everything": "all is destroyed",
};

export const REAL_PLANS: readonly string[] = Object.keys(CHANGES);

/** What the review says of real plans, and all of its rules. */
export function planReviewTables(): string {
  const verdicts = Object.entries(CHANGES).map(([name, change]) => {
    const plan = TerraformPlan.read(JSON.parse(readFileSync(join(PLANS, `${name}.json`), "utf8")));
    const [review] = reviewPlans([{ name, plan }]).plans;
    return review === undefined ? [] : [`\`${name}\``, change, `**${review.verdict}**`, counted(review)];
  });
  const packagePolicy = [
    "package-policy",
    "",
    "what can be downloaded from a repository, by what its rules mean before and after, version by version",
  ];
  const rules = PLAN_RULES.map(({ id, kind, finds }) => [kind, `\`${id}\``, finds]);
  return [
    "## Real plans",
    "",
    table(["plan", "what it changes", "verdict", "findings"], verdicts),
    "",
    "## Rules",
    "",
    table(["kind", "rule", "finds"], [packagePolicy, ...rules]),
  ].join("\n");
}

function counted({ findings }: PlanReview): string {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.map((kind) => `${findings.filter((one) => one.kind === kind).length} ${kind}`).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
