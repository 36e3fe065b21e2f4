import type { Construct } from "constructs";
import { Given } from "../core/given";
import { AllowedPackages } from "../packages";
import type { IPythonRepository } from "./python-repository";
import { PythonRepositoryBase } from "./python-repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryMode } from "./repository-interface";
import type { RepositoryAttributes, RepositoryProps } from "./repository-interface";
import { VirtualSource } from "./virtual-source";

export interface PythonVirtualRepositoryProps extends RepositoryProps {
  /**
   * The repositories behind it, in the order in which they are asked: your own before public ones, at most 30, all in
   * this repository's location.
   */
  readonly upstreams: IPythonRepository[];
}

abstract class PythonVirtualRepositoryBase extends PythonRepositoryBase {
  public readonly mode: RepositoryMode = RepositoryMode.VIRTUAL;
  public readonly servesPublicPackages: boolean = true;
}

/**
 * Defines one index over several repositories. It is what clients should use: pip has no order among its indexes, a
 * virtual repository has.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/virtual-overview
 */
export class PythonVirtualRepository extends PythonVirtualRepositoryBase {
  /** A repository that exists already. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IPythonRepository {
    class Import extends PythonVirtualRepositoryBase {
      public readonly allowedPackages = undefined;
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  public readonly allowedPackages?: AllowedPackages;
  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid, or a public upstream stands before one of your own */
  constructor(scope: Construct, id: string, props: PythonVirtualRepositoryProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      upstreams: [{ text: "a repository, for example a PythonRemoteRepository", has: "repositoryName" }],
    });
    this.facts = defineRepository(this, props, new VirtualSource(props.upstreams, props.location));
    const allowed = props.upstreams.flatMap(({ allowedPackages }) => allowedPackages ?? []);
    this.allowedPackages = allowed.length === 0 ? undefined : AllowedPackages.none().union(...allowed);
  }
}
