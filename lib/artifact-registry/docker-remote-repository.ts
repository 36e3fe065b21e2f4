import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { IDockerRepository } from "./docker-repository";
import { remoteSettings } from "./remote-settings";
import type { RemoteRepositoryProps } from "./remote-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, imported, RepositoryBase } from "./repository-base";
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

const KIND = { format: RepositoryFormat.DOCKER, mode: RepositoryMode.REMOTE, servesPublicPackages: true };

abstract class DockerRemoteRepositoryBase extends RepositoryBase implements IDockerRepository {
  public get imagePrefix(): string {
    return this.registryUri;
  }
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
      constructor() {
        super(scope, id, KIND, imported(attributes));
      }
    }
    return new Import();
  }

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: DockerRemoteRepositoryProps) {
    const upstream = Given.props(scope, id, props).upstream ?? DockerUpstream.dockerHub();
    const kind = { ...KIND, servesPublicPackages: upstream.isPublic };
    super(scope, id, kind, defined(props, remoteSettings(props, upstream, kind.format)));
  }
}
