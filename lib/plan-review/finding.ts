import type { Certainty } from "../access/repository-readers";
import type { DownloadableVersions } from "./facts/downloadable-versions";
import type { Phrase } from "../text/phrase";

/** What a finding can be about, in the order of the report. */
export const FINDING_KINDS = [
  "package-policy",
  "access",
  "network",
  "upstream",
  "safety",
  "order",
  "loss",
  "unread",
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/**
 * What a change does, what a reader must see first at the front: losses are `changed`. `opened`: what nobody listed can
 * be installed. `widened`: anything else becomes possible or weaker. `unknown`: it cannot be seen, and is never taken
 * for safe. `unread`: no rule reads it. `changed`: neither more nor less becomes possible.
 */
export const EFFECTS = ["opened", "widened", "unknown", "unread", "changed", "narrowed"] as const;

export type Effect = (typeof EFFECTS)[number];

/** What a review says in one word: the first that applies. */
export const VERDICTS = ["opened", "widened", "unread", "narrowed", "unchanged"] as const;

export type Verdict = (typeof VERDICTS)[number];

/**
 * The verdict that an effect alone comes to: a loss, and an order that only fails, have the effect `changed`, which
 * does not count.
 */
export const VERDICT_OF: Readonly<Record<Effect, Verdict>> = {
  opened: "opened",
  widened: "widened",
  unknown: "widened",
  unread: "unread",
  narrowed: "narrowed",
  changed: "unchanged",
};

/** Findings or changes by their effect, the worst first; otherwise in their order. */
export function byEffect<T extends { readonly effect: Effect }>(changes: readonly T[]): readonly T[] {
  return changes.toSorted((one, other) => EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect));
}

/** One thing that a reviewer should know. */
export interface Finding {
  /**
   * Names the finding in a file of approvals: it stays the same over unrelated changes, and changes with what the
   * finding says.
   */
  readonly key: string;

  /** The id of the rule that found it, with which the key begins. */
  readonly rule: string;
  readonly kind: FindingKind;
  readonly effect: Effect;

  /** The Terraform address that it is about. */
  readonly address: string;

  /** One sentence without a full stop. */
  readonly summary: Phrase;

  /** Whether it happened outside of Terraform: the plan found it, and the change did not make it. */
  readonly isDrift: boolean;

  /**
   * The new content that it speaks of: what makes this change another one than one with other content. What is hidden
   * in it is not seen.
   *
   * @default - the whole resource at its address
   */
  readonly content?: unknown;
}

/** What a change does to the downloads of one package. */
export interface PackageChange {
  /** That of the finding which says the same. */
  readonly key: string;

  /** The repository, by the last part of its name. */
  readonly repository: string;

  /** @default - not known */
  readonly project?: string;

  /** @default - not known */
  readonly location?: string;

  /** The PEP 503 name; null for all packages that nobody listed. */
  readonly name: string | null;
  readonly before: DownloadableVersions;
  readonly after: DownloadableVersions;
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

/**
 * A change of which nobody knows what it means: that a resource comes, goes or is made anew, or attributes of it.
 */
export interface UnreadChange {
  readonly address: string;
  readonly type: string;
  readonly action: "new" | "changed" | "replaced" | "gone";

  /** Paths through blocks, without indexes; never values. */
  readonly attributes: readonly string[];
}

/** What is reachable from hosts of a network, in words; one line each. */
export interface NetworkChange {
  readonly network: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Which workload may install from where. */
export interface InstallPath {
  /**
   * The member, such as `serviceAccount:pipelines@…`.
   *
   * @default - it cannot be seen who it is
   */
  readonly member?: string;

  /** The last part of its name, with where it is when two have that. */
  readonly repository: string;

  /**
   * Whether it is only so under a condition, or perhaps, as far as nobody can see that it is not.
   *
   * @default "always"
   */
  readonly certainty?: Certainty;
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

  /** The changes that no rule reads. */
  readonly unread: readonly UnreadChange[];

  /** What a reader must know of the plan itself: that it failed, is incomplete, or leaves something for later. */
  readonly notes: readonly Phrase[];
}

/** The review of plans that are applied side by side. */
export interface Review {
  readonly verdict: Verdict;
  readonly plans: readonly PlanReview[];
}
