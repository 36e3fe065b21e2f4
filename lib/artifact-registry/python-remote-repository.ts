import type { Construct } from "constructs";
import { Given } from "../core/given";
import { ClientSettings } from "./client-settings";
import type { ClientSettingsOptions } from "./client-settings";
import type { AllowedPackages } from "../packages";
import { DownloadPolicy } from "./download-policy";
import { DownloadRules } from "./download-rules";
import { indexUrlOf } from "./python-index-url";
import type { IPythonRepository } from "./python-repository";
import { remoteSettings } from "./remote-settings";
import type { RemoteRepositoryProps } from "./remote-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, imported, RepositoryBase } from "./repository-base";
import type { RepositoryAttributes } from "./repository-interface";
import { PythonUpstream } from "./upstream";

export interface PythonRemoteRepositoryProps extends RemoteRepositoryProps {
  /**
   * What may be downloaded: `DownloadPolicy.allowOnly(packages)`, or `DownloadPolicy.unrestricted(reason)`. There is no
   * default.
   */
  readonly downloads: DownloadPolicy;
  /**
   * Where packages come from. Another upstream replaces the repository.
   *
   * @default PythonUpstream.pypi()
   */
  readonly upstream?: PythonUpstream;
}

const KIND = { format: RepositoryFormat.PYTHON, mode: RepositoryMode.REMOTE, servesPublicPackages: true };

abstract class PythonRemoteRepositoryBase extends RepositoryBase implements IPythonRepository {
  public abstract readonly allowedPackages?: AllowedPackages;

  public get indexUrl(): string {
    return indexUrlOf(this);
  }

  public clientSettings(options?: ClientSettingsOptions): ClientSettings {
    return ClientSettings.forIndex(this.indexUrl, this.allowedPackages, options);
  }
}

/**
 * Defines a repository that fetches Python packages from an upstream and caches them, and from which only what
 * `downloads` allows can be downloaded. Download rules are a Preview feature of Artifact Registry.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-overview
 * @see https://cloud.google.com/artifact-registry/docs/restrict-artifact-downloads
 */
export class PythonRemoteRepository extends PythonRemoteRepositoryBase {
  /** A repository that exists already. Its rules are put on it by `DownloadRules`. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IPythonRepository {
    class Import extends PythonRemoteRepositoryBase {
      public readonly allowedPackages = undefined;

      constructor() {
        super(scope, id, KIND, imported(attributes));
      }
    }
    return new Import();
  }

  public readonly downloads: DownloadPolicy;
  public readonly allowedPackages?: AllowedPackages;

  /** @throws ValidationError when a prop is not valid or `downloads` is missing */
  constructor(scope: Construct, id: string, props: PythonRemoteRepositoryProps) {
    const upstream = Given.props(scope, id, props).upstream ?? PythonUpstream.pypi();
    const kind = { ...KIND, servesPublicPackages: upstream.isPublic };
    const settings = remoteSettings(props, upstream, kind.format);
    super(
      scope,
      id,
      kind,
      defined(props, {
        ...settings,
        validate: (validator) => {
          settings.validate?.(validator);
          // Callers from plain JavaScript can leave it out or pass something else.
          if (!DownloadPolicy.isDownloadPolicy(props.downloads)) {
            validator.problem(
              "downloads: say DownloadPolicy.allowOnly(packages), or DownloadPolicy.unrestricted(reason); there is no default",
            );
          }
        },
      }),
    );
    this.downloads = props.downloads;
    this.allowedPackages = props.downloads.packages;
    if (this.allowedPackages !== undefined) {
      new DownloadRules(this, "Downloads", { repository: this, packages: this.allowedPackages });
    }
  }
}
