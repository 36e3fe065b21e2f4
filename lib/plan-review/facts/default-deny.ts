import { type DownloadRule } from "../../policy";
import { isDownloadRule, isRepository, readRule, repositoryPlace } from "../../policy/terraform-repositories";
import type { TerraformBlock, TerraformResources } from "../../terraform";
import { firstKnown, isSamePlace, PlaceIndex, placeOfPath, type ResourcePlace } from "../../terraform/resource-place";
import { fieldBlocks } from "../../terraform/terraform-resources";

/** What must not be there before the DENY of a repository, or after it. */
export type WaiterKind = "ALLOW" | "grant" | "virtual repository";

/** The rules that deny, for a whole repository, whatever no other rule allows. */
export function defaultDenies(world: TerraformResources): readonly TerraformBlock[] {
  return world.ofType("google_artifact_registry_rule").filter((block) => isDefaultDeny(readRule(block)));
}

/** What a resource is to the DENYs of the repositories that it lets somebody into. */
interface Waiter {
  readonly kind: WaiterKind;
  readonly repositories: readonly ResourcePlace[];
}

/** DENYs by the repositories that they are for. */
export class DenyGates {
  private readonly byPlace: PlaceIndex<TerraformBlock>;

  public constructor(gates: readonly TerraformBlock[]) {
    this.byPlace = new PlaceIndex(gates, repositoryPlace);
  }

  /** What a resource is to each of the DENYs that it has to do with. */
  public of(block: TerraformBlock): readonly { readonly gate: TerraformBlock; readonly kind: WaiterKind }[] {
    const waiter = block.isData ? undefined : waiterOf(block);
    if (waiter === undefined) return [];
    const { kind, repositories } = waiter;
    const gates = repositories.flatMap((place) =>
      this.byPlace.near(place).filter((gate) => isSamePlace(place, repositoryPlace(gate)) !== false),
    );
    return [...new Set(gates)].filter(({ address }) => address !== block.address).map((gate) => ({ gate, kind }));
  }
}

function waiterOf(block: TerraformBlock): Waiter | undefined {
  if (isDownloadRule(block))
    return readRule(block).action === "DENY" ? undefined : { kind: "ALLOW", repositories: [repositoryPlace(block)] };
  if (/^google_artifact_registry_repository_iam_(?:member|binding|policy)$/.test(block.type))
    return { kind: "grant", repositories: [grantPlace(block)] };
  if (!isRepository(block)) return undefined;
  const upstreams = fieldBlocks(block.body, "virtual_repository_config").flatMap((one) =>
    fieldBlocks(one, "upstream_policies"),
  );
  return { kind: "virtual repository", repositories: upstreams.map((one) => namedPlace(block, one.repository)) };
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
