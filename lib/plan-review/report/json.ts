import { approvalKey } from "./approvals";
import type { Finding, PackageChange, PlanReview, Review } from "../finding";

/**
 * The review as JSON on one line, as `review.schema.json` describes it. It is ASCII, whatever the plan holds, and the same for the same
 * review: two reviews can be compared byte by byte.
 */
export function formatJson({ verdict, plans }: Review): string {
  return `{"version":1,"verdict":${jsonOf(verdict)},"plans":${listOf(plans, planJson)}}\n`;
}

function planJson({ name, verdict, packages, findings }: PlanReview): string {
  return `{"name":${jsonOf(name)},"verdict":${jsonOf(verdict)},"packages":${listOf(packages, packageJson)},"findings":${listOf(findings, findingJson)}}`;
}

function packageJson({ repository, name, before, after, effect }: PackageChange): string {
  return jsonOf({ repository, name, before, after, effect });
}

function findingJson(finding: Finding): string {
  const { kind, effect, address, isDrift, summary } = finding;
  return jsonOf({
    key: approvalKey(finding),
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

function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
