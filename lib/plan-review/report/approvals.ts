import { TextFile } from "../../text/text-file";
import { fingerprint } from "../../text/fingerprint";
import { ApprovalKeys } from "../approval-keys";
import type { Finding, Review } from "../finding";
import { spelled } from "../../text/untrusted-text";

/** Longer keys are cut; none of a review is so long. */
export const LONGEST_KEY = 240;

/** In bytes: some 30,000 keys. */
const LARGEST_FILE = 8 * 1024 * 1024;

/** So that keys stay ASCII, and fit into any fence of Markdown. */
const SPECIAL = new Set(["`", "…"]);

/**
 * The key of a finding as it stands in files and outputs: one line of printable ASCII, the same for the same key. A
 * long one ends in a digest of the whole.
 */
export function approvalKey({ key }: Pick<Finding, "key">): string {
  const { text, left } = spelled(key, SPECIAL, LONGEST_KEY);
  return left === 0 ? text : `${text}~${fingerprint(key)}`;
}

/** An approval that covers nothing. */
export interface UnmatchedApproval {
  readonly key: string;
  readonly line: number;

  /**
   * Whether it lacks the digest that keys end in: an older version wrote it, or somebody cut it off.
   *
   * @default false
   */
  readonly isOutdated?: boolean;
}

/** What is to be done about approvals that lack the digest. */
export const RENEWAL =
  "is not whole, or of an older version: look at the change again, and put the whole key of its finding there " +
  "if it is still to be accepted";

/** The findings that a person has accepted, by their keys. */
export class Approvals {
  public static none(): Approvals {
    return new Approvals(new Map(), "");
  }

  /**
   * Reads a file with one key on each line. Empty lines are skipped, and those that begin with "#".
   *
   * @throws ValidationError when the file cannot be read, or is not text
   */
  public static read(path: string): Approvals {
    return Approvals.parse(
      TextFile.read(path, { kind: "approvals", largest: LARGEST_FILE, mayBeStream: true }).text,
      path,
    );
  }

  /** @param path what messages call the file */
  public static parse(text: string, path: string): Approvals {
    const lines = new Map<string, number>();
    for (const [at, line] of text.split(/\r?\n/).entries()) {
      const key = line.trim();
      if (key !== "" && !key.startsWith("#") && !lines.has(key)) lines.set(key, at + 1);
    }
    return new Approvals(lines, path);
  }

  private constructor(
    private readonly lines: ReadonlyMap<string, number>,
    /** What messages call the file. */
    public readonly path: string,
  ) {}

  public cover(finding: Finding): boolean {
    return this.lines.size > 0 && this.lines.has(approvalKey(finding));
  }

  /**
   * Keys that are approved and found in no plan: of a change that is done or has become another one, with a slip in
   * them, or of an older version.
   */
  public unmatched(review: Review): readonly UnmatchedApproval[] {
    if (this.lines.size === 0) return [];
    const found = new Set(review.plans.flatMap(({ findings }) => findings.map(approvalKey)));
    return [...this.lines].flatMap(([key, line]) =>
      found.has(key) ? [] : [{ key, line, ...(ApprovalKeys.isOutdated(key) ? { isOutdated: true } : {}) }],
    );
  }
}
