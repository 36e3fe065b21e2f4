import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { IRepository } from "../artifact-registry";
import { Namespace } from "../core/namespace";
import { Grant } from "../iam/grant";
import type { IPrincipal } from "../iam/principal";

/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READER = "roles/artifactregistry.reader";
/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const WRITER = "roles/artifactregistry.writer";

/**
 * The rights of a build's accounts on repositories. They stand in the build's own stack: in the repository's they would
 * wait for the account, whose stack waits for the repository.
 */
export class RepositoryAccess {
  /** Lets an account of the build download. */
  public static read(build: Construct, repository: IRepository, principal: IPrincipal): TerraformResource {
    return grant(build, repository, READER, principal);
  }

  /** Lets an account of the build upload and download. */
  public static write(build: Construct, repository: IRepository, principal: IPrincipal): TerraformResource {
    return grant(build, repository, WRITER, principal);
  }
}

function grant(build: Construct, repository: IRepository, role: string, principal: IPrincipal): TerraformResource {
  const holder = Namespace.within(Namespace.within(build, "Access"), repository.node.path.replaceAll("/", "|"));
  const { resource, isNew } = Grant.once(
    holder,
    role,
    principal,
    (scope, id) =>
      new ArtifactRegistryRepositoryIamMember(scope, id, {
        project: repository.project,
        location: repository.location,
        repository: repository.repositoryName,
        role,
        member: principal.member,
      }),
  );
  if (isNew) repository.downloadGate.follow(resource);
  return resource;
}
