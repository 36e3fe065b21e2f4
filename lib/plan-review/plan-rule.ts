import type { ResourceChange, TerraformPlan, TerraformResources } from "../terraform";
import type { Finding, FindingKind } from "./finding";

/** What a rule looks at: what a plan does, or (drift) what happened since the last apply without Terraform. */
export interface ReviewedChange {
  readonly plan: TerraformPlan;

  /** Resources that stay as they are among them. */
  readonly changes: readonly ResourceChange[];

  /** Everything that the plan shows, before and after. */
  readonly before: TerraformResources;
  readonly after: TerraformResources;
  readonly isDrift: boolean;
}

/** One thing to look for. */
export interface PlanRule {
  /** Stays the same over releases: keys of findings begin with it. */
  readonly id: string;
  readonly kind: FindingKind;

  /** What it finds, for the table in the documents: a clause without a full stop. */
  readonly finds: string;

  /** Pure: the same change makes the same findings, in any order. */
  readonly review: (change: ReviewedChange) => readonly Finding[];
}
