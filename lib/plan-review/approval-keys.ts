import { createHash } from "node:crypto";
import type { TerraformPlan } from "../terraform";
import { ChangedContent } from "./changed-content";
import type { Finding } from "./finding";
import type { ReviewedChange } from "./plan-rule";
import { PLAN_RULES } from "./rules";

/** Characters of a key that a person reads; the digest behind them stands for all of it. */
const LONGEST = 150;

/** What the readable part is made of; all else is spelled out. */
const SPELLED_OUT = /[^\w./@*=,[\]"'(){}:~%+<>-]/gu;

/** How every key ends. */
const SEALED = /:[0-9a-f]{32}(?::plan-[0-9a-f]{32})?(?::\d+)?$/;

const RULES: ReadonlySet<string> = new Set(["package-policy", "plan", "unread", ...PLAN_RULES.map(({ id }) => id)]);

/** What a key is made of; of a finding `key` is what can be read of it. */
export type Unsealed = Pick<Finding, "key" | "rule" | "kind" | "effect" | "address" | "isDrift" | "content">;

/**
 * Makes the keys of a review, by which findings are approved: one approval is for one change. A key says in words what
 * changes, and ends in a digest of everything that makes the change this one: the rule, where the resource is and what
 * it is called, all of the new content that the finding speaks of, and what was there until now. Where some of that
 * cannot be seen, the digest of the plan stands there too, so that the approval is for no other plan.
 */
export class ApprovalKeys {
  /**
   * Whether a key is one that an older version made, or somebody cut off: it begins with a rule, and lacks the digest.
   */
  public static isOutdated(key: string): boolean {
    return RULES.has(key.slice(0, key.indexOf(":"))) && !SEALED.test(key);
  }

  private readonly taken = new Map<string, number>();
  private readonly plans = new Map<TerraformPlan, string>();
  private readonly contents = new Map<ReviewedChange, ChangedContent>();

  /** The key of a finding, which no other finding of the review has. */
  public seal({ key, rule, kind, effect, address, isDrift, content }: Unsealed, change: ReviewedChange): string {
    const { text, isSeen } = this.contentOf(change).of(address, content);
    const whole = digest([JSON.stringify([rule, kind, effect, isDrift, key, address, text])]);
    const bound = isSeen ? "" : `:plan-${this.planDigest(change.plan)}`;
    return this.unique(`${readable(key)}:${whole}${bound}`);
  }

  private contentOf(change: ReviewedChange): ChangedContent {
    const content = this.contents.get(change) ?? new ChangedContent(change);
    this.contents.set(change, content);
    return content;
  }

  private planDigest(plan: TerraformPlan): string {
    const known = this.plans.get(plan) ?? digest(ChangedContent.ofPlan(plan));
    this.plans.set(plan, known);
    return known;
  }

  /** Two findings that say the same of the same are two lines all the same. */
  private unique(key: string): string {
    const times = (this.taken.get(key) ?? 0) + 1;
    this.taken.set(key, times);
    return times === 1 ? key : `${key}:${times}`;
  }
}

function readable(key: string): string {
  return key
    .slice(0, LONGEST)
    .replace(SPELLED_OUT, (one) =>
      one === " "
        ? "+"
        : [...Buffer.from(one)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    )
    .slice(0, LONGEST);
}

/** 128 bits: nobody finds two contents with one digest. */
function digest(parts: Iterable<string>): string {
  const hash = createHash("sha256");
  // Each is a JSON text, so that none goes over into the next.
  for (const part of parts) hash.update(`${part}\n`);
  return hash.digest("hex").slice(0, 32);
}
