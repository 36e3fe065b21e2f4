import type { Downloads } from "./downloads";
import type { Phrase } from "../text/phrase";

/** What a finding is about. */
export type FindingKind = "package-policy" | "access" | "network" | "upstream" | "safety" | "loss" | "order";

/**
 * What a change does. `opened`: what nobody listed can be installed. `widened`: anything else becomes possible or weaker. `unknown`: it cannot
 * be seen, and is never taken for safe. `changed`: neither more nor less becomes possible.
 */
export type Effect = "opened" | "widened" | "narrowed" | "changed" | "unknown";

/** What a review says in one word: the first that applies. */
export type Verdict = "opened" | "widened" | "narrowed" | "unchanged";

/** One thing that a reviewer should know. */
export interface Finding {
  /** Names the finding in a file of approvals: it stays the same over unrelated changes, and changes with what the finding says. */
  readonly key: string;
  readonly kind: FindingKind;
  readonly effect: Effect;

  /** The Terraform address that it is about. */
  readonly address: string;

  /** One sentence without a full stop. */
  readonly summary: Phrase;

  /** Whether it happened outside of Terraform: the plan found it, and the change did not make it. */
  readonly isDrift: boolean;
}

/** What a change does to the downloads of one package. */
export interface PackageChange {
  /** That of the finding which says the same. */
  readonly key: string;

  /** The repository, by the last part of its name. */
  readonly repository: string;

  /** The PEP 503 name; null for all packages that nobody listed. */
  readonly name: string | null;
  readonly before: Downloads;
  readonly after: Downloads;
  readonly effect: Effect;

  /** The Terraform address of what changes it. */
  readonly address: string;

  /**
   * Where the package stands in a lock file, such as `requirements.lock:12`.
   *
   * @default - the stack does not say
   */
  readonly origins?: readonly string[];

  /**
   * Why it is so, where that cannot be seen from before and after.
   *
   * @default - it can be seen
   */
  readonly reason?: Phrase;
}

/** What is reachable from hosts of a network, in words; one line each. */
export interface NetworkChange {
  readonly network: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Which workload may install from where. */
export interface InstallPath {
  /** The member, such as `serviceAccount:pipelines@…`. */
  readonly member: string;
  readonly repository: string;
  readonly before: boolean;
  readonly after: boolean;
}

/** The review of one plan. */
export interface PlanReview {
  /** What the caller calls the plan: a stack, or a file. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly packages: readonly PackageChange[];

  /** In the order of their weight. */
  readonly findings: readonly Finding[];
  readonly networks: readonly NetworkChange[];
  readonly installs: readonly InstallPath[];

  /** What a reader must know of the plan itself: that it failed, is incomplete, or leaves something for later. */
  readonly notes: readonly Phrase[];
}

/** The review of plans that are applied side by side. */
export interface Review {
  readonly verdict: Verdict;
  readonly plans: readonly PlanReview[];
}
