import { IpAddress } from "../core/ip-range";
import type { GoogleApisEndpointModel, PeeringModel } from "./network-model";
import type { TerraformNetwork } from "./terraform-networks";

/** Types of resources that are read here. */
export const NEIGHBOUR_TYPES: readonly string[] = [
  "google_compute_global_forwarding_rule",
  "google_compute_network_peering",
  "google_service_networking_connection",
];

/** The Private Service Connect endpoints of a network for Google APIs. */
export function endpointsOf(network: TerraformNetwork): readonly GoogleApisEndpointModel[] {
  return network.all("google_compute_global_forwarding_rule", "addresses").flatMap((block) => {
    const { address, body, configuration } = block;
    const bundle = configuration.text(body.target);
    if (bundle !== "all-apis" && bundle !== "vpc-sc") return [];
    if (!network.holds(block, body.network, "addresses")) return [];
    const named = configuration.named(body.ip_address);
    const ip = typeof named === "object" ? named.configuration.text(named.body.address) : named;
    if (ip === undefined || IpAddress.read(ip) === undefined) {
      network.cannotSee("addresses", `the address of ${address} is not known`);
      return [];
    }
    return [{ name: configuration.text(body.name) ?? address, ip, bundle }];
  });
}

/** What is on the other side of a peering is not looked into. */
export function peeringsOf(network: TerraformNetwork): readonly PeeringModel[] {
  const peerings = network.on("google_compute_network_peering", "peerings").map(({ address, body, configuration }) => ({
    name: configuration.text(body.name) ?? address,
    importsOtherRoutes: ["import_custom_routes", "import_subnet_routes_with_public_ip"].some(
      (name) => configuration.boolean(body[name], false) !== false,
    ),
  }));
  const services = network
    .on("google_service_networking_connection", "peerings")
    .map(({ address, body, configuration }) => ({ name: configuration.text(body.service) ?? address }));
  return [...peerings, ...services];
}
