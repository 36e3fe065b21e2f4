import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { IDockerRepository } from "./docker-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, imported, RepositoryBase } from "./repository-base";
import type { RepositoryAttributes, RepositoryProps } from "./repository-interface";
import { virtualSettings } from "./virtual-repository";

export interface DockerVirtualRepositoryProps extends RepositoryProps {
  /**
   * The repositories behind it, in the order in which they are asked: your own before public ones, at most 30, all in this
   * repository's location.
   */
  readonly upstreams: IDockerRepository[];
}

const KIND = { format: RepositoryFormat.DOCKER, mode: RepositoryMode.VIRTUAL, servesPublicPackages: true };

abstract class DockerVirtualRepositoryBase extends RepositoryBase implements IDockerRepository {
  public get imagePrefix(): string {
    return this.registryUri;
  }
}

/**
 * Defines one image prefix over several repositories.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/virtual-overview
 */
export class DockerVirtualRepository extends DockerVirtualRepositoryBase {
  /** A repository that exists already. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IDockerRepository {
    class Import extends DockerVirtualRepositoryBase {
      constructor() {
        super(scope, id, KIND, imported(attributes));
      }
    }
    return new Import();
  }

  /** @throws ValidationError when a prop is not valid, or a public upstream stands before one of your own */
  constructor(scope: Construct, id: string, props: DockerVirtualRepositoryProps) {
    Given.props(scope, id, props, {
      upstreams: [{ text: "a repository, for example a PythonRemoteRepository", has: "repositoryName" }],
    });
    super(scope, id, KIND, defined(props, virtualSettings(props.upstreams, KIND.format, props.location)));
  }
}
