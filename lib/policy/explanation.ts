import { ValidationError } from "../core/errors";
import { PackageName, PackageVersion } from "../packages";
import { quote } from "../text/quoting";
import type { Outcome } from "./decision";
import type { PolicyRepository } from "./policy-repository";
import { filesOfVersion, type UpstreamFile } from "./upstream-check";

/** Which rule decides a download, and why. */
export interface Explanation {
  readonly asked: {
    /** The PEP 503 name. */
    readonly name: string;

    /** In PEP 440 normal form; null when any version was asked for. */
    readonly version: string | null;
  };
  readonly decision: Outcome;

  /** Null when no rule decides. */
  readonly rule: {
    readonly id: string;

    /** Where the rule stands in the policy's source; null when that does not tell. */
    readonly address: string | null;
  } | null;

  /** A clause without a full stop. */
  readonly reason: string;

  /**
   * How many files the upstream lists of it, and how many of them are withdrawn.
   *
   * @default - no upstream was asked
   */
  readonly upstream?: { readonly files: number; readonly withdrawn: number };
}

/** The same with what an upstream lists of the project. */
export function withUpstreamFiles(explanation: Explanation, files: readonly UpstreamFile[]): Explanation {
  const { name, version } = explanation.asked;
  const found = version === null ? files : filesOfVersion(files, name, version);
  const withdrawn = found.filter(({ yanked = false }) => yanked !== false).length;
  return { ...explanation, upstream: { files: found.length, withdrawn } };
}

/**
 * Explains what happens to `NAME==VERSION`, or to `NAME` in any version: allowed only when every version is.
 *
 * @throws ValidationError when that is not what is asked for, or the name or version is none
 */
export function explain(asked: string, repository: PolicyRepository): Explanation {
  const [text = "", written, ...more] = asked.split("==").map((part) => part.trim());
  const isName = text !== "" && !/[\s<>=!~;@[\]]/.test(text);
  const isVersion = written === undefined || /^[A-Za-z0-9]/.test(written);
  if (more.length > 0 || !isName || !isVersion) {
    throw new ValidationError([
      `${quote(asked)}: is not NAME or NAME==VERSION; ask for one package, such as six or six==1.17.0`,
    ]);
  }
  const name = PackageName.parse(text).normalized;
  const version = written === undefined ? undefined : PackageVersion.normalize(written);
  const { mode, policy, standardUpstreams } = repository;
  const own = policy.of(name);
  const { outcome, rule, reason } = version === undefined ? own.decide() : own.decidePin(version);
  const taken =
    standardUpstreams.length === 0
      ? ""
      : `; taken that nobody uploaded it to ${standardUpstreams.map(quote).join(", ")}`;
  const uploaded =
    mode === "standard" && outcome === "allowed"
      ? "; it serves only what somebody uploaded, which the policy does not tell"
      : "";
  return {
    asked: { name, version: version ?? null },
    decision: outcome,
    rule: rule === undefined ? null : { id: rule.ruleId, address: repository.addressOf(rule) ?? null },
    reason: `${reason}${taken}${uploaded}`,
  };
}
