import type { Construct } from "constructs";
import { Given } from "../core/given";
import { AllowedPackages } from "../packages";
import { ClientSettings } from "./client-settings";
import type { ClientSettingsOptions } from "./client-settings";
import { indexUrlOf } from "./python-index-url";
import type { IPythonRepository } from "./python-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, imported, RepositoryBase } from "./repository-base";
import type { RepositoryAttributes, RepositoryProps } from "./repository-interface";
import { virtualSettings } from "./virtual-repository";

export interface PythonVirtualRepositoryProps extends RepositoryProps {
  /**
   * The repositories behind it, in the order in which they are asked: your own before public ones, at most 30, all in this
   * repository's location.
   */
  readonly upstreams: IPythonRepository[];
}

const KIND = { format: RepositoryFormat.PYTHON, mode: RepositoryMode.VIRTUAL, servesPublicPackages: true };

abstract class PythonVirtualRepositoryBase extends RepositoryBase implements IPythonRepository {
  public abstract readonly allowedPackages?: AllowedPackages;

  public get indexUrl(): string {
    return indexUrlOf(this);
  }

  public clientSettings(options?: ClientSettingsOptions): ClientSettings {
    return ClientSettings.forIndex(this.indexUrl, this.allowedPackages, options);
  }
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

      constructor() {
        super(scope, id, KIND, imported(attributes));
      }
    }
    return new Import();
  }

  public readonly allowedPackages?: AllowedPackages;

  /** @throws ValidationError when a prop is not valid, or a public upstream stands before one of your own */
  constructor(scope: Construct, id: string, props: PythonVirtualRepositoryProps) {
    Given.props(scope, id, props, {
      upstreams: [{ text: "a repository, for example a PythonRemoteRepository", has: "repositoryName" }],
    });
    super(scope, id, KIND, defined(props, virtualSettings(props.upstreams, KIND.format, props.location)));
    const allowed = props.upstreams.flatMap(({ allowedPackages }) => allowedPackages ?? []);
    this.allowedPackages = allowed.length === 0 ? undefined : AllowedPackages.none().union(...allowed);
  }
}
