import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { IDockerRepository } from "./docker-repository";
import { DockerRepositoryBase } from "./docker-repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryMode } from "./repository-interface";
import type { RepositoryAttributes, RepositoryProps } from "./repository-interface";
import { VirtualSource } from "./virtual-source";

export interface DockerVirtualRepositoryProps extends RepositoryProps {
  /**
   * The repositories behind it, in the order in which they are asked: your own before public ones, at most 30, all in
   * this repository's location.
   */
  readonly upstreams: IDockerRepository[];
}

abstract class DockerVirtualRepositoryBase extends DockerRepositoryBase {
  public readonly mode: RepositoryMode = RepositoryMode.VIRTUAL;
  public readonly servesPublicPackages: boolean = true;
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
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid, or a public upstream stands before one of your own */
  constructor(scope: Construct, id: string, props: DockerVirtualRepositoryProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      upstreams: [{ text: "a repository, for example a PythonRemoteRepository", has: "repositoryName" }],
    });
    this.facts = defineRepository(this, props, new VirtualSource(props.upstreams, props.location));
  }
}
