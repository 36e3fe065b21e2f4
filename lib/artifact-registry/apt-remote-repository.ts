import type { ArtifactRegistryRepositoryRemoteRepositoryConfig } from "@cdktf/provider-google/lib/artifact-registry-repository";
import type { Construct } from "constructs";
import type { Validator } from "../core/validator";
import { remoteSettings } from "./remote-settings";
import type { RemoteRepositoryProps } from "./remote-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, RepositoryBase } from "./repository-base";
import { Upstream } from "./upstream";

export interface AptRemoteRepositoryProps extends RemoteRepositoryProps {
  /**
   * The suite of Debian, as its path on the mirrors. A repository serves one suite, and another path replaces it.
   *
   * @default "debian/dists/bookworm"
   */
  readonly repositoryPath?: string;
}

const KIND = { format: RepositoryFormat.APT, mode: RepositoryMode.REMOTE, servesPublicPackages: true };

/** Where an Apt repository gets Debian's packages from. */
class DebianUpstream extends Upstream {
  constructor(private readonly path: string) {
    super();
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

/**
 * Defines a repository that fetches packages of Debian and caches them, for hosts that need packages of the operating
 * system and reach no mirror. Nothing limits which packages: let only such hosts read it. `PythonHost` itself needs none.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-overview
 */
export class AptRemoteRepository extends RepositoryBase {
  private readonly suite: string;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: AptRemoteRepositoryProps) {
    const path = props.repositoryPath ?? "debian/dists/bookworm";
    super(scope, id, KIND, defined(props, remoteSettings(props, new DebianUpstream(path), KIND.format)));
    this.suite = path.slice(path.lastIndexOf("/") + 1);
  }

  /**
   * A file for `/etc/apt/sources.list.d/`. `ar+https` needs the package apt-transport-artifact-registry, which gets its
   * tokens from the metadata server. Google's Debian images do not have it and this repository does not serve it: it comes
   * from packages.cloud.google.com, so it has to be baked into the image of a host without egress.
   *
   * @see https://cloud.google.com/artifact-registry/docs/os-packages/debian/configure
   */
  public get aptSettings(): string {
    return `deb ar+https://${this.location}-apt.pkg.dev/remote/${this.project}/${this.repositoryId} ${this.suite} main\n`;
  }
}
