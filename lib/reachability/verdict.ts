/** `unknown` stands for "may be reached" where safety is asked for, and for "may not" where function is. */
export type Outcome = "reachable" | "unreachable" | "unknown";

/** One step of a decision: what it says, and why. */
export interface Verdict {
  readonly outcome: Outcome;

  /** A clause without a full stop that names the rule or route. */
  readonly reason: string;
}

export function reachable(reason: string): Verdict {
  return { outcome: "reachable", reason };
}

export function unreachable(reason: string): Verdict {
  return { outcome: "unreachable", reason };
}

export function unknown(reason: string): Verdict {
  return { outcome: "unknown", reason };
}

/** What holds where all of these are needed: the first that stands in the way, else the first that is not known. */
export function all(...verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  return (
    verdicts.find(({ outcome }) => outcome === "unreachable") ??
    verdicts.find(({ outcome }) => outcome === "unknown") ?? {
      outcome: "reachable",
      reason: verdicts.map(({ reason }) => reason).join("; "),
    }
  );
}
