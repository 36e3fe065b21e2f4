import type { ResourceChange, TerraformPlan, TerraformResources } from "../terraform";
import type { AttributePath } from "./cards/card";
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

/** What of a resource type a rule looks at. */
export interface Reads {
  /**
   * Attributes, with what is below them.
   *
   * @default - none
   */
  readonly paths?: readonly AttributePath[];

  /**
   * Attributes, and blocks of which only that they are there: what is below them is not looked at.
   *
   * @default - none
   */
  readonly exact?: readonly AttributePath[];

  /**
   * Names of attributes, wherever they stand.
   *
   * @default - none
   */
  readonly names?: RegExp;

  /**
   * Whether it judges what a new one does, beside its attributes.
   *
   * @default false
   */
  readonly creation?: boolean;

  /**
   * Whether it judges what it means that one is gone.
   *
   * @default false
   */
  readonly deletion?: boolean;
}

/** Of a type of which a rule looks at everything. */
export const EVERYTHING: Reads = { names: /./, creation: true, deletion: true };

/** One thing to look for. */
export interface PlanRule {
  /** Stays the same over releases: keys of findings begin with it. */
  readonly id: string;
  readonly kind: FindingKind;

  /** What it finds, for the table in the documents: a clause without a full stop. */
  readonly finds: string;

  /**
   * What of a type it looks at; undefined for types that do not concern it.
   *
   * @default - nothing that another rule has not to look at, too
   */
  readonly reads?: (type: string) => Reads | undefined;

  /**
   * Whether a resource that goes to another project, or becomes a part of something else, is gone there and new here
   * for the rule, too: of rules that look at each change alone, and at what stays the same in it not at all.
   *
   * @default false
   */
  readonly readsMoved?: boolean;

  /** Pure: the same change makes the same findings, in any order. */
  readonly review: (change: ReviewedChange) => readonly Finding[];
}
