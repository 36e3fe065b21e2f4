import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { ResolvedFragment } from "../core/resolved-fragment";
import type { AllowedPackages } from "../packages";
import { DownloadRule } from "../policy/download-rule";
import { ArtifactRegistryRule } from "./artifact-registry-rule";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import type { IRepository } from "./repository-interface";

export interface DownloadRulesProps {
  /** Which repository the rules are put on: standard or remote, defined here or imported. */
  readonly repository: IRepository;
  /** What may be downloaded from it; all else is denied. */
  readonly packages: AllowedPackages;
}

/**
 * Denies every download from a repository except those of the allowed packages: one DENY for the repository, one ALLOW
 * for each package. The service's meaning of the rules that this rests on is written down in `ASSUMPTIONS` of the
 * policy room.
 *
 * Every ALLOW is created after the DENY and destroyed before it. Whoever is let in by a grant or a virtual repository
 * of this library waits for the DENY, whether it is defined before or after the rules.
 *
 * Rules that are on an imported repository already are not seen by Terraform: a second rule for a package fails at
 * apply, and an ALLOW made by hand stays in force. List them with `gcloud artifacts rules list`, then delete them or
 * take them over with `importFrom` of the rule (`node.defaultChild` is the DENY).
 *
 * @see https://cloud.google.com/artifact-registry/docs/restrict-artifact-downloads
 */
export class DownloadRules extends Construct {
  public readonly packages: AllowedPackages;

  /** @throws ValidationError when the repository has rules already, is virtual, or a rule's name would be too long */
  constructor(scope: Construct, id: string, props: DownloadRulesProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      repository: { text: "a repository, for example a PythonRemoteRepository", has: "repositoryName" },
      packages: { text: "an AllowedPackages", has: "packages" },
    });
    const { repository, packages } = props;
    this.packages = packages;
    this.refuseUnfit(repository);
    const common = {
      repositoryId: repository.repositoryName,
      location: repository.location,
      project: repository.project,
      operation: "DOWNLOAD",
      // A provider-wide ABANDON would otherwise leave removed ALLOWs in force.
      deletionPolicy: "DELETE",
    };
    const deny = DownloadRule.denyAll(`${repository.repositoryName}-deny-all`);
    const denyRule = new ArtifactRegistryRule(this, "Resource", { ...common, ruleId: deny.ruleId, action: "DENY" });
    repository.downloadGate.close(denyRule);

    const isNamed = [common.repositoryId, common.location, common.project].every((value) => !Token.isUnresolved(value));
    const Allow = isNamed ? LiteralRule : ArtifactRegistryRule;
    const allows = new Construct(this, "Allow");
    for (const { name, spellings } of packages.packages) {
      const allow = DownloadRule.allowPackage(this.ruleIdOf(repository, name), name, spellings);
      const rule = new Allow(allows, idOf(name), {
        ...common,
        ruleId: allow.ruleId,
        action: "ALLOW",
        packageId: name,
        condition: allow.condition === undefined ? undefined : { expression: allow.condition },
      });
      repository.downloadGate.follow(rule);
    }
  }

  private refuseUnfit(repository: IRepository): void {
    if (repository.mode === RepositoryMode.VIRTUAL) {
      throw new ValidationError(
        [
          `repository ${JSON.stringify(repository.repositoryName)}: is virtual; ` +
            "put the rules on its upstreams, which it enforces",
        ],
        this.node.path,
      );
    }
    if (repository.format !== RepositoryFormat.PYTHON) {
      throw new ValidationError(
        [
          `repository ${JSON.stringify(repository.repositoryName)}: holds ${repository.format}; ` +
            "the names of allowed packages are those of Python packages",
        ],
        this.node.path,
      );
    }
    if (!repository.downloadGate.canCloseFrom(this)) {
      throw new ValidationError(
        [
          `repository ${JSON.stringify(repository.repositoryName)}: is defined, or read by somebody, ` +
            "in another stack; define the rules in that stack",
        ],
        this.node.path,
      );
    }
    if (repository.downloadGate.isClosed) {
      throw new ValidationError(
        [
          `repository ${JSON.stringify(repository.repositoryName)}: has download rules already; ` +
            "a repository has one DENY and one rule for each package",
        ],
        this.node.path,
      );
    }
  }

  private ruleIdOf(repository: IRepository, packageName: string): string {
    // "_" is in no normalised package name, so the package called "deny-all" meets neither the DENY nor another
    // package.
    const ruleId = `${repository.repositoryName}-${packageName === "deny-all" ? "deny-all_package" : packageName}`;
    // https://cloud.google.com/artifact-registry/docs/restrict-artifact-downloads
    if (ruleId.length > 256) {
      throw new ValidationError(
        [
          `allowed package ${JSON.stringify(packageName)}: the rule's name would have ${ruleId.length} characters; ` +
            "at most 256 are allowed",
        ],
        this.node.path,
      );
    }
    return ruleId;
  }
}

/** constructs keeps children in an object, in which a package called `constructor` is there already. */
function idOf(packageName: string): string {
  return packageName in Object.prototype ? `${packageName}_package` : packageName;
}

type Attributes = Record<string, unknown>;

/** A rule that refers to nothing outside of its stack, unless somebody overrides it. */
class LiteralRule extends ArtifactRegistryRule {
  public override toTerraform(): unknown {
    return this.isAsMade ? new ResolvedFragment(() => this.rendered()) : super.toTerraform();
  }

  private get isAsMade(): boolean {
    const ofStack = Reflect.get(TerraformStack.of(this), "rawOverrides") as object;
    return Object.keys(this.rawOverrides as object).length === 0 && !("resource" in ofStack);
  }

  /** Hands on the attributes as they are, where cdktf would walk them for nothing. */
  private rendered(): unknown {
    const { terraformResourceType: type, friendlyUniqueId: name } = this;
    const rendered = super.toTerraform() as { resource?: Record<string, Record<string, Attributes>> };
    const attributes = rendered.resource?.[type]?.[name];
    if (attributes === undefined || !isLiteral(attributes)) return rendered;
    return { ...rendered, resource: { [type]: { [name]: new ResolvedFragment(() => attributes) } } };
  }
}

/** Whether cdktf would leave a value as it is, or leave it out. */
function isLiteral(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === "string") return !value.includes("${");
  return typeof value === "object" && value !== null && Object.values(value).every(isLiteral);
}
