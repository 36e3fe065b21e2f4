import type { AllowedPackages, LeftOut, NeedBuild } from "../packages";
import { PackageVersion } from "../packages/package-version";
import type { Outcome } from "./decision";
import type { PolicyRepository } from "./policy-repository";
import { notInUpstream, type UpstreamFile } from "./upstream-check";
import { distinctVersions } from "./version-condition";

/** Why a locked package would not be downloaded. */
export type BlockReason = "not-listed" | "other-version" | "unknown" | "not-there" | "other-content" | "withdrawn";

/** A locked package that would not be downloaded. */
export interface BlockedPackage {
  /** The PEP 503 name. */
  readonly name: string;

  /** In PEP 440 normal form. */
  readonly version: string;

  /**
   * `not-listed` when no version is allowed, `other-version` when another one is, `unknown` when it cannot be seen. Of
   * an upstream: `not-there` when it lists no file of the version, `other-content` when none has a hash of the lock,
   * `withdrawn` when all that have are withdrawn.
   */
  readonly reason: BlockReason;

  /** Where it stands in the lock files. */
  readonly origins: readonly string[];

  /** What decides, as a clause without a full stop. */
  readonly decision: string;

  /** The versions that are allowed. */
  readonly allowed: readonly string[];
}

/** What pip builds a source distribution with that names no tool, https://peps.python.org/pep-0517/#source-trees */
const DEFAULT_BUILD_TOOL = "setuptools";

/** Whether the lock shows how the index spells a version: it names no other text that is equal to it. */
function isShown(version: string, spellings: readonly string[]): boolean {
  return !spellings.some((one) => one !== version && PackageVersion.isSame(one, version));
}

/** Whether a repository would serve what lock files ask for. */
export class LockCheck {
  /** How many locked packages were looked at; one that is locked in several versions counts for each. */
  public readonly checked: number;

  /** What would be refused, or may be, by name and version. */
  public readonly blocked: readonly BlockedPackage[];

  /**
   * Locked packages without a wheel, when the policy allows no version of the tool that pip builds with by default.
   * Which tools they do need is in them, and no lock file tells.
   */
  public readonly withoutBuildTool: readonly NeedBuild[];

  /** Whether packages that no rule names are allowed, so that everything else can be downloaded as well. */
  public readonly others: Outcome;

  /** What the lock files hold and was not looked at, since it is not from an index or was left out by name. */
  public readonly leftOut: readonly LeftOut[];

  /**
   * @param list the locked packages
   * @param upstream the files that the repository's upstream lists, by the normal name of their project; left out where
   *   it is not asked
   */
  public constructor(
    list: AllowedPackages,
    { policy }: Pick<PolicyRepository, "policy">,
    upstream?: ReadonlyMap<string, readonly UpstreamFile[]>,
  ) {
    const wanted = list.packages.flatMap(({ name, versions = [], spellings = [], origins }) =>
      versions.map((version) => ({ name, version, isShown: isShown(version, spellings), origins })),
    );
    this.checked = wanted.length;
    this.leftOut = list.leftOut;
    this.others = policy.ofOthers().otherwise.outcome;
    const refused = wanted.flatMap(({ name, version, isShown: isExact, origins }): readonly BlockedPackage[] => {
      const own = policy.of(name);
      const { outcome, reason } = isExact ? own.decide(version) : own.decidePin(version);
      if (outcome === "allowed") return [];
      if (outcome === "unknown") return [{ name, version, origins, reason: "unknown", decision: reason, allowed: [] }];
      const allowed = distinctVersions(
        [...own.versions].filter(([, decision]) => decision.outcome === "allowed").map(([id]) => id),
      );
      const isAnyAllowed = allowed.length > 0 || own.otherwise.outcome === "allowed";
      return [
        { name, version, origins, reason: isAnyAllowed ? "other-version" : "not-listed", decision: reason, allowed },
      ];
    });
    const isRefused = new Set(refused.map(({ name, version }) => `${name} ${version}`));
    const missing = upstream === undefined ? [] : notInUpstream(list, upstream);
    this.blocked = [...refused, ...missing.filter(({ name, version }) => !isRefused.has(`${name} ${version}`))];
    const tool = policy.of(DEFAULT_BUILD_TOOL);
    const hasTool = [tool.otherwise, ...tool.versions.values()].some(({ outcome }) => outcome === "allowed");
    this.withoutBuildTool = hasTool ? [] : list.needBuild;
  }

  /**
   * Whether there is something to say of all other packages: a standard repository has no rules, and serves what was
   * uploaded.
   */
  public saysOfOthers({ mode }: Pick<PolicyRepository, "mode">): boolean {
    const isAsUploaded = mode === "standard" && this.others === "allowed";
    return this.others !== "denied" && !isAsUploaded;
  }
}
