import type { Construct } from "constructs";
import type { IWritableDockerRepository } from "./docker-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, imported, WritableRepositoryBase } from "./repository-base";
import type { RepositoryAttributes, StandardRepositoryProps } from "./repository-interface";

export interface DockerStandardRepositoryProps extends StandardRepositoryProps {
  /**
   * Whether a tag, once pushed, can never name another image.
   *
   * @default true
   */
  readonly immutableTags?: boolean;
}

const KIND = { format: RepositoryFormat.DOCKER, mode: RepositoryMode.STANDARD, servesPublicPackages: false };

abstract class DockerStandardRepositoryBase extends WritableRepositoryBase implements IWritableDockerRepository {
  public readonly immutableTags?: boolean;

  public get imagePrefix(): string {
    return this.registryUri;
  }
}

/**
 * Defines a repository for the organisation's own container images.
 *
 * @see https://cloud.google.com/artifact-registry/docs/docker
 */
export class DockerStandardRepository extends DockerStandardRepositoryBase {
  /** A repository that exists already. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IWritableDockerRepository {
    class Import extends DockerStandardRepositoryBase {
      constructor() {
        super(scope, id, KIND, imported(attributes));
      }
    }
    return new Import();
  }

  public override readonly immutableTags?: boolean;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: DockerStandardRepositoryProps) {
    super(
      scope,
      id,
      KIND,
      defined(props, {
        hasImmutableTags: () => props.immutableTags ?? true,
        toTerraform: () => ({ dockerConfig: { immutableTags: props.immutableTags ?? true } }),
      }),
    );
    this.immutableTags = props.immutableTags ?? true;
  }
}
