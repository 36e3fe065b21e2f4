import type { Construct } from "constructs";
import type { Grant, IPrincipal } from "../iam";
import type { AllowedPackages } from "../packages";
import type { IWritablePythonRepository } from "./python-repository";
import { PythonRepositoryBase } from "./python-repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryMode } from "./repository-interface";
import type { RepositoryAttributes, StandardRepositoryProps } from "./repository-interface";
import { StandardSource } from "./standard-source";

export type PythonStandardRepositoryProps = StandardRepositoryProps;

abstract class PythonStandardRepositoryBase extends PythonRepositoryBase implements IWritablePythonRepository {
  public readonly mode: RepositoryMode = RepositoryMode.STANDARD;
  public readonly servesPublicPackages: boolean = false;
  public readonly allowedPackages?: AllowedPackages;

  public get uploadUrl(): string {
    return `https://${this.registryUri}/`;
  }

  public grantWrite(principal: IPrincipal): Grant {
    return this.grantWriter(principal);
  }
}

/**
 * Defines a repository for the organisation's own Python packages: it serves what its writers put there, and nothing
 * else. Filled with chosen public packages, it is the curated way to a private PyPI without download rules.
 *
 * @see https://cloud.google.com/artifact-registry/docs/python/store-python
 */
export class PythonStandardRepository extends PythonStandardRepositoryBase {
  /** A repository that exists already. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IWritablePythonRepository {
    class Import extends PythonStandardRepositoryBase {
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: PythonStandardRepositoryProps) {
    super(scope, id);
    this.facts = defineRepository(this, props, new StandardSource());
  }
}
