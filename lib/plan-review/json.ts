import { approvalKey } from "./approvals";
import type { Review } from "./finding";

/**
 * The review as JSON on one line, as `review.schema.json` describes it. It is ASCII, whatever the plan holds, and the same for the same
 * review: two reviews can be compared byte by byte.
 */
export function formatJson({ verdict, plans }: Review): string {
  const json = JSON.stringify({
    version: 1,
    verdict,
    plans: plans.map((plan) => ({
      name: plan.name,
      verdict: plan.verdict,
      packages: plan.packages.map(({ repository, name, before, after, effect }) => ({ repository, name, before, after, effect })),
      findings: plan.findings.map((finding) => ({
        key: approvalKey(finding),
        kind: finding.kind,
        effect: finding.effect,
        address: finding.address,
        summary: `${finding.isDrift ? "outside of Terraform: " : ""}${finding.summary.toString()}`,
      })),
    })),
  });
  return `${json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}
