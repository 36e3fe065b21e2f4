import type { ResourceChange, TerraformFields } from "../../terraform";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { holdsHidden, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";

/** One kind of link between networks, or to what is outside of Google. */
interface Link {
  readonly types: RegExp;
  readonly what: string;

  /** What it leads to, to be read after "by it". */
  readonly leads: string;

  /** What decides where it leads. */
  readonly fields: readonly string[];

  /**
   * Whether it leads nowhere by itself, so that only a change of it counts.
   *
   * @default false
   */
  readonly isPart?: boolean;
}

const LINKS: readonly Link[] = [
  {
    types: /^google_compute_network_peering$/,
    what: "peering",
    leads: "hosts of two networks reach each other",
    fields: [
      "network",
      "peer_network",
      "import_custom_routes",
      "export_custom_routes",
      "import_subnet_routes_with_public_ip",
      "export_subnet_routes_with_public_ip",
      "stack_type",
    ],
  },
  {
    types: /^google_compute_network_peering_routes_config$/,
    what: "routes of peering",
    leads: "routes pass between networks",
    fields: [
      "network",
      "peering",
      "import_custom_routes",
      "export_custom_routes",
      "import_subnet_routes_with_public_ip",
      "export_subnet_routes_with_public_ip",
    ],
  },
  {
    types: /^google_service_networking_connection$/,
    what: "connection to a service producer",
    leads: "hosts reach a network of Google or of another producer",
    fields: ["network", "service", "reserved_peering_ranges"],
  },
  {
    types: /^google_service_networking_peered_dns_domain$/,
    what: "peered DNS domain",
    leads: "a service producer resolves names of the network",
    fields: ["network", "service", "dns_suffix"],
  },
  {
    types: /^google_compute_vpn_tunnel$/,
    what: "VPN tunnel",
    leads: "hosts and another network reach each other",
    fields: [
      "peer_ip",
      "peer_external_gateway",
      "peer_gcp_gateway",
      "router",
      "vpn_gateway",
      "target_vpn_gateway",
      "local_traffic_selector",
      "remote_traffic_selector",
      "shared_secret",
    ],
  },
  {
    types: /^google_compute_interconnect_attachment$/,
    what: "interconnect attachment",
    leads: "hosts and a network of one's own reach each other",
    fields: ["router", "interconnect", "admin_enabled", "candidate_subnets"],
  },
  {
    types: /^google_compute_router_(interface|peer)$/,
    what: "router's neighbour",
    leads: "routes come in from outside and go out",
    fields: [
      "router",
      "ip_range",
      "vpn_tunnel",
      "interconnect_attachment",
      "peer_ip_address",
      "peer_asn",
      "advertise_mode",
      "advertised_ip_ranges",
      "advertised_groups",
      "custom_learned_ip_ranges",
      "enable",
      "import_policies",
      "export_policies",
    ],
  },
  {
    types: /^google_compute_router$/,
    what: "router",
    leads: "routes come in from outside and go out",
    fields: ["network", "bgp", "encrypted_interconnect_router"],
    isPart: true,
  },
  {
    types: /^google_compute_router_route_policy$/,
    what: "route policy",
    leads: "a router takes and tells routes",
    fields: ["type", "terms"],
    isPart: true,
  },
  {
    types: /^google_compute_external_vpn_gateway$/,
    what: "external VPN gateway",
    leads: "tunnels lead to it",
    fields: ["interface"],
    isPart: true,
  },
  {
    types: /^google_network_connectivity_(spoke|hub|policy_based_route|internal_range|service_connection_policy)$/,
    what: "network connectivity",
    leads: "packets take other ways, or networks reach each other",
    fields: [
      "hub",
      "linked_vpn_tunnels",
      "linked_interconnect_attachments",
      "linked_vpc_network",
      "linked_producer_vpc_network",
      "linked_router_appliance_instances",
      "network",
      "filter",
      "next_hop_ilb_ip",
      "next_hop_other_routes",
      "priority",
      "preset_topology",
      "psc_config",
      "service_class",
    ],
  },
  {
    types: /^google_compute_network_attachment$/,
    what: "network attachment",
    leads: "hosts of a producer get addresses on the network",
    fields: ["connection_preference", "subnetworks", "producer_accept_lists", "producer_reject_lists"],
  },
  {
    types: /^google_compute_service_attachment$/,
    what: "service attachment",
    leads: "consumers in other projects reach a service",
    fields: [
      "connection_preference",
      "target_service",
      "consumer_accept_lists",
      "consumer_reject_lists",
      "nat_subnets",
    ],
  },
  {
    types: /^google_compute_shared_vpc_(host_project|service_project)$/,
    what: "Shared VPC",
    leads: "hosts of another project can be put on the network",
    fields: ["project", "host_project", "service_project"],
  },
  {
    types: /^google_vpc_access_connector$/,
    what: "serverless VPC connector",
    leads: "serverless code reaches the network",
    fields: ["network", "subnet", "ip_cidr_range"],
  },
  {
    types: /^google_network_services_gateway$/,
    what: "Secure Web Proxy",
    leads: "hosts reach the web through a proxy",
    fields: ["type", "network", "subnetwork", "addresses", "ports", "gateway_security_policy", "routing_mode", "scope"],
  },
  {
    types: /^google_compute_(global_)?forwarding_rule$/,
    what: "forwarding rule",
    leads: "what stands behind it is reached by its address",
    fields: [
      "load_balancing_scheme",
      "target",
      "backend_service",
      "ip_address",
      "ports",
      "port_range",
      "all_ports",
      "ip_protocol",
      "network",
      "subnetwork",
      "allow_global_access",
      "allow_psc_global_access",
      "source_ip_ranges",
    ],
  },
  {
    types: /^google_compute_packet_mirroring$/,
    what: "packet mirroring",
    leads: "copies of packets go to a collector",
    fields: ["network", "collector_ilb", "mirrored_resources", "filter", "enable"],
  },
  {
    types: /^google_iap_tunnel_dest_group$/,
    what: "Identity-Aware Proxy destination group",
    leads: "people reach hosts through Identity-Aware Proxy",
    fields: ["cidrs", "fqdns"],
  },
];

/** Switches of links that let more through when they are on. */
const SWITCHES = [
  "import_custom_routes",
  "export_custom_routes",
  "import_subnet_routes_with_public_ip",
  "export_subnet_routes_with_public_ip",
  "allow_global_access",
  "allow_psc_global_access",
  "admin_enabled",
  "enable",
];

/** Ways out of a network, and into it, that the model of it does not look into. */
export const networkLinksRule: PlanRule = ruleOf(
  {
    id: "network-links",
    kind: "network",
    finds:
      "peerings, tunnels, interconnects, attachments, proxies and forwarding rules that come, go, or lead elsewhere",
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      if (change.isData || change.before === change.after) return [];
      return LINKS.filter(({ types }) => types.test(change.type)).flatMap((link) => linkObservation(change, link));
    }),
);

function linkObservation(
  { address, type, before, after }: ResourceChange,
  { what, leads, fields, isPart = false }: Link,
): readonly Observation[] {
  const body = after ?? before ?? {};
  const name = nameOf(body, address);
  const see = (effect: Effect, substance: string, words: string): readonly Observation[] => [
    { subject: `${type} ${name}`, substance, effect, address, summary: phrase`${own(what)} ${name} ${own(words)}` },
  ];
  if (isPart && (before === undefined || after === undefined)) return [];
  const end = isPublic(body) ? `${leads}, from the internet` : leads;
  if (before === undefined) return see("widened", `new ${ends(body, fields)}`.trim(), `is new: by it ${end}`);
  if (after === undefined) return see("narrowed", "gone", `is gone: no longer by it ${end}`);
  const changed = fields.filter((field) => !isSame(before[field], after[field]));
  if (changed.length === 0) return [];
  const on = changed.filter((field) => SWITCHES.includes(field) && valueAt(after, field) === true);
  const off = changed.filter((field) => SWITCHES.includes(field) && (valueAt(after, field) ?? false) === false);
  if (on.length + off.length === changed.length) {
    return on.length > 0
      ? see("widened", `on ${on.join(" ")}`, `lets more through (${on.join(", ")})`)
      : see("narrowed", `off ${off.join(" ")}`, `lets less through (${off.join(", ")})`);
  }
  const opened = isPublic(after) && !isPublic(before);
  return see(
    opened ? "widened" : "unknown",
    `changed ${changed.join(" ")} ${ends(after, changed)}`.trim(),
    opened
      ? `is now open to the internet: by it ${leads}`
      : `changes (${changed.join(", ")}): whether more is reached by it cannot be seen`,
  );
}

/** Load balancers for the internet; without a scheme they are. */
function isPublic(body: TerraformFields): boolean {
  return "load_balancing_scheme" in body && (textAt(body, "load_balancing_scheme") ?? "").startsWith("EXTERNAL");
}

/** What decides where it leads, for the key. */
function ends(body: TerraformFields, fields: readonly string[]): string {
  const plain = fields.filter((field) => !field.includes("secret") && !holdsHidden(body[field]));
  return plain.flatMap((field) => textAt(body, field) ?? []).join(" ");
}
