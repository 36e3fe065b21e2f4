import type { ArtifactRegistryRepositoryRemoteRepositoryConfig } from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { Construct } from "constructs";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import type { RemoteRepositoryProps } from "./remote-repository";
import { RemoteSource } from "./remote-source";
import { RepositoryBase } from "./repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import type { IRepository, RepositoryAttributes } from "./repository-interface";
import { Upstream } from "./upstream";

/** A repository of Debian's packages. */
export interface IAptRepository extends IRepository {
  /** A file for `/etc/apt/sources.list.d/`. */
  readonly aptSettings: string;
}

export interface AptRemoteRepositoryProps extends RemoteRepositoryProps {
  /**
   * The suite of Debian, as its path on the mirrors. A repository serves one suite, and another path replaces it.
   *
   * @default "debian/dists/bookworm"
   */
  readonly repositoryPath?: string;
}

/** How an Apt repository that exists already is found. */
export interface AptRepositoryAttributes extends RepositoryAttributes {
  /** The suite that it serves, as its path on the mirrors. @default "debian/dists/bookworm" */
  readonly repositoryPath?: string;
}

const BOOKWORM = "debian/dists/bookworm";

/** Where an Apt repository gets Debian's packages from. */
class DebianUpstream extends Upstream {
  constructor(private readonly path: string = BOOKWORM) {
    super();
  }

  /** The last part of the path, for example `bookworm`. */
  public get suite(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  public override validate(validator: Validator): void {
    validator.matches(
      "repositoryPath",
      this.path,
      /^[a-z-]+\/dists\/[a-z]+(?:-[a-z]+)*$/,
      "must be PATH/dists/SUITE, for example debian/dists/bookworm",
    );
  }

  protected publicSource(): ArtifactRegistryRepositoryRemoteRepositoryConfig {
    return { aptRepository: { publicRepository: { repositoryBase: "DEBIAN", repositoryPath: this.path } } };
  }
}

abstract class AptRemoteRepositoryBase extends RepositoryBase implements IAptRepository {
  public readonly format: RepositoryFormat = RepositoryFormat.APT;
  public readonly mode: RepositoryMode = RepositoryMode.REMOTE;
  public readonly servesPublicPackages: boolean = true;
  protected abstract readonly suite: string;

  /**
   * A file for `/etc/apt/sources.list.d/`. `ar+https` needs the package apt-transport-artifact-registry, which gets its
   * tokens from the metadata server. Google's Debian images do not have it and this repository does not serve it: it
   * comes from packages.cloud.google.com, so it has to be baked into the image of a host without egress.
   *
   * @see https://cloud.google.com/artifact-registry/docs/os-packages/debian/configure
   */
  public get aptSettings(): string {
    const source = `ar+https://${this.location}-apt.pkg.dev/remote/${this.project}/${this.repositoryName}`;
    return `deb ${source} ${this.suite} main\n`;
  }
}

/**
 * Defines a repository that fetches packages of Debian and caches them, for hosts that need packages of the operating
 * system and reach no mirror. Nothing limits which packages: let only such hosts read it. `PythonHost` itself needs
 * none.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-overview
 */
export class AptRemoteRepository extends AptRemoteRepositoryBase {
  /** A repository that exists already. @throws ValidationError when a name or the path is not valid */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: AptRepositoryAttributes,
  ): IAptRepository {
    class Import extends AptRemoteRepositoryBase {
      protected readonly facts = importRepository(this, attributes);
      protected readonly suite = validSuite(this, attributes.repositoryPath);
    }
    return new Import(scope, id);
  }

  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;
  protected readonly suite: string;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: AptRemoteRepositoryProps) {
    super(scope, id);
    const upstream = new DebianUpstream(Given.props(scope, id, props).repositoryPath);
    this.facts = defineRepository(this, props, new RemoteSource(upstream, props));
    this.suite = upstream.suite;
  }
}

function validSuite(repository: Construct, repositoryPath?: string): string {
  const upstream = new DebianUpstream(repositoryPath);
  const validator = new Validator(repository);
  upstream.validate(validator);
  validator.throwIfAny();
  return upstream.suite;
}
