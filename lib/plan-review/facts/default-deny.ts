import {
  type DownloadRule,
  isDownloadRule,
  isSameRepository,
  readRule,
  type RepositoryKey,
  repositoryKey,
} from "../../policy";
import type { TerraformBlock, TerraformResources } from "../../terraform";
import { fieldBlocks } from "../../terraform/terraform-resources";

/** What must not be there before the DENY of a repository, or after it. */
export type WaiterKind = "ALLOW" | "grant" | "virtual repository";

/** The rules that deny, for a whole repository, whatever no other rule allows. */
export function defaultDenies(world: TerraformResources): readonly TerraformBlock[] {
  return world.blocks.filter((block) => isDownloadRule(block) && isDefaultDeny(readRule(block)));
}

/** What a resource is to the DENY of a repository; undefined when they have nothing to do with each other. */
export function waiterKind(block: TerraformBlock, gate: TerraformBlock): WaiterKind | undefined {
  const repository = repositoryKey(gate);
  if (block.isData || block.address === gate.address) return undefined;
  if (isDownloadRule(block)) {
    return readRule(block).action !== "DENY" && isSameRepository(repositoryKey(block), repository) !== false
      ? "ALLOW"
      : undefined;
  }
  if (/^google_artifact_registry_repository_iam_(?:member|binding|policy)$/.test(block.type)) {
    return isSameRepository(grantKey(block), repository) !== false ? "grant" : undefined;
  }
  const upstreams = fieldBlocks(block.body, "virtual_repository_config").flatMap((one) =>
    fieldBlocks(one, "upstream_policies"),
  );
  if (block.type !== "google_artifact_registry_repository" || upstreams.length === 0) return undefined;
  return upstreams.some((one) => isSameRepository(namedKey(block, one.repository), repository) !== false)
    ? "virtual repository"
    : undefined;
}

/** Whether a rule denies, for a whole repository, whatever no other rule allows. */
export function isDefaultDeny({ action, scope, versions, operation }: DownloadRule): boolean {
  return action === "DENY" && operation === "DOWNLOAD" && scope === "REPOSITORY" && versions === "ANY";
}

/** The repository that a grant is on; its provider takes the last part of the name or all of it. */
function grantKey(block: TerraformBlock): RepositoryKey {
  const { body, configuration } = block;
  const key = namedKey(block, body.repository);
  return {
    project: key.project ?? configuration.project(body),
    location: key.location ?? configuration.text(body.location),
    repositoryName: key.repositoryName,
  };
}

function namedKey({ configuration }: TerraformBlock, value: unknown): RepositoryKey {
  const named = configuration.named(value);
  if (typeof named === "object") return repositoryKey(named);
  const [, project, location, repositoryName] =
    /^projects\/([^/]+)\/locations\/([^/]+)\/repositories\/([^/]+)$/.exec(named ?? "") ?? [];
  return { project, location, repositoryName: repositoryName ?? named };
}
