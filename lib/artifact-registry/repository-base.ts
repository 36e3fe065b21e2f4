import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import type { DownloadGate } from "./download-gate";
import type { IRepository, RepositoryFormat, RepositoryMode } from "./repository-interface";
import { resourceNameOf } from "./repository-names";

/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READER = "roles/artifactregistry.reader";
/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const WRITER = "roles/artifactregistry.writer";

/** What is known of a repository once it is defined (`defineRepository`) or imported (`importRepository`). */
export interface RepositoryFacts {
  readonly repositoryName: string;
  readonly location: string;
  readonly project: string;
  readonly downloadGate: DownloadGate;
}

/** What is common to repositories, defined here or imported. @jsii ignore */
export abstract class RepositoryBase extends Construct implements IRepository {
  public abstract readonly format: RepositoryFormat;
  public abstract readonly mode: RepositoryMode;
  public abstract readonly servesPublicPackages: boolean;
  /** @internal @jsii ignore */
  protected abstract readonly facts: RepositoryFacts;

  public get repositoryName(): string {
    return this.facts.repositoryName;
  }

  public get location(): string {
    return this.facts.location;
  }

  public get project(): string {
    return this.facts.project;
  }

  public get downloadGate(): DownloadGate {
    return this.facts.downloadGate;
  }

  public get resourceName(): string {
    return resourceNameOf(this.project, this);
  }

  public get registryUri(): string {
    // A project of a domain, "example.com:project", has "/" in the address. See
    // https://cloud.google.com/artifact-registry/docs/docker/names
    const project = Token.isUnresolved(this.project) ? this.project : this.project.replace(":", "/");
    return `${this.location}-${this.format.toLowerCase()}.pkg.dev/${project}/${this.repositoryName}`;
  }

  public grantRead(principal: IPrincipal, holder?: Construct): Grant {
    return this.grant(READER, principal, holder);
  }

  /** Lets a principal upload and download, where the repository can be written to. @internal @jsii ignore */
  protected grantWriter(principal: IPrincipal): Grant {
    return this.grant(WRITER, principal);
  }

  private grant(role: string, principal: IPrincipal, holder?: Construct): Grant {
    const scope = holder === undefined ? this : this.namespaceIn(holder);
    const found = scope === this ? undefined : Grant.find(this, role, principal);
    if (found !== undefined) return found;
    const grant = Grant.once(
      scope,
      role,
      principal,
      (place, id) =>
        new ArtifactRegistryRepositoryIamMember(place, id, {
          project: this.project,
          location: this.location,
          repository: this.repositoryName,
          role,
          member: principal.member,
        }),
    );
    if (grant.isNew) this.downloadGate.follow(grant.resource);
    return grant;
  }

  /** One for each repository that something needs rights on. */
  private namespaceIn(holder: Construct): Construct {
    Given.object("holder", holder, { text: "what needs the right, a construct", has: "node" }, this);
    return Namespace.within(Namespace.within(holder, "Access"), this.node.path.replaceAll("/", "|"));
  }
}
