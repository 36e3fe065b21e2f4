import type { DownloadRule } from "./download-rule";

/** `unknown` is never safe: it stands for "could be allowed" as well as for "could be denied". */
export type Outcome = "allowed" | "denied" | "unknown";

/** What happens to a download, and why. */
export interface Decision {
  readonly outcome: Outcome;

  /**
   * The rule that decides, the very object that the policy was made from. Of an unknown outcome: the rule that makes
   * it unknown.
   *
   * @default - no rule decides
   */
  readonly rule?: DownloadRule;

  /**
   * The upstream whose rules decide, when a virtual repository was asked.
   *
   * @default - not decided by an upstream
   */
  readonly upstream?: string;

  /**
   * The versions that are allowed, when any version was asked for and only some are.
   *
   * @default - all versions have the outcome
   */
  readonly versions?: readonly string[];

  /** A clause without a full stop that names the rules; text from them is quoted and escaped. */
  readonly reason: string;
}
