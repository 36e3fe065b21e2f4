import { DataResource } from "cdktf";
import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { AllowedPackages } from "../packages";
import { shownOrigin } from "../packages/shown-origin";
import { filledWith } from "../policy/filled-repository";
import type { FilledPackage } from "../policy/filled-repository";
import type { Grant, IPrincipal } from "../iam";
import { CuratedSource } from "./curated-source";
import type { IWritablePythonRepository } from "./python-repository";
import { PythonRepositoryBase } from "./python-repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { RepositoryMode } from "./repository-interface";
import type { StandardRepositoryProps } from "./repository-interface";

export interface PythonCuratedRepositoryProps extends StandardRepositoryProps {
  /**
   * What it is filled with: read from lock files with hashes, for example
   * `AllowedPackages.fromLockfile("requirements.lock")`.
   */
  readonly packages: AllowedPackages;
}

/**
 * Defines a standard repository that serves the public packages of lock files and nothing else, since nothing else is
 * put there: the private PyPI without download rules, which are a Preview feature. A `PackageFill` of `cloud-build`
 * fills it.
 *
 * The plan shows its list as the value of a `terraform_data`: so `check`, `preview` and `review` answer for it as for
 * download rules. What its other writers upload is in it too; let nobody but the fill write to it.
 *
 * @see https://cloud.google.com/artifact-registry/docs/python/store-python
 */
export class PythonCuratedRepository extends PythonRepositoryBase implements IWritablePythonRepository {
  public readonly mode: RepositoryMode = RepositoryMode.STANDARD;
  public readonly servesPublicPackages: boolean = false;
  /** What it is filled with. */
  public readonly packages: AllowedPackages;
  public readonly allowedPackages?: AllowedPackages;

  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid, or a package has no version with hashes */
  constructor(scope: Construct, id: string, props: PythonCuratedRepositoryProps) {
    const { packages } = Given.props(scope, id, props, {
      packages: {
        text: 'an AllowedPackages, for example AllowedPackages.fromLockfile("requirements.lock")',
        has: "packages",
      },
    });
    super(scope, id);
    this.packages = packages;
    this.allowedPackages = packages;
    this.facts = defineRepository(this, props, new CuratedSource(packages));
    new DataResource(this, "Packages", { input: filledWith(this.resourceName, listOf(packages)) });
  }

  public get uploadUrl(): string {
    return `https://${this.registryUri}/`;
  }

  public grantWrite(principal: IPrincipal): Grant {
    return this.grantWriter(principal);
  }
}

function listOf({ packages }: AllowedPackages): Record<string, FilledPackage> {
  return Object.fromEntries(
    packages.map(({ name, spellings = [], origins }) => [
      name,
      { versions: [...spellings], places: origins.map(shownOrigin) },
    ]),
  );
}
