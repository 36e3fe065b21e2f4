import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Validator } from "../core/validator";
import type { RemoteRepositoryProps } from "./remote-repository";
import type { IRepository, RepositoryFormat } from "./repository-interface";
import type { RepositorySource, SourceConfig } from "./repository-source";
import type { Upstream } from "./upstream";

/** The one upstream of a remote repository. */
export class RemoteSource implements RepositorySource {
  constructor(
    private readonly upstream: Upstream,
    private readonly props: RemoteRepositoryProps,
  ) {}

  public get upstreams(): readonly IRepository[] {
    const { repository } = this.upstream;
    return repository === undefined ? [] : [repository];
  }

  public validate(validator: Validator, format: RepositoryFormat): void {
    this.upstream.validate(validator, format);
  }

  public toTerraform(): SourceConfig {
    return {
      remoteRepositoryConfig: {
        ...this.upstream.toTerraform(),
        disableUpstreamValidation: this.props.validateUpstream === false ? true : undefined,
      },
    };
  }

  /** A remote repository keeps its cache when its upstream is replaced. */
  public order(_repository: Construct, resource: TerraformResource): void {
    this.upstream.repository?.downloadGate.followWithoutReplacement(resource);
  }
}
