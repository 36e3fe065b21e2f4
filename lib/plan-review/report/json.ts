import { asciiJson } from "../../text/ascii-json";
import { approvalKey } from "./approvals";
import type { Finding, PackageChange, PlanReview, Review, UnreadChange } from "../finding";
import { isLoss } from "./headline";

/**
 * The review as JSON on one line, as `review.schema.json` describes it. It is ASCII, whatever the plan holds, and the
 * same for the same review: two reviews can be compared byte by byte.
 */
export function formatJson({ verdict, plans }: Review): string {
  const head = `"version":2,"verdict":${asciiJson(verdict)},"loses":${plans.some(loses)}`;
  return `{${head},"plans":${listOf(plans, planJson)}}\n`;
}

function planJson(plan: PlanReview): string {
  const { name, verdict, packages, findings, unread } = plan;
  const head = `"name":${asciiJson(name)},"verdict":${asciiJson(verdict)},"loses":${loses(plan)}`;
  const lists = [
    `"packages":${listOf(packages, packageJson)}`,
    `"findings":${listOf(findings, findingJson)}`,
    `"unread":${listOf(unread, unreadJson)}`,
  ];
  return `{${[head, ...lists].join(",")}}`;
}

/** Whether something that holds data is destroyed, whatever the verdict is. */
function loses({ findings }: PlanReview): boolean {
  return findings.some(isLoss);
}

function unreadJson({ address, type, action, attributes }: UnreadChange): string {
  return asciiJson({ address, type, action, attributes });
}

function packageJson({ repository, name, before, after, effect }: PackageChange): string {
  return asciiJson({ repository, name, before, after, effect });
}

function findingJson(finding: Finding): string {
  const { rule, kind, effect, address, isDrift, summary } = finding;
  return asciiJson({
    key: approvalKey(finding),
    rule,
    kind,
    effect,
    address,
    summary: `${isDrift ? "outside of Terraform: " : ""}${summary.toString()}`,
  });
}

/** Item by item, so that the whole review does not stand in memory once more. */
function listOf<T>(items: readonly T[], write: (item: T) => string): string {
  return `[${items.map(write).join(",")}]`;
}
