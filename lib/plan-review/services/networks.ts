import type { TerraformFields } from "../../terraform";
import type { ResourceCard, ServiceCards } from "../cards/card";
import { atLeast, ranked, SAFE_WHEN_SET, safeWhenOn } from "../cards/setting";
import { valueAt } from "../../terraform/resource-values";

const TAGS = "by which tags firewall policies and conditions of roles find it";

const ADDRESS_FIELDS = ["address", "address_type", "ip_version", "prefix_length", "purpose", "network"];

const ADDRESS: ResourceCard = {
  harmless: {
    new: "a reserved address leads nowhere by itself; what uses it is told",
    gone: "what uses it has to give it up first, and is told",
  },
};

/** Networks, subnets, routes, addresses and Cloud NAT. */
export const NETWORKS: ServiceCards = {
  google_compute_network: {
    plain: ["mtu", "bgp_always_compare_med", "bgp_best_path_selection_mode", "bgp_inter_region_cost"],
    harmless: {
      delete_bgp_always_compare_med: "it only says that a setting of BGP is taken back",
      internal_ipv6_range: "inside addresses lead nowhere by themselves; firewall rules say who reaches them",
    },
    decisions: { "params.resource_manager_tags": TAGS },
  },
  google_compute_route: {
    plain: ["next_hop_instance_zone"],
    decisions: { "params.resource_manager_tags": TAGS },
  },
  google_compute_subnetwork: {
    plain: ["log_config.aggregation_interval"],
    harmless: {
      internal_ipv6_prefix: "inside addresses lead nowhere by themselves",
      resolve_subnet_mask: "it says how hosts answer for their own addresses",
      send_secondary_ip_range_if_empty: "it only says how an empty list is sent",
    },
    decisions: {
      "log_config.metadata_fields": "what is logged of flows",
      "params.resource_manager_tags": TAGS,
      allow_subnet_cidr_routes_overlap: "whether routes from elsewhere take its addresses",
      private_ipv6_google_access: "whether its hosts reach Google's APIs over IPv6",
      reserved_internal_range: "from which range its addresses are",
      external_ipv6_prefix: "its external IPv6 addresses",
      ip_collection: "its external IPv6 addresses",
    },
    settings: {
      log_config: {
        strength: SAFE_WHEN_SET,
        weaker: "flow logs are switched off",
        stronger: "flow logs are switched on",
      },
      "log_config.flow_sampling": {
        strength: atLeast(0.5),
        isForNew: false,
        applies: hasLogs,
        weaker: "fewer flows are logged",
        stronger: "more flows are logged",
      },
      "log_config.metadata": {
        strength: ranked(
          [["EXCLUDE_ALL_METADATA"], ["CUSTOM_METADATA"], ["INCLUDE_ALL_METADATA"]],
          "INCLUDE_ALL_METADATA",
        ),
        isForNew: false,
        applies: hasLogs,
        weaker: "less is logged of each flow",
        stronger: "more is logged of each flow",
      },
      "log_config.filter_expr": {
        strength: ranked([["false"], ["true"]], "true"),
        isForNew: false,
        applies: hasLogs,
        weaker: "fewer flows are logged",
        stronger: "all flows are logged",
      },
    },
  },
  google_compute_address: {
    ...ADDRESS,
    plain: [...ADDRESS_FIELDS, "ipv6_endpoint_type", "network_tier", "subnetwork"],
    decisions: { ip_collection: "whose addresses it is from" },
  },
  google_compute_global_address: { ...ADDRESS, plain: ADDRESS_FIELDS },
  google_compute_router_nat: {
    plain: [
      "auto_network_tier",
      "drain_nat_ips",
      "enable_dynamic_port_allocation",
      "icmp_idle_timeout_sec",
      "max_ports_per_vm",
      "min_ports_per_vm",
      "tcp_established_idle_timeout_sec",
      "tcp_time_wait_timeout_sec",
      "tcp_transitory_idle_timeout_sec",
      "udp_idle_timeout_sec",
    ],
    harmless: {
      nat_ip_allocate_option: "it says whether its addresses are reserved ones, and not whom it serves",
      nat_ips: "its addresses are the sender of what goes out; nobody is reached by them",
      initial_nat_ips: "its addresses are the sender of what goes out; nobody is reached by them",
    },
    decisions: {
      enable_endpoint_independent_mapping: "whether others reach a host by the port that it opened",
      endpoint_types: "for what kind of host it is",
    },
    settings: {
      "log_config.enable": {
        strength: safeWhenOn(false),
        weaker: "connections are no longer logged",
        stronger: "connections are logged",
      },
      "log_config.filter": {
        strength: ranked([["ERRORS_ONLY", "TRANSLATIONS_ONLY"], ["ALL"]], "ALL"),
        isForNew: false,
        applies: (body) => hasLogs(body) && valueAt(body, "log_config.enable") !== false,
        weaker: "fewer connections are logged",
        stronger: "all connections are logged",
      },
    },
  },
};

function hasLogs({ log_config: logs }: TerraformFields): boolean {
  return Array.isArray(logs) && logs.length > 0;
}
