import { networkName } from "../../reachability/terraform-networks";
import type { TerraformBlock, TerraformFields, TerraformResources } from "../../terraform";
import { fieldBlocks } from "../../terraform/terraform-resources";
import { NamedResources } from "../../terraform/named-resources";
import { blocksAt } from "../../terraform/resource-values";

/** What leads from a resource that does not name its network to one that does. */
const THROUGH: ReadonlyMap<string, { readonly field: string; readonly type: string }> = new Map([
  ["google_compute_router_nat", { field: "router", type: "google_compute_router" }],
  ["google_compute_router_interface", { field: "router", type: "google_compute_router" }],
  ["google_compute_router_peer", { field: "router", type: "google_compute_router" }],
  ["google_dns_record_set", { field: "managed_zone", type: "google_dns_managed_zone" }],
  ["google_dns_response_policy_rule", { field: "response_policy", type: "google_dns_response_policy" }],
]);

/**
 * The networks that a resource is on, as `projects/PROJECT/global/networks/NETWORK`; undefined where that cannot be
 * seen.
 */
export function networksOf(
  type: string,
  address: string,
  body: TerraformFields,
  world: TerraformResources,
): readonly string[] | undefined {
  const block: TerraformBlock = { type, address, isData: false, body, configuration: world };
  if (type === "google_compute_network") return complete([networkName(block, block)]);
  const through = THROUGH.get(type);
  if (through !== undefined) {
    const fields = { project: body.project, region: body.region, [through.field]: body[through.field] };
    const next = NamedResources.of(world).find(through.type, fields, "").block;
    return next === undefined ? undefined : networksOf(next.type, next.address, next.body, world);
  }
  const lists = type === "google_dns_managed_zone" ? fieldBlocks(body, "private_visibility_config") : [body];
  const networks = lists.map((one) => blocksAt(one, "networks"));
  if (networks.includes(undefined)) return undefined;
  const urls = networks.flatMap((all) => (all ?? []).map((one) => one.network_url));
  const named = [...(type.startsWith("google_dns_") ? [] : [body.network]), ...urls];
  return complete(named.map((one) => networkName(block, world.named(one))));
}

function complete(names: readonly (string | undefined)[]): readonly string[] | undefined {
  return names.every((one) => one !== undefined) ? names : undefined;
}
