import { ValidationError } from "../core/errors";
import { PackageName } from "../packages/package-name";
import { packageNameIn } from "./package-names";
import { quote } from "../text/quoting";
import type { Decision } from "./decision";
import { VersionCondition } from "./version-condition";

/** A part of a rule that may be known only later, after an apply. */
export type RuleField = "action" | "operation" | "packageId" | "condition";

/** A rule as Terraform or the service holds it. */
export interface DownloadRuleFields {
  /** The last part of its name. */
  readonly ruleId: string;
  /** @default - none is set, which is not understood */
  readonly action?: string;
  /** @default - none is set, which is not understood */
  readonly operation?: string;
  /**
   * Absent and "" are the same, as they are for the service.
   *
   * @default - the rule is for the whole repository
   */
  readonly packageId?: string;
  /**
   * The CEL expression.
   *
   * @default - the rule is for every version
   */
  readonly condition?: string;
  /**
   * Of the repository, such as `NPM`: it decides what is the name of a package.
   *
   * @default "PYTHON"
   */
  readonly format?: string;
  /**
   * The fields that have a value which cannot be seen yet.
   *
   * @default - none
   */
  readonly unknown?: readonly RuleField[];
}

/**
 * One download rule of a repository: for the whole repository or for one package, for every version or some.
 *
 * What a rule holds follows `google/devtools/artifactregistry/v1/rule.proto` in
 * https://github.com/googleapis/googleapis; what that leaves open is stated in `ASSUMPTIONS`.
 */
export class DownloadRule {
  /** The rule that denies whatever no rule for a package allows. */
  public static denyAll(ruleId: string): DownloadRule {
    return DownloadRule.fromFields({ ruleId, action: "DENY", operation: "DOWNLOAD" });
  }

  /**
   * The rule that allows one package.
   *
   * @param versions the allowed versions, in PEP 440 normal form; any version when undefined
   * @throws ValidationError when the name is no package name, a version is not in normal form, or the list is empty
   */
  public static allowPackage(ruleId: string, packageName: string, versions?: readonly string[]): DownloadRule {
    const packageId = PackageName.parse(packageName).normalized;
    try {
      const condition = versions && VersionCondition.of(versions);
      return new DownloadRule({ ruleId, action: "ALLOW", operation: "DOWNLOAD", packageId }, condition);
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      throw new ValidationError(error.problems.map((problem) => `allowed package "${packageId}": ${problem}`));
    }
  }

  /** A rule that exists. It never throws: what it does not understand makes decisions unknown. */
  public static fromFields(fields: DownloadRuleFields): DownloadRule {
    return new DownloadRule(fields);
  }

  public readonly ruleId: string;

  /** `UNKNOWN` also stands for an action that is neither of the others. */
  public readonly action: "ALLOW" | "DENY" | "UNKNOWN";

  /** What the rule is about; downloads are all that the service knows today. */
  public readonly operation: "DOWNLOAD" | "UNKNOWN";

  /** `UNKNOWN` when it may be for the repository or for any package. */
  public readonly scope: "REPOSITORY" | "PACKAGE" | "UNKNOWN";

  /**
   * The package that the rule is for: of Python its PEP 503 name, of other formats as they spell it.
   *
   * @default - none, or not known: `scope` tells
   */
  public readonly packageId?: string;

  /**
   * Whether it denies a package that it spells in another way than the service does (see `ASSUMPTIONS`), which may then
   * not find it.
   */
  private readonly isDoubtfulDeny: boolean;

  /**
   * The CEL expression that must be true for the rule to apply.
   *
   * @default - none, or not known: `versions` tells
   */
  public readonly condition?: string;

  /** The versions that the rule is for; `UNKNOWN` when the condition is not known or not understood. */
  public readonly versions: VersionCondition | "ANY" | "UNKNOWN";

  /** @param versions what the condition in the fields means, when that is known already */
  private constructor(fields: DownloadRuleFields, versions?: VersionCondition) {
    const hidden = new Set(fields.unknown);
    const { action, operation, packageId = "", condition = versions?.expression } = fields;

    this.ruleId = fields.ruleId;
    this.action = !hidden.has("action") && (action === "ALLOW" || action === "DENY") ? action : "UNKNOWN";
    this.operation = !hidden.has("operation") && operation === "DOWNLOAD" ? operation : "UNKNOWN";
    if (hidden.has("packageId")) {
      this.scope = "UNKNOWN";
    } else if (packageId === "") {
      this.scope = "REPOSITORY";
    } else {
      const name = packageNameIn(fields.format ?? "PYTHON", packageId);
      this.scope = name === undefined ? "UNKNOWN" : "PACKAGE";
      if (name !== undefined) this.packageId = name;
    }
    if (hidden.has("condition")) {
      this.versions = "UNKNOWN";
    } else {
      this.condition = condition;
      this.versions = condition === undefined ? "ANY" : (versions ?? VersionCondition.read(condition) ?? "UNKNOWN");
    }
    this.isDoubtfulDeny = this.action === "DENY" && this.packageId !== undefined && this.packageId !== packageId;
    Object.freeze(this);
  }

  /**
   * What the rule says of a version of a package that it is for.
   *
   * @param id see `versionId`; undefined stands for the versions that no condition names
   * @returns undefined when the rule does not apply
   */
  public judge(id: string | undefined): Decision | undefined {
    const applies = this.appliesTo(id);
    if (applies === false) return undefined;
    const doubt = this.doubt(applies);
    if (doubt !== undefined) return { outcome: "unknown", rule: this, reason: `${this.toString()}: ${doubt}` };
    const verb = this.action === "ALLOW" ? "allows" : "denies";
    const versions = id === undefined || this.versions === "ANY" ? "every version" : `version ${quote(id)}`;
    return {
      outcome: this.action === "ALLOW" ? "allowed" : "denied",
      rule: this,
      reason: `${this.toString()} ${verb} ${versions} of ${this.subject()}`,
    };
  }

  /** The rule as messages name it, with whatever its id holds escaped. */
  public toString(): string {
    return `rule ${quote(this.ruleId)}`;
  }

  private appliesTo(id: string | undefined): boolean | undefined {
    if (this.versions === "ANY") return true;
    if (this.versions === "UNKNOWN") return undefined;
    return id === undefined ? false : this.versions.holdsFor(id);
  }

  private doubt(applies: boolean | undefined): string | undefined {
    if (this.operation === "UNKNOWN") return "its operation is not known to be DOWNLOAD";
    if (this.action === "UNKNOWN") return "its action is not known to be ALLOW or DENY";
    if (this.isDoubtfulDeny)
      return `it does not spell its package in normal form, "${this.packageId}", so the service may not find it`;
    if (applies !== undefined) return undefined;
    return this.versions === "UNKNOWN"
      ? "its condition is not known or not understood"
      : "its condition spells the version in another way than the service does";
  }

  private subject(): string {
    if (this.packageId !== undefined) return `package "${this.packageId}"`;
    return this.scope === "REPOSITORY" ? "whatever no rule for a package decides" : "a package that is not known";
  }
}
