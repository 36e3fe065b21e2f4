import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { Grant, IPrincipal } from "../iam";
import type { IWritableDockerRepository } from "./docker-repository";
import { DockerRepositoryBase } from "./docker-repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryMode } from "./repository-interface";
import type { RepositoryAttributes, StandardRepositoryProps } from "./repository-interface";
import { StandardSource } from "./standard-source";

export interface DockerStandardRepositoryProps extends StandardRepositoryProps {
  /**
   * Whether a tag, once pushed, can never name another image.
   *
   * @default true
   */
  readonly immutableTags?: boolean;
}

abstract class DockerStandardRepositoryBase extends DockerRepositoryBase implements IWritableDockerRepository {
  public readonly mode: RepositoryMode = RepositoryMode.STANDARD;
  public readonly servesPublicPackages: boolean = false;
  public abstract readonly immutableTags?: boolean;

  public grantWrite(principal: IPrincipal): Grant {
    return this.grantWriter(principal);
  }
}

export interface DockerStandardRepositoryAttributes extends RepositoryAttributes {
  /** Whether a tag stays with the image that it was given to. Builds want to know it. @default - not known */
  readonly immutableTags?: boolean;
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
    attributes: DockerStandardRepositoryAttributes,
  ): IWritableDockerRepository {
    const { immutableTags } = Given.props(scope, id, attributes);
    class Import extends DockerStandardRepositoryBase {
      public readonly immutableTags = immutableTags;
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  public readonly immutableTags?: boolean;
  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: DockerStandardRepositoryProps) {
    super(scope, id);
    const { immutableTags = true } = Given.options("props", props);
    this.immutableTags = immutableTags;
    this.facts = defineRepository(this, props, new StandardSource(immutableTags));
  }
}
