import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { TerraformStack } from "cdktf";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { IRepository } from "../artifact-registry";
import { Namespace } from "../core/namespace";
import { Grant } from "../iam";
import type { IServiceAccount } from "../iam";

/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READER = "roles/artifactregistry.reader";
/** Roles on a project with which its repositories can be read. @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READS_PROJECT = /^roles\/(?:artifactregistry\..*|viewer|editor|owner)$/;

/** How the service account of a host comes to read a repository. */
export class ReadAccess {
  /**
   * Sees to it that the account can read the repository: by a grant where the account is defined in this app, by a check at
   * synth where it is imported, since such an account has other users too.
   *
   * @returns what the host waits for
   */
  public static ensure(
    host: Construct,
    account: IServiceAccount,
    repository: IRepository,
  ): TerraformResource | undefined {
    if (account.principalResource === undefined) {
      host.node.addValidation({ validate: () => problems(host, account, repository) });
      return undefined;
    }
    const stack = TerraformStack.of(repository);
    if (stack === TerraformStack.of(host) || stack === TerraformStack.of(account))
      return repository.grantRead(account).resource;
    // In the repository's stack the grant would wait for the account's stack, which waits for the repository's.
    const holder = Namespace.within(Namespace.within(host, "Reads"), repository.node.path.replaceAll("/", "|"));
    const { resource } = Grant.once(
      holder,
      READER,
      account,
      (scope, id) =>
        new ArtifactRegistryRepositoryIamMember(scope, id, {
          project: repository.project,
          location: repository.location,
          repository: repository.repositoryName,
          role: READER,
          member: account.member,
        }),
    );
    repository.downloadGate.follow(resource);
    return resource;
  }
}

function problems(host: Construct, account: IServiceAccount, repository: IRepository): string[] {
  const { repositoryName, location, project } = repository;
  const granted = host.node.root.node.findAll().some((node) => {
    if (node instanceof ArtifactRegistryRepositoryIamMember) {
      return (
        node.memberInput === account.member &&
        node.repositoryInput === repositoryName &&
        node.locationInput === location &&
        node.projectInput === project
      );
    }
    return (
      node instanceof ProjectIamMember &&
      node.memberInput === account.member &&
      node.projectInput === project &&
      READS_PROJECT.test(node.roleInput ?? "")
    );
  });
  return granted
    ? []
    : [
        `service account ${JSON.stringify(account.serviceAccountEmail)}: is imported, and nothing in this app lets it read the repository ` +
          `${JSON.stringify(repositoryName)}, which the host needs; grant it with repository.grantRead(serviceAccount), or leave serviceAccount out for one of the host's own`,
      ];
}
