import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import type { AllowedPackages } from "../packages";
import { DownloadPolicy } from "./download-policy";
import { DownloadRules } from "./download-rules";
import type { IPythonRepository } from "./python-repository";
import { PythonRepositoryBase } from "./python-repository-base";
import type { RemoteRepositoryProps } from "./remote-repository";
import { RemoteSource } from "./remote-source";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryMode } from "./repository-interface";
import type { RepositoryAttributes, RepositoryFormat } from "./repository-interface";
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

abstract class PythonRemoteRepositoryBase extends PythonRepositoryBase {
  public readonly mode: RepositoryMode = RepositoryMode.REMOTE;
}

/** An upstream, and what of it may be downloaded. */
class RestrictedSource extends RemoteSource {
  constructor(
    upstream: PythonUpstream,
    private readonly restricted: PythonRemoteRepositoryProps,
  ) {
    super(upstream, restricted);
  }

  public override validate(validator: Validator, format: RepositoryFormat): void {
    super.validate(validator, format);
    // Callers from plain JavaScript can leave it out or pass something else.
    if (!DownloadPolicy.isDownloadPolicy(this.restricted.downloads)) {
      validator.problem(
        "downloads: say DownloadPolicy.allowOnly(packages), or DownloadPolicy.unrestricted(reason); " +
          "there is no default",
      );
    }
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
      public readonly servesPublicPackages = true;
      public readonly allowedPackages = undefined;
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  public readonly servesPublicPackages: boolean;
  public readonly downloads: DownloadPolicy;
  public readonly allowedPackages?: AllowedPackages;
  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid or `downloads` is missing */
  constructor(scope: Construct, id: string, props: PythonRemoteRepositoryProps) {
    super(scope, id);
    const upstream = Given.props(scope, id, props).upstream ?? PythonUpstream.pypi();
    this.servesPublicPackages = upstream.isPublic;
    this.facts = defineRepository(this, props, new RestrictedSource(upstream, props));
    this.downloads = props.downloads;
    this.allowedPackages = props.downloads.packages;
    if (this.allowedPackages !== undefined) {
      new DownloadRules(this, "Downloads", { repository: this, packages: this.allowedPackages });
    }
  }
}
