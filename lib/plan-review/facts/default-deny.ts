import { type DownloadRule } from "../../policy";
import { isDownloadRule, readRule, repositoryPlace } from "../../policy/terraform-repositories";
import type { TerraformBlock, TerraformResources } from "../../terraform";
import { firstKnown, isSamePlace, placeOfPath, type ResourcePlace } from "../../terraform/resource-place";
import { fieldBlocks } from "../../terraform/terraform-resources";

/** What must not be there before the DENY of a repository, or after it. */
export type WaiterKind = "ALLOW" | "grant" | "virtual repository";

/** The rules that deny, for a whole repository, whatever no other rule allows. */
export function defaultDenies(world: TerraformResources): readonly TerraformBlock[] {
  return world.blocks.filter((block) => isDownloadRule(block) && isDefaultDeny(readRule(block)));
}

/** What a resource is to the DENY of a repository; undefined when they have nothing to do with each other. */
export function waiterKind(block: TerraformBlock, gate: TerraformBlock): WaiterKind | undefined {
  const repository = repositoryPlace(gate);
  if (block.isData || block.address === gate.address) return undefined;
  if (isDownloadRule(block)) {
    return readRule(block).action !== "DENY" && isSamePlace(repositoryPlace(block), repository) !== false
      ? "ALLOW"
      : undefined;
  }
  if (/^google_artifact_registry_repository_iam_(?:member|binding|policy)$/.test(block.type)) {
    return isSamePlace(grantPlace(block), repository) !== false ? "grant" : undefined;
  }
  const upstreams = fieldBlocks(block.body, "virtual_repository_config").flatMap((one) =>
    fieldBlocks(one, "upstream_policies"),
  );
  if (block.type !== "google_artifact_registry_repository" || upstreams.length === 0) return undefined;
  return upstreams.some((one) => isSamePlace(namedPlace(block, one.repository), repository) !== false)
    ? "virtual repository"
    : undefined;
}

/** Whether a rule denies, for a whole repository, whatever no other rule allows. */
export function isDefaultDeny({ action, scope, versions, operation }: DownloadRule): boolean {
  const isOfAll = scope === "REPOSITORY" && versions === "ANY";
  return isOfAll && action === "DENY" && operation === "DOWNLOAD";
}

/** The repository that a grant is on; its provider takes the last part of the name or all of it. */
function grantPlace(block: TerraformBlock): ResourcePlace {
  const { body, configuration } = block;
  const said = { project: configuration.project(body), location: configuration.text(body.location) };
  return firstKnown(namedPlace(block, body.repository), said);
}

function namedPlace({ configuration }: TerraformBlock, value: unknown): ResourcePlace {
  const named = configuration.named(value);
  if (typeof named === "object") return repositoryPlace(named);
  return named === undefined ? {} : placeOfPath(named);
}
