import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { IDockerRepository } from "./docker-repository";
import { DockerRepositoryBase } from "./docker-repository-base";
import type { RemoteRepositoryProps } from "./remote-repository";
import { RemoteSource } from "./remote-source";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryMode } from "./repository-interface";
import type { RepositoryAttributes } from "./repository-interface";
import { DockerUpstream } from "./upstream";

export interface DockerRemoteRepositoryProps extends RemoteRepositoryProps {
  /**
   * Where images come from. Another upstream replaces the repository.
   *
   * @default DockerUpstream.dockerHub()
   */
  readonly upstream?: DockerUpstream;
}

abstract class DockerRemoteRepositoryBase extends DockerRepositoryBase {
  public readonly mode: RepositoryMode = RepositoryMode.REMOTE;
}

/**
 * Defines a repository that fetches container images from an upstream and caches them. Nothing limits which images: let
 * only builders read it, and pin base images by digest.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-overview
 */
export class DockerRemoteRepository extends DockerRemoteRepositoryBase {
  /** A repository that exists already. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IDockerRepository {
    class Import extends DockerRemoteRepositoryBase {
      public readonly servesPublicPackages = true;
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  public readonly servesPublicPackages: boolean;
  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: DockerRemoteRepositoryProps) {
    super(scope, id);
    const upstream = Given.props(scope, id, props).upstream ?? DockerUpstream.dockerHub();
    this.servesPublicPackages = upstream.isPublic;
    this.facts = defineRepository(this, props, new RemoteSource(upstream, props));
  }
}
