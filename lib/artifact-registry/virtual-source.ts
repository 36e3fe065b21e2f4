import { TerraformResource, Token } from "cdktf";
import type { Construct } from "constructs";
import { Ordering } from "../core/ordering";
import type { Validator } from "../core/validator";
import { RepositoryMode } from "./repository-interface";
import type { IRepository, RepositoryFormat } from "./repository-interface";
import type { RepositorySource, SourceConfig } from "./repository-source";

/** @see https://cloud.google.com/artifact-registry/quotas */
const MOST_UPSTREAMS = 30;
/** Room between priorities, so that a plan shows which upstream is new. */
const PRIORITY_STEP = 10;

/** The upstreams of one virtual repository, the first one asked first. */
export class VirtualSource implements RepositorySource {
  /** @param location that of the virtual repository */
  constructor(
    public readonly upstreams: readonly IRepository[],
    private readonly location: string,
  ) {}

  public validate(validator: Validator, format: RepositoryFormat): void {
    const { length } = this.upstreams;
    if (length === 0 || length > MOST_UPSTREAMS) {
      validator.problem(`upstreams: ${length} of them; a virtual repository has from 1 to ${MOST_UPSTREAMS}`);
    }
    const seen = new Set<string>();
    let publicOne: string | undefined;
    for (const upstream of this.upstreams) {
      const name = nameOf(upstream);
      const policyId = this.policyIdOf(upstream);
      if (seen.has(policyId)) {
        validator.problem(`${name}: stands in the list twice, or its policy would have the name of another one`);
      }
      seen.add(policyId);
      this.validateUpstream(validator, upstream, format);
      if (upstream.servesPublicPackages) publicOne ??= upstream.repositoryName;
      else if (publicOne !== undefined) {
        validator.problem(
          `${name}: stands after ${JSON.stringify(publicOne)}, which serves public packages; ` +
            "own repositories come first, or a public package of the same name would be installed " +
            "instead of your own",
        );
      }
    }
    for (const problem of this.deadOnes()) validator.problem(problem);
  }

  /**
   * What stands behind a remote repository that has download rules. Whatever is asked for is on its list, or denied:
   * nothing gets to the upstreams after it. (A package that nobody uploaded to a standard repository goes on to the
   * next.)
   */
  private deadOnes(): string[] {
    const closed = this.upstreams.findIndex(
      ({ mode, downloadGate }) => mode === RepositoryMode.REMOTE && downloadGate.isClosed,
    );
    const decisive = this.upstreams[closed];
    if (decisive === undefined) return [];
    return this.upstreams
      .slice(closed + 1)
      .map(
        (upstream) =>
          `${nameOf(upstream)}: stands after ${JSON.stringify(decisive.repositoryName)}, ` +
          "whose download rules deny all that is not on their list, so nothing would ever come from it; " +
          "put both lists on one remote repository (AllowedPackages.union), " +
          "or give it a virtual repository of its own",
      );
  }

  public toTerraform(): SourceConfig {
    const { upstreams } = this;
    return {
      virtualRepositoryConfig: {
        upstreamPolicies: upstreams.map((upstream, index) => ({
          id: this.policyIdOf(upstream),
          repository: upstream.resourceName,
          // The greater priority is asked first.
          priority: (upstreams.length - index) * PRIORITY_STEP,
        })),
      },
    };
  }

  /**
   * A virtual repository holds nothing, so it goes and comes back with its upstreams and their DENY. It does so too
   * when an upstream leaves the list: Terraform updates a resource only after what it depended on is destroyed, so the
   * old virtual repository would still serve the upstream while its DENY is gone already.
   */
  public order(repository: Construct, resource: TerraformResource): void {
    // Rules may be put on an upstream later.
    repository.node.addValidation({ validate: () => this.deadOnes() });
    const members = new TerraformResource(repository, "Upstreams", { terraformResourceType: "terraform_data" });
    members.addOverride("triggers_replace", this.upstreams.map(({ resourceName }) => resourceName).sort());
    Ordering.after(resource, members);
    Ordering.replacedWith(resource, members);
    for (const upstream of this.upstreams) upstream.downloadGate.follow(resource);
  }

  /** @see https://cloud.google.com/artifact-registry/docs/repositories/virtual-overview */
  private validateUpstream(validator: Validator, upstream: IRepository, format: RepositoryFormat): void {
    const name = nameOf(upstream);
    if (upstream.format !== format) validator.problem(`${name}: holds ${upstream.format}; must hold ${format}`);
    if (upstream.mode === RepositoryMode.VIRTUAL) validator.problem(`${name}: is virtual; name its upstreams instead`);
    if (differ(upstream.location, this.location)) {
      validator.problem(
        `${name}: is in ${JSON.stringify(upstream.location)}; must be in the virtual repository's location, ` +
          JSON.stringify(this.location),
      );
    }
  }

  /** Two projects may have a repository of the same name. */
  private policyIdOf({ project, repositoryName }: IRepository): string {
    const isUnique = this.upstreams.filter((other) => other.repositoryName === repositoryName).length === 1;
    return isUnique ? repositoryName : `${project}-${repositoryName}`;
  }
}

function nameOf(upstream: IRepository): string {
  return `upstream ${JSON.stringify(upstream.repositoryName)}`;
}

/** Whether two texts are known to differ. */
function differ(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}
