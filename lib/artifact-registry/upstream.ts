import type { ArtifactRegistryRepositoryRemoteRepositoryConfig } from "@cdktf/provider-google/lib/artifact-registry-repository";
import { Token } from "cdktf";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import { RepositoryMode } from "./repository-interface";
import type { IRepository, RepositoryFormat } from "./repository-interface";

/**
 * Who a remote repository is at its upstream: HTTP basic authentication, with the password in Secret Manager.
 * Artifact Registry's service agent must be able to read it first (`ServiceAgent.grantSecretAccess`).
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/configure-remote-auth
 */
export interface UpstreamCredentials {
  readonly username: string;
  /** `projects/PROJECT/secrets/SECRET/versions/VERSION`; the password itself is never in Terraform. */
  readonly passwordSecretVersion: string;
}

/** How a custom upstream is reached. */
export interface CustomUpstreamOptions {
  /** @default - none: the upstream is open to everyone */
  readonly credentials?: UpstreamCredentials;
}

const SECRET_VERSION = /^projects\/[^/]+\/secrets\/[^/]+\/versions\/(?:[1-9][0-9]*|latest)$/;

/** What is common to upstreams of remote repositories. */
export abstract class Upstream {
  protected constructor(
    private readonly url?: string,
    private readonly credentials?: UpstreamCredentials,
    /** The upstream, where it is another Artifact Registry repository. */
    public readonly repository?: IRepository,
  ) {}

  /** Whether what it serves comes from outside of the organisation. */
  public get isPublic(): boolean {
    return this.repository === undefined;
  }

  /** @internal @jsii ignore */
  public validate(validator: Validator, format: RepositoryFormat): void {
    if (this.url !== undefined && !Token.isUnresolved(this.url)) validateUrl(validator, this.url);
    if (this.credentials !== undefined) {
      validator.matches(
        "upstream username",
        this.credentials.username,
        /^[^\s:]+$/,
        "must be one word without a colon",
      );
      const { passwordSecretVersion } = this.credentials;
      if (!Token.isUnresolved(passwordSecretVersion) && !SECRET_VERSION.test(passwordSecretVersion)) {
        // What was given instead may be the password, so it is not printed.
        validator.problem(
          "upstream passwordSecretVersion: must be projects/PROJECT/secrets/SECRET/versions/VERSION: " +
            "a Secret Manager version, never the password",
        );
      }
    }
    // https://cloud.google.com/artifact-registry/docs/repositories/remote-repo
    if (
      this.repository !== undefined &&
      (this.repository.mode !== RepositoryMode.STANDARD || this.repository.format !== format)
    ) {
      validator.problem(
        `upstream ${JSON.stringify(this.repository.repositoryName)}: ` +
          `must be a standard repository of the same format, ${format}`,
      );
    }
  }

  /** @internal @jsii ignore */
  public toTerraform(): ArtifactRegistryRepositoryRemoteRepositoryConfig {
    const { credentials } = this;
    return {
      ...this.source(),
      upstreamCredentials:
        credentials === undefined
          ? undefined
          : {
              usernamePasswordCredentials: {
                username: credentials.username,
                passwordSecretVersion: credentials.passwordSecretVersion,
              },
            },
    };
  }

  /** @internal @jsii ignore */
  protected abstract publicSource(): ArtifactRegistryRepositoryRemoteRepositoryConfig;

  private source(): ArtifactRegistryRepositoryRemoteRepositoryConfig {
    const uri = this.repository?.resourceName ?? this.url;
    return uri === undefined ? this.publicSource() : { commonRepository: { uri } };
  }
}

/** Where a remote Python repository gets its packages from. */
export class PythonUpstream extends Upstream {
  /** The Python Package Index. */
  public static pypi(): PythonUpstream {
    return new PythonUpstream();
  }

  /**
   * Another index on the internet or in the organisation's network.
   *
   * @param url its root with `https://`, without user name and password
   */
  public static customIndex(url: string, options: CustomUpstreamOptions = {}): PythonUpstream {
    return new PythonUpstream(given(url, "customIndex"), Given.options("options", options).credentials);
  }

  /** A standard Python repository of Artifact Registry, also of another project or location. */
  public static artifactRegistry(repository: IRepository): PythonUpstream {
    return new PythonUpstream(undefined, undefined, given(repository, "artifactRegistry"));
  }

  protected publicSource(): ArtifactRegistryRepositoryRemoteRepositoryConfig {
    // Written out, since google 7.0.0 took the default away.
    return { pythonRepository: { publicRepository: "PYPI" } };
  }
}

/** Where a remote Docker repository gets its images from. */
export class DockerUpstream extends Upstream {
  /** Docker Hub. Without credentials its limit on anonymous pulls applies. */
  public static dockerHub(options: CustomUpstreamOptions = {}): DockerUpstream {
    return new DockerUpstream(undefined, Given.options("options", options).credentials);
  }

  /**
   * Another registry.
   *
   * @param url its root with `https://`, without user name and password
   */
  public static customRegistry(url: string, options: CustomUpstreamOptions = {}): DockerUpstream {
    return new DockerUpstream(given(url, "customRegistry"), Given.options("options", options).credentials);
  }

  /** A standard Docker repository of Artifact Registry, also of another project or location. */
  public static artifactRegistry(repository: IRepository): DockerUpstream {
    return new DockerUpstream(undefined, undefined, given(repository, "artifactRegistry"));
  }

  protected publicSource(): ArtifactRegistryRepositoryRemoteRepositoryConfig {
    return { dockerRepository: { publicRepository: "DOCKER_HUB" } };
  }
}

/** An environment variable that is not set must not end as the public default. */
function given<T>(value: T | undefined, factory: string): T {
  if (value === undefined || value === null || value === "")
    throw new ValidationError([`${factory}: no upstream is given; it must be named`]);
  return value;
}

function validateUrl(validator: Validator, url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // What may be a secret is not printed.
  const name = parsed === undefined ? "upstream url" : `upstream url of ${JSON.stringify(parsed.host)}`;
  if (parsed !== undefined && (parsed.username !== "" || parsed.password !== "")) {
    validator.problem(
      `${name}: must not hold a user name or password; use credentials: { username, passwordSecretVersion }`,
    );
    return;
  }
  const isPlain = parsed?.protocol === "https:" && `${parsed.search}${parsed.hash}` === "";
  if (!isPlain || /[\s${}"\\]/.test(url)) {
    validator.problem(`${name}: must be https://HOST/PATH, without query and fragment`);
  }
}
