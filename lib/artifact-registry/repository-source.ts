import type { ArtifactRegistryRepositoryConfig } from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Validator } from "../core/validator";
import type { IRepository, RepositoryFormat } from "./repository-interface";

/** What a repository's source says in Terraform. */
export type SourceConfig = Pick<
  ArtifactRegistryRepositoryConfig,
  "dockerConfig" | "remoteRepositoryConfig" | "virtualRepositoryConfig"
>;

/** Where what a repository serves comes from: those who write to it, an upstream, or other repositories. */
export interface RepositorySource {
  /** Whether a tag, once pushed, can never name another image; undefined where nobody pushes. */
  readonly hasImmutableTags?: boolean;
  /** The repositories that it fetches from by Artifact Registry's own account. */
  readonly upstreams: readonly IRepository[];
  /** Notes what is wrong with it, for a repository of a format. */
  validate(validator: Validator, format: RepositoryFormat): void;
  /** Asked for once it is valid. */
  toTerraform(): SourceConfig;
  /** Puts the repository's resource after what it must wait for. */
  order(repository: Construct, resource: TerraformResource): void;
}
