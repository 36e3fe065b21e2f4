import type { ResourceCard, ServiceCards } from "../cards/card";
import { ranked, safeWhenOn } from "../cards/setting";

const WHICH_SOFTWARE = "which software it runs";
const WHICH_ADDRESSES = "which addresses it has, and by which it is reached,";
const LOST = "what runs on it";
const WHICH_WORKLOADS = "which workloads run on it";
const NEW = { new: "nothing runs on it yet; who administers it is told" } as const;

/** What clusters on one's own machines have in common. */
const ON_PREMISES: ResourceCard = {
  lost: LOST,
  decisions: {
    annotations: "what other programs are told of it",
    load_balancer: WHICH_ADDRESSES,
    network_config: WHICH_ADDRESSES,
  },
};

const BARE_METAL: ResourceCard = {
  ...ON_PREMISES,
  decisions: {
    ...ON_PREMISES.decisions,
    bare_metal_version: WHICH_SOFTWARE,
    "control_plane.control_plane_node_pool_config": "on which machines its control plane is",
    node_access_config: "as whom people log in to its machines",
    proxy: "by which proxy it reaches the internet",
    storage: "where files of programs are",
  },
  decisionsWhenNew: {
    security_config: "who administers it",
    "control_plane.api_server_args": "how its API works, and whom it lets in,",
  },
  settings: {
    "cluster_operations.enable_application_logs": {
      strength: safeWhenOn(false),
      weaker: "what programs write is not logged",
      stronger: "what programs write is logged",
    },
  },
  plain: ["maintenance_config", "node_config.max_pods_per_node"],
  harmless: NEW,
};

const VMWARE: ResourceCard = {
  ...ON_PREMISES,
  decisions: {
    ...ON_PREMISES.decisions,
    on_prem_version: WHICH_SOFTWARE,
    enable_advanced_cluster: WHICH_SOFTWARE,
    vcenter: "on which machines it is",
  },
  plain: ["anti_affinity_groups", "auto_repair_config", "control_plane_node"],
  decisionsWhenNew: { authorization: "who administers it" },
  harmless: NEW,
};

const NODE_POOL: ResourceCard = {
  lost: "what runs on its machines",
  harmless: { new: "what runs on it is decided in its cluster" },
};

/** Clusters of GKE out of Google's regions: on one's own machines, and on Google's at one's own place. */
export const EDGE_CLUSTERS: ServiceCards = {
  google_gkeonprem_bare_metal_admin_cluster: { ...BARE_METAL, noun: "admin cluster on bare metal" },
  google_gkeonprem_bare_metal_cluster: {
    noun: "cluster on bare metal",
    ...BARE_METAL,
    settings: {
      ...BARE_METAL.settings,
      "binary_authorization.evaluation_mode": {
        strength: ranked([["DISABLED"], ["PROJECT_SINGLETON_POLICY_ENFORCE"]], "DISABLED"),
        weaker: "images are not checked before they run",
        stronger: "images are checked before they run",
      },
    },
    decisions: {
      ...BARE_METAL.decisions,
      admin_cluster_membership: "which cluster administers it",
      "node_config.container_runtime": WHICH_SOFTWARE,
      os_environment_config: "from where its machines take packages",
    },
    plain: [...(BARE_METAL.plain ?? []), "upgrade_policy"],
  },
  google_gkeonprem_bare_metal_node_pool: {
    noun: "node pool on bare metal",
    ...NODE_POOL,
    decisions: {
      bare_metal_cluster: "of which cluster it is",
      "node_pool_config.node_configs": "on which machines it is",
      "node_pool_config.labels": WHICH_WORKLOADS,
      "node_pool_config.taints": WHICH_WORKLOADS,
    },
    plain: ["annotations", "node_pool_config.operating_system"],
  },
  google_gkeonprem_vmware_admin_cluster: {
    noun: "admin cluster on VMware",
    ...VMWARE,
    decisionsWhenNew: { ...VMWARE.decisionsWhenNew, private_registry_config: "from where its images come" },
    decisions: {
      ...VMWARE.decisions,
      image_type: WHICH_SOFTWARE,
      platform_config: WHICH_SOFTWARE,
      bootstrap_cluster_membership: "which cluster administers it",
      proxy: "by which proxy it reaches the internet",
    },
    plain: [...(VMWARE.plain ?? []), "addon_node"],
  },
  google_gkeonprem_vmware_cluster: {
    noun: "cluster on VMware",
    ...VMWARE,
    decisions: {
      ...VMWARE.decisions,
      admin_cluster_membership: "which cluster administers it",
      dataplane_v2: "whether network policies hold in it",
      disable_bundled_ingress: "by what it is reached",
      enable_control_plane_v2: "on which machines its control plane is",
      storage: "where files of programs are",
      skip_validations: "which checks are left out",
    },
    plain: [...(VMWARE.plain ?? []), "upgrade_policy", "vm_tracking_enabled"],
  },
  google_gkeonprem_vmware_node_pool: {
    noun: "node pool on VMware",
    ...NODE_POOL,
    decisions: {
      on_prem_version: WHICH_SOFTWARE,
      vmware_cluster: "of which cluster it is",
      "config.image": WHICH_SOFTWARE,
      "config.image_type": WHICH_SOFTWARE,
      "config.enable_load_balancer": "whether callers from outside of its cluster are led to it",
      "config.labels": WHICH_WORKLOADS,
      "config.taints": WHICH_WORKLOADS,
      "config.vsphere_config": "on which machines it is",
    },
    plain: [
      "annotations",
      "node_pool_autoscaling",
      ...["boot_disk_size_gb", "cpus", "memory_mb", "replicas"].map((one) => `config.${one}`),
    ],
  },
  google_edgecontainer_cluster: {
    noun: "cluster at the edge",
    lost: LOST,
    decisionsWhenNew: { authorization: "who administers it" },
    decisions: {
      control_plane: "on which machines its control plane is",
      external_load_balancer_ipv4_address_pools: WHICH_ADDRESSES,
      "fleet.project": "in whose fleet it is",
      networking: WHICH_ADDRESSES,
      release_channel: WHICH_SOFTWARE,
      system_addons_config: "by what it is reached",
      target_version: WHICH_SOFTWARE,
    },
    plain: ["default_max_pods_per_node", "maintenance_policy"],
    harmless: NEW,
  },
  google_edgecontainer_node_pool: {
    noun: "node pool at the edge",
    ...NODE_POOL,
    decisions: {
      cluster: "of which cluster it is",
      machine_filter: "on which machines it is",
      node_config: WHICH_WORKLOADS,
    },
    plain: ["node_count", "node_location"],
  },
  google_edgecontainer_vpn_connection: {
    noun: "VPN of a cluster at the edge",
    link: {
      leads: "a cluster at the edge and a network reach each other",
      fields: ["cluster", "nat_gateway_ip", "router", "vpc", "vpc_project"],
    },
    plain: ["enable_high_availability"],
  },
  google_edgenetwork_interconnect_attachment: {
    noun: "attachment of a line at the edge",
    link: { leads: "a network at the edge and yours reach each other", fields: ["interconnect", "network", "vlan_id"] },
    plain: ["mtu"],
  },
  google_edgenetwork_network: {
    noun: "network at the edge",
    plain: ["mtu"],
    harmless: { new: "nothing is on it yet; what joins it to others is told", gone: "what is on it goes before it" },
  },
  google_edgenetwork_subnet: {
    noun: "subnet at the edge",
    decisions: {
      ipv4_cidr: "which addresses it has",
      ipv6_cidr: "which addresses it has",
      network: "of which network it is",
      vlan_id: "to which part of the network it is tied",
    },
    harmless: { new: "nothing is on it yet", gone: "what is on it goes before it" },
  },
};
