import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import { Annotations, TerraformStack } from "cdktf";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { isPublic, withLowerCaseMail } from "../access/member";
import { RepositoryReaders } from "../access/repository-readers";
import type { RepositoryReader } from "../access/repository-readers";
import type { IRepository } from "../artifact-registry";
import { Namespace } from "../core/namespace";
import { RenderedStack } from "../core/rendered-stack";
import { Grant } from "../iam";
import type { IServiceAccount } from "../iam";
import { NamedResources } from "../terraform/named-resources";
import { TerraformResources } from "../terraform/terraform-resources";

/** @see https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READER = "roles/artifactregistry.reader";
const REPOSITORY = "google_artifact_registry_repository";

/** What is rendered to see who can read a repository. */
const GRANTING: ReadonlySet<string> = new Set([
  "google_iam_policy",
  "google_project_iam_custom_role",
  "google_organization_iam_custom_role",
  ...[REPOSITORY, "google_project", "google_folder", "google_organization"].flatMap((target) =>
    ["member", "binding", "policy"].map((style) => `${target}_iam_${style}`),
  ),
]);

/** How the service account of a host comes to read a repository. */
export class ReadAccess {
  /**
   * Sees to it that the account can read the repository: by a grant where the account is defined in this app, by a
   * check at synth where it is imported, since such an account has other users too.
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
  const readers = readersOf(repository).filter(
    ({ member = "" }) => isPublic(member) || member === withLowerCaseMail(account.member),
  );
  if (readers.some(({ certainty }) => certainty !== "perhaps")) return [];
  const name = `service account ${JSON.stringify(account.serviceAccountEmail)}`;
  const place = `the repository ${JSON.stringify(repository.repositoryName)}`;
  if (readers.length > 0) {
    Annotations.of(host).addWarning(
      `${name}: is imported, and whether it can read ${place}, which the host needs, cannot be seen: ` +
        "by a role or a place that is not known at synth",
    );
    return [];
  }
  return [
    `${name}: is imported, and nothing in this app lets it read ${place}, which the host needs; ` +
      "grant it with repository.grantRead(serviceAccount), or leave serviceAccount out for one of the host's own",
  ];
}

/** Who can read a repository by what the stacks of its app would be written as now. */
function readersOf(repository: IRepository): readonly RepositoryReader[] {
  const worlds = new Map(
    RenderedStack.allOf(repository).map((stack) => [
      stack,
      TerraformResources.fromConfiguration(new RenderedStack(stack, GRANTING).toJson()),
    ]),
  );
  const home = TerraformStack.of(repository);
  const [project, location, name] = [repository.project, repository.location, repository.repositoryName].map((text) =>
    RenderedStack.textIn(home, text),
  );
  const world = worlds.get(home) ?? TerraformResources.fromConfiguration({});
  const { place } = NamedResources.of(world).find(REPOSITORY, { project, location, repository: name }, "");
  return [...worlds.values()].flatMap((one) => new RepositoryReaders(one).of(place));
}
