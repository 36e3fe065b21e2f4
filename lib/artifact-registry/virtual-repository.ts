import type { ArtifactRegistryRepositoryConfig } from "@cdktf/provider-google/lib/artifact-registry-repository";
import { TerraformResource, Token } from "cdktf";
import type { Construct } from "constructs";
import { Ordering } from "../core/ordering";
import type { Validator } from "../core/validator";
import { RepositoryMode } from "./repository-interface";
import type { IRepository, RepositoryFormat } from "./repository-interface";
import type { RepositorySettings } from "./repository-base";

/** @see https://cloud.google.com/artifact-registry/quotas */
const MOST_UPSTREAMS = 30;
/** Room between priorities, so that a plan shows which upstream is new. */
const PRIORITY_STEP = 10;

/** The upstreams of one virtual repository, the first one asked first. */
class VirtualUpstreams {
  constructor(private readonly upstreams: readonly IRepository[]) {}

  /** Notes what is wrong: nothing, too many, the same twice, another format or location, public before own. */
  public validate(validator: Validator, format: RepositoryFormat, location: string): void {
    const { upstreams } = this;
    if (upstreams.length === 0 || upstreams.length > MOST_UPSTREAMS) {
      validator.problem(`upstreams: ${upstreams.length} of them; a virtual repository has from 1 to ${MOST_UPSTREAMS}`);
    }
    const seen = new Set<string>();
    let publicOne: string | undefined;
    for (const upstream of upstreams) {
      const name = `upstream ${JSON.stringify(upstream.repositoryName)}`;
      const policyId = this.policyIdOf(upstream);
      if (seen.has(policyId))
        validator.problem(`${name}: stands in the list twice, or its policy would have the name of another one`);
      seen.add(policyId);
      if (upstream.format !== format) validator.problem(`${name}: holds ${upstream.format}; must hold ${format}`);
      if (upstream.mode === RepositoryMode.VIRTUAL)
        validator.problem(`${name}: is virtual; name its upstreams instead`);
      // https://cloud.google.com/artifact-registry/docs/repositories/virtual-overview
      if (!Token.isUnresolved(location) && !Token.isUnresolved(upstream.location) && upstream.location !== location) {
        validator.problem(
          `${name}: is in ${JSON.stringify(upstream.location)}; must be in the virtual repository's location, ${JSON.stringify(location)}`,
        );
      }
      if (upstream.servesPublicPackages) publicOne ??= upstream.repositoryName;
      else if (publicOne !== undefined) {
        validator.problem(
          `${name}: stands after ${JSON.stringify(publicOne)}, which serves public packages; own repositories come first, ` +
            "or a public package of the same name would be installed instead of your own",
        );
      }
    }
  }

  /**
   * What stands behind a remote repository that has download rules. Whatever is asked for is on its list, or denied: nothing
   * gets to the upstreams after it. (A package that nobody uploaded to a standard repository goes on to the next.)
   */
  public deadOnes(): string[] {
    const closed = this.upstreams.findIndex(
      ({ mode, downloadGate }) => mode === RepositoryMode.REMOTE && downloadGate.isClosed,
    );
    const decisive = this.upstreams[closed];
    if (decisive === undefined) return [];
    return this.upstreams
      .slice(closed + 1)
      .map(
        ({ repositoryName }) =>
          `upstream ${JSON.stringify(repositoryName)}: stands after ${JSON.stringify(decisive.repositoryName)}, whose download rules ` +
          "deny all that is not on their list, so nothing would ever come from it; put both lists on one remote repository " +
          "(AllowedPackages.union), or give it a virtual repository of its own",
      );
  }

  public toTerraform(): Pick<ArtifactRegistryRepositoryConfig, "virtualRepositoryConfig"> {
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
   * A virtual repository holds nothing, so it goes and comes back with its upstreams and their DENY. It does so too when an
   * upstream leaves the list: Terraform updates a resource only after what it depended on is destroyed, so the old
   * virtual repository would still serve the upstream while its DENY is gone already.
   */
  public order(scope: Construct, resource: TerraformResource): void {
    const members = new TerraformResource(scope, "Upstreams", { terraformResourceType: "terraform_data" });
    members.addOverride("triggers_replace", this.upstreams.map(({ resourceName }) => resourceName).sort());
    Ordering.after(resource, members);
    Ordering.replacedWith(resource, members);
    for (const upstream of this.upstreams) upstream.downloadGate.follow(resource);
  }

  /** Two projects may have a repository of the same name. */
  private policyIdOf({ project, repositoryName }: IRepository): string {
    const isUnique = this.upstreams.filter((other) => other.repositoryName === repositoryName).length === 1;
    return isUnique ? repositoryName : `${project}-${repositoryName}`;
  }
}

/** What makes a repository virtual. */
export function virtualSettings(
  repositories: readonly IRepository[],
  format: RepositoryFormat,
  location: string,
): RepositorySettings {
  const upstreams = new VirtualUpstreams(repositories);
  return {
    validate: (validator) => {
      upstreams.validate(validator, format, location);
      for (const problem of upstreams.deadOnes()) validator.problem(problem);
    },
    toTerraform: () => upstreams.toTerraform(),
    upstreams: repositories,
    order: (scope, resource) => {
      // Rules may be put on an upstream later.
      scope.node.addValidation({ validate: () => upstreams.deadOnes() });
      upstreams.order(scope, resource);
    },
  };
}
