import { holdsHidden, isWord, textAt, valueAt } from "../../terraform/resource-values";
import type { ResourceCard, ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET } from "../cards/setting";

/** What a peering passes on beside the subnets' own private ranges. */
const ROUTE_SWITCHES = [
  "import_custom_routes",
  "export_custom_routes",
  "import_subnet_routes_with_public_ip",
  "export_subnet_routes_with_public_ip",
];

const VPN_GATEWAY: ResourceCard = {
  noun: "VPN gateway",
  decisions: {
    network: "to which network its tunnels lead",
    "params.resource_manager_tags": "by which tags conditions of roles find it",
  },
  harmless: { new: "it leads nowhere without tunnels, which are told", gone: "its tunnels go before it, and are told" },
};

/** Links between networks, and to what is outside of Google. */
export const NETWORK_LINKS: ServiceCards = {
  google_compute_interconnect_attachment: {
    plain: ["bandwidth", "edge_availability_domain", "mtu", "stack_type", "subnet_length"],
    decisions: {
      candidate_cloud_router_ip_address: "by which addresses its ends speak",
      candidate_cloud_router_ipv6_address: "by which addresses its ends speak",
      candidate_customer_router_ip_address: "by which addresses its ends speak",
      candidate_customer_router_ipv6_address: "by which addresses its ends speak",
      ipsec_internal_addresses: "which addresses its tunnels have",
      l2_forwarding: "which hosts get packets of which VLAN",
      type: "who provides it",
      vlan_tag8021q: "which VLAN it is",
      "params.resource_manager_tags": "by which tags conditions of roles find it",
    },
    noun: "interconnect attachment",
    link: {
      leads: "hosts and a network of one's own reach each other",
      fields: ["router", "interconnect", "admin_enabled", "candidate_subnets"],
    },
    settings: {
      encryption: {
        strength: ranked([["NONE"], ["IPSEC"]], "NONE"),
        weaker: "what passes through it need not be encrypted",
        stronger: "only encrypted packets pass through it",
      },
    },
  },
  google_compute_router_peer: {
    plain: ["advertised_route_priority", "bfd", "custom_learned_route_priority", "zero_advertised_route_priority"],
    decisions: {
      enable_ipv4: "whether routes of IPv4 pass",
      enable_ipv6: "whether routes of IPv6 pass",
      interface: "by which tunnel its neighbour is reached",
      ip_address: "by which addresses its ends speak",
      ipv4_nexthop_address: "by which addresses its ends speak",
      ipv6_nexthop_address: "by which addresses its ends speak",
      peer_ipv4_nexthop_address: "by which addresses its ends speak",
      peer_ipv6_nexthop_address: "by which addresses its ends speak",
      router_appliance_instance: "which host is its neighbour",
      zero_custom_learned_route_priority: "which routes come first",
      "md5_authentication_key.key": "by what its neighbour proves who it is",
    },
    noun: "router's neighbour",
    link: {
      leads: "routes come in from outside and go out",
      fields: [
        "router",
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
      lists: {
        advertised_ip_ranges: { opens: true, names: ["range"] },
        advertised_groups: { opens: true },
        custom_learned_ip_ranges: { opens: true, names: ["range"] },
      },
    },
    settings: {
      "md5_authentication_key.name": {
        strength: SAFE_WHEN_SET,
        weaker: "its neighbour no longer proves who it is",
        stronger: "its neighbour proves who it is",
      },
    },
  },
  google_service_networking_vpc_service_controls: {
    noun: "VPC Service Controls of service networking",
    guard: {
      isGuard: true,
      fields: ["enabled", "network", "service"],
      does: "keeps peered services inside of the perimeter",
      guards: (body) => valueAt(body, "enabled") !== false,
    },
  },
  google_compute_network_peering: {
    plain: ["update_strategy"],
    noun: "peering",
    link: {
      leads: "hosts of two networks reach each other",
      fields: ["network", "peer_network", ...ROUTE_SWITCHES, "stack_type"],
      ranks: { stack_type: ["IPV4_ONLY", "IPV4_IPV6"] },
    },
  },
  google_compute_network_peering_routes_config: {
    noun: "routes of peering",
    link: {
      isOff: (body) =>
        body.import_custom_routes === false &&
        body.export_custom_routes === false &&
        ROUTE_SWITCHES.every((one) => valueAt(body, one) !== true && !holdsHidden(body[one])),
      leads: "routes pass between networks",
      fields: ["network", "peering", ...ROUTE_SWITCHES],
    },
  },
  google_service_networking_connection: {
    noun: "connection to a service producer",
    link: {
      leads: "hosts reach a network of Google or of another producer",
      fields: ["network", "service", "reserved_peering_ranges"],
    },
    harmless: { update_on_creation_fail: "it says what happens where there is a connection already; ranges are told" },
  },
  google_service_networking_peered_dns_domain: {
    noun: "peered DNS domain",
    link: { leads: "a service producer resolves names of the network", fields: ["network", "service", "dns_suffix"] },
  },
  google_compute_vpn_tunnel: {
    plain: ["peer_external_gateway_interface", "vpn_gateway_interface"],
    decisions: {
      cipher_suite: "by which ciphers it is encrypted",
      ike_version: "by which protocol it is encrypted",
      shared_secret_wo: "by what its other end proves who it is",
      shared_secret_wo_version: "by what its other end proves who it is",
      "params.resource_manager_tags": "by which tags conditions of roles find it",
    },
    noun: "VPN tunnel",
    link: {
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
      lists: { local_traffic_selector: { opens: true }, remote_traffic_selector: { opens: true } },
    },
  },
  google_compute_router_interface: {
    plain: ["redundant_interface"],
    decisions: {
      ip_version: "by which addresses its ends speak",
      private_ip_address: "by which addresses its ends speak",
      subnetwork: "on which subnet it is",
    },
    noun: "router's neighbour",
    link: {
      leads: "routes come in from outside and go out",
      fields: ["router", "ip_range", "vpn_tunnel", "interconnect_attachment"],
    },
  },
  google_compute_router: {
    plain: ["bgp.keepalive_interval"],
    noun: "router",
    link: {
      leads: "routes come in from outside and go out",
      fields: [
        "network",
        "bgp.asn",
        "bgp.identifier_range",
        "bgp.advertise_mode",
        "bgp.advertised_groups",
        "bgp.advertised_ip_ranges.range",
        "encrypted_interconnect_router",
      ],
      isPart: true,
    },
    harmless: {
      new: "it leads nowhere by itself; its neighbours, tunnels and NAT are told",
      gone: "its neighbours, tunnels and NAT go before it, and are told",
    },
    decisions: {
      md5_authentication_keys: "by what its neighbours prove who they are",
      ncc_gateway: "to which gateway it belongs",
      "params.resource_manager_tags": "by which tags conditions of roles find it",
    },
  },
  google_compute_router_route_policy: {
    decisions: { router: "for which router it is" },
    harmless: {
      new: "no neighbour has it yet; those that will are told",
      gone: "neighbours that have it have to give it up first, and are told",
    },
    noun: "route policy",
    link: { leads: "a router takes and tells routes", fields: ["type", "terms"], isPart: true },
  },
  google_compute_external_vpn_gateway: {
    plain: ["redundancy_type"],
    decisions: { "params.resource_manager_tags": "by which tags conditions of roles find it" },
    harmless: { new: "nothing leads to it yet; tunnels are told", gone: "its tunnels go before it, and are told" },
    noun: "external VPN gateway",
    link: { leads: "tunnels lead to it", fields: ["interface"], isPart: true },
  },
  google_network_connectivity_hub: {
    noun: "network connectivity",
    link: {
      leads: "packets take other ways, or networks reach each other",
      fields: ["preset_topology", "policy_mode", "export_psc"],
    },
  },
  google_network_connectivity_internal_range: {
    noun: "network connectivity",
    link: {
      leads: "packets take other ways, or networks reach each other",
      fields: ["network"],
    },
    plain: ["allocation_options", "immutable", "prefix_length"],
    decisions: {
      exclude_cidr_ranges: "which addresses it keeps for whom",
      ip_cidr_range: "which addresses it keeps for whom",
      migration: "which addresses it keeps for whom",
      overlaps: "whether others may have the same addresses",
      peering: "whether networks that are peered may have the same addresses",
      target_cidr_range: "which addresses it keeps for whom",
      usage: "which addresses it keeps for whom",
    },
  },
  google_network_connectivity_policy_based_route: {
    noun: "policy-based route",
    link: {
      leads: "packets take other ways",
      fields: [
        "network",
        "filter",
        "next_hop_ilb_ip",
        "next_hop_other_routes",
        "priority",
        "interconnect_attachment",
        "virtual_machine",
      ],
      // One that keeps to the usual routes only takes packets out of the others.
      inspects: (body) =>
        textAt(body, "next_hop_other_routes") === undefined ? "leads packets to what may inspect them" : undefined,
    },
  },
  google_network_connectivity_service_connection_policy: {
    noun: "network connectivity",
    link: {
      leads: "packets take other ways, or networks reach each other",
      fields: ["network", "psc_config", "service_class"],
    },
  },
  google_network_connectivity_spoke: {
    noun: "network connectivity",
    link: {
      leads: "packets take other ways, or networks reach each other",
      fields: [
        "hub",
        "linked_vpn_tunnels",
        "linked_interconnect_attachments",
        "linked_vpc_network",
        "linked_producer_vpc_network",
        "linked_router_appliance_instances",
        "group",
        "gateway",
      ],
    },
  },
  google_compute_network_attachment: {
    noun: "network attachment",
    link: {
      leads: "hosts of a producer get addresses on the network",
      fields: ["subnetworks", "producer_reject_lists"],
      lists: { producer_reject_lists: { opens: false } },
    },
    exposure: {
      connection_preference: {
        strength: ranked([["ACCEPT_AUTOMATIC"], ["ACCEPT_MANUAL"]], "ACCEPT_MANUAL"),
        isForNew: true,
        weaker: "any project of Google Cloud may attach itself",
        stronger: "only projects on its list may attach themselves",
      },
    },
    allowed: { producer_accept_lists: { lets: "put interfaces onto the network" } },
  },
  google_compute_shared_vpc_host_project: {
    noun: "Shared VPC",
    link: {
      leads: "hosts of another project can be put on the network",
      fields: ["project"],
    },
  },
  google_compute_shared_vpc_service_project: {
    noun: "Shared VPC",
    link: {
      leads: "hosts of another project can be put on the network",
      fields: ["host_project", "service_project"],
    },
  },
  google_vpc_access_connector: {
    noun: "serverless VPC connector",
    link: { leads: "serverless code reaches the network", fields: ["network", "subnet", "ip_cidr_range"] },
    plain: ["machine_type", "max_instances", "max_throughput", "min_instances", "min_throughput"],
  },
  google_compute_vpn_gateway: VPN_GATEWAY,
  google_compute_ha_vpn_gateway: {
    ...VPN_GATEWAY,
    plain: ["gateway_ip_version", "stack_type"],
    decisions: {
      ...VPN_GATEWAY.decisions,
      vpn_interfaces: "by which interconnects its tunnels lead",
    },
  },
  google_compute_router_nat_address: {
    harmless: {
      new: "its addresses are the sender of what goes out; nobody is reached by them",
      gone: "its addresses are the sender of what goes out; nobody is reached by them",
    },
    plain: ["drain_nat_ips"],
    decisions: {
      nat_ips: "from which addresses packets come",
      router: "for which router it is",
      router_nat: "for which NAT it is",
    },
  },
  google_compute_packet_mirroring: {
    noun: "packet mirroring",
    link: {
      leads: "copies of packets go to a collector",
      fields: ["network", "collector_ilb", "mirrored_resources", "filter", "enable", "priority"],
      inspects: (body) =>
        isWord(body, "enable", "false") ? undefined : "sends copies of packets to what may inspect them",
    },
  },
};
