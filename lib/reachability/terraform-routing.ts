import { IpRange } from "../core/ip-range";
import type { NatModel, RouteModel, SubnetIpv6Model, SubnetModel } from "./network-model";
import { lastPart, type TerraformNetwork } from "./terraform-networks";
import { HiddenValue } from "../terraform/hidden-value";
import { fieldBlocks, type TerraformBlock, type TerraformFields } from "../terraform/terraform-resources";

const DEFAULT_PRIORITY = 1000;

/** Resources that bring routes of their own. */
const ROUTE_SOURCES = [
  "google_compute_interconnect_attachment",
  "google_compute_network_peering_routes_config",
  "google_compute_router_interface",
  "google_compute_router_peer",
  "google_compute_vpn_tunnel",
  "google_network_connectivity_policy_based_route",
  "google_network_connectivity_spoke",
];

/** Types of resources that are read here. */
export const ROUTING_TYPES: readonly string[] = [
  "google_compute_route",
  "google_compute_router",
  "google_compute_router_nat",
  "google_compute_subnetwork",
  ...ROUTE_SOURCES,
];

export function subnetsOf(network: TerraformNetwork): readonly SubnetModel[] {
  const { resource } = network;
  if (resource !== undefined && resource.configuration.boolean(resource.body.auto_create_subnetworks, true) !== false) {
    network.cannotSee("addresses", `${resource.address} creates a subnet in each region by itself`);
  }
  const subnets = network.on("google_compute_subnetwork", "addresses").flatMap((block) => {
    const { body, configuration } = block;
    const name = configuration.text(body.name);
    const region = configuration.text(body.region);
    if (name === undefined || region === undefined) {
      network.cannotSee("addresses", `the name or region of ${block.address} is not known`);
      return [];
    }
    const range = readRange(configuration.text(body.ip_cidr_range));
    const secondary = writtenBlocks(body, "secondary_ip_range").map((one) =>
      readRange(configuration.text(one.ip_cidr_range)),
    );
    if (range === undefined || secondary.includes(undefined)) {
      network.cannotSee("addresses", `a range of ${block.address} is not known`);
    }
    const ipv6 = ipv6Of(block);
    return [
      {
        name,
        region,
        ...(range === undefined ? {} : { ipCidrRange: range }),
        secondaryRanges: secondary.filter((one) => one !== undefined),
        ...(ipv6 === undefined ? {} : { ipv6 }),
        privateGoogleAccess: configuration.boolean(body.private_ip_google_access, false),
      },
    ];
  });
  return subnets.filter(({ name, region }, at) => {
    const first = subnets.findIndex((one) => one.name === name) === at;
    if (!first) network.cannotSee("addresses", `subnet "${name}" in ${region} has the same name as another one`);
    return first;
  });
}

/** No blocks where a plan does not show any because the configuration has none: Google adds none by itself. */
function writtenBlocks(body: TerraformFields, name: string): readonly TerraformFields[] {
  const value = body[name];
  return value instanceof HiddenValue && !value.isWritten ? [] : fieldBlocks(body, name);
}

/** External unless it is known to be internal: nothing is judged safer than it is. */
function ipv6Of({ body, configuration }: TerraformBlock): SubnetIpv6Model | undefined {
  const stack = configuration.textOr(body.stack_type, "IPV4_ONLY");
  if (stack === "IPV4_ONLY") return undefined;
  const access = configuration.text(body.ipv6_access_type) === "INTERNAL" ? "internal" : "external";
  const range = readRange(
    configuration.text(body[access === "internal" ? "internal_ipv6_prefix" : "external_ipv6_prefix"]),
  );
  return { access, ...(range === undefined ? {} : { cidrRange: range }) };
}

/**
 * The routes that are written, and those that Google adds: `0.0.0.0/0` unless it is deleted with the network's
 * creation, and `::/0` with the first subnet that has external IPv6 (which that deletion does not touch).
 *
 * @see https://cloud.google.com/vpc/docs/routes#routingpacketsinternet
 */
export function routesOf(network: TerraformNetwork, subnets: readonly SubnetModel[]): readonly RouteModel[] {
  for (const source of ROUTE_SOURCES.flatMap((type) => network.all(type, "routes"))) {
    network.cannotSee("routes", `the routes that ${source.address} brings`);
  }
  const { resource } = network;
  const deleted = resource?.configuration.boolean(resource.body.delete_default_routes_on_create, false);
  return [
    ...(resource === undefined || deleted === true ? [] : [defaultRoute("default-route", "0.0.0.0/0")]),
    ...(subnets.some(({ ipv6 }) => ipv6?.access === "external") ? [defaultRoute("default-ipv6-route", "::/0")] : []),
    ...network.on("google_compute_route", "routes").flatMap((block) => routeOf(network, block)),
  ];
}

function defaultRoute(name: string, destRange: string): RouteModel {
  return { name, destRange, priority: DEFAULT_PRIORITY, nextHop: "default-internet-gateway" };
}

function routeOf(network: TerraformNetwork, { address, body, configuration }: TerraformBlock): readonly RouteModel[] {
  const destRange = readRange(configuration.text(body.dest_range));
  const priority = configuration.number(body.priority, DEFAULT_PRIORITY);
  const tags = configuration.texts(body.tags);
  if (destRange === undefined || priority === undefined || tags === undefined) {
    network.cannotSee("routes", `the range, priority or tags of ${address} are not known`);
    return [];
  }
  const gateway = configuration.text(body.next_hop_gateway);
  return [
    {
      name: configuration.text(body.name) ?? address,
      destRange,
      priority,
      nextHop:
        gateway !== undefined && lastPart(gateway) === "default-internet-gateway"
          ? "default-internet-gateway"
          : "other",
      ...(tags.length === 0 ? {} : { tags }),
    },
  ];
}

export function natsOf(network: TerraformNetwork): readonly NatModel[] {
  const routers = network.all("google_compute_router", "nat");
  const subnets = network.all("google_compute_subnetwork", "addresses");
  return network.all("google_compute_router_nat", "nat").flatMap((block): readonly NatModel[] => {
    const { address, body, configuration } = block;
    const router = network.find(block, body.router, routers);
    if (router === undefined) {
      network.cannotSee("nat", `the router of ${address} is not defined here`);
      return [];
    }
    if (!network.holds(router, router.body.network, "nat") || configuration.text(body.type) === "PRIVATE") return [];
    if (body.source_subnetwork_ip_ranges_to_nat64 !== undefined && body.source_subnetwork_ip_ranges_to_nat64 !== null) {
      network.cannotSee("nat", `what IPv6 hosts reach through the NAT64 of ${address}`);
    }
    const region = configuration.text(body.region) ?? router.configuration.text(router.body.region);
    const which = configuration.text(body.source_subnetwork_ip_ranges_to_nat);
    const listed = fieldBlocks(body, "subnetwork").map((one) => {
      const named = configuration.named(one.name);
      const found = network.find(block, one.name, subnets);
      const text = typeof named === "string" ? lastPart(named) : undefined;
      return found === undefined ? text : found.configuration.text(found.body.name);
    });
    if (region === undefined || which === undefined || listed.includes(undefined)) {
      network.cannotSee("nat", `the region or the subnets of ${address} are not known`);
      return [];
    }
    const served = which === "LIST_OF_SUBNETWORKS" ? listed.filter((one) => one !== undefined) : "all";
    return [{ name: configuration.text(body.name) ?? address, region, subnets: served }];
  });
}

/** The range, or undefined where the text is not known or none that Google takes. */
function readRange(text: string | undefined): string | undefined {
  return text === undefined ? undefined : IpRange.read(text)?.toString();
}
