import type { ResourceCard } from "./card";
import { ranked, safeWhenOff, safeWhenOn, type Setting } from "./setting";

/** On this port a node tells everybody who reaches it which pods run on it, and with what. */
export const READ_ONLY_PORT: Setting = {
  strength: ranked([["TRUE"], ["FALSE"]], "FALSE"),
  weaker: "its nodes tell everybody who reaches them what runs on them",
  stronger: "its nodes tell only who has a role what runs on them",
};

const SETTINGS: Readonly<Record<string, Setting>> = {
  "workload_metadata_config.mode": {
    strength: ranked([["GCE_METADATA"], ["GKE_METADATA"]], "GCE_METADATA"),
    weaker: "its workloads get tokens of the service account of their node",
    stronger: "its workloads get no tokens of the service account of their node",
  },
  "kubelet_config.insecure_kubelet_readonly_port_enabled": READ_ONLY_PORT,
  "shielded_instance_config.enable_secure_boot": {
    strength: safeWhenOn(false),
    weaker: "its nodes start systems that nobody has signed",
    stronger: "its nodes start only systems that are signed",
  },
  "shielded_instance_config.enable_integrity_monitoring": {
    strength: safeWhenOn(true),
    weaker: "nobody notices when its nodes start something else than before",
    stronger: "it is noticed when its nodes start something else than before",
  },
  "confidential_nodes.enabled": {
    strength: safeWhenOn(false),
    weaker: "the memory of its nodes is not encrypted",
    stronger: "the memory of its nodes is encrypted",
  },
  enable_confidential_storage: {
    strength: safeWhenOn(false),
    weaker: "the disks of its nodes are not encrypted by the hardware",
    stronger: "the disks of its nodes are encrypted by the hardware",
  },
  "advanced_machine_features.enable_nested_virtualization": {
    strength: safeWhenOff(false),
    weaker: "virtual machines can run on its nodes",
    stronger: "no virtual machines run on its nodes",
  },
};

const DECISIONS: Readonly<Record<string, string>> = {
  image_type: "which system its nodes run",
  node_image_config: "which system its nodes run",
  "windows_node_config.osversion": "which system its nodes run",
  linux_node_config: "how its nodes start, and with which limits of the system",
  secondary_boot_disks: "which images its nodes have beforehand",
  metadata: "what its nodes are told, and what they start",
  containerd_config: "from which registries its images come, and which of them are trusted",
  sandbox_config: "in which sandbox its workloads run",
  oauth_scopes: "what the tokens of its nodes are good for",
  tags: "which firewall rules hold for its nodes",
  resource_manager_tags: "which firewall rules and conditional roles hold for its nodes",
  labels: "which workloads run on its nodes",
  taint: "which workloads run on its nodes",
  taint_config: "which workloads run on its nodes",
  node_group: "on whose hardware its nodes are",
  sole_tenant_config: "on whose hardware its nodes are",
  "confidential_nodes.confidential_instance_type": "how the memory of its nodes is encrypted",
  local_ssd_encryption_mode: "how the disks of its nodes are encrypted",
  storage_pools: "on which disks its nodes are",
  "kubelet_config.allowed_unsafe_sysctls": "which limits of the system its workloads may lift",
};

const KUBELET = [
  "container_log_max_files",
  "container_log_max_size",
  "cpu_cfs_quota",
  "cpu_cfs_quota_period",
  "cpu_manager_policy",
  "crash_loop_back_off",
  "eviction_max_pod_grace_period_seconds",
  "eviction_minimum_reclaim",
  "eviction_soft",
  "eviction_soft_grace_period",
  "image_gc_high_threshold_percent",
  "image_gc_low_threshold_percent",
  "image_maximum_gc_age",
  "image_minimum_gc_age",
  "max_parallel_image_pulls",
  "memory_manager",
  "pod_pids_limit",
  "shutdown_grace_period_critical_pods_seconds",
  "shutdown_grace_period_seconds",
  "single_process_oom_kill",
  "topology_manager",
].map((one) => `kubelet_config.${one}`);

const PLAIN: readonly string[] = [
  ...KUBELET,
  "advanced_machine_features.performance_monitoring_unit",
  "advanced_machine_features.threads_per_core",
  "boot_disk.disk_type",
  "boot_disk.provisioned_iops",
  "boot_disk.provisioned_throughput",
  "boot_disk.size_gb",
  "disk_size_gb",
  "disk_type",
  "ephemeral_storage_local_ssd_config",
  "fast_socket",
  "flex_start",
  "gcfs_config",
  "gpudirect_strategy",
  "guest_accelerator",
  "gvnic",
  "host_maintenance_policy",
  "local_nvme_ssd_block_config",
  "local_ssd_count",
  "logging_variant",
  "machine_type",
  "max_run_duration",
  "min_cpu_platform",
  "preemptible",
  "reservation_affinity",
  "resource_labels",
  "spot",
];

const under = <Value>(paths: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(paths).map(([path, value]) => [`node_config.${path}`, value]));

/** What is known of the nodes of a cluster, and of a pool. */
export const NODES = {
  runsAs: "node_config.service_account",
  settings: under(SETTINGS),
  decisions: under(DECISIONS),
  plain: PLAIN.map((path) => `node_config.${path}`),
} satisfies ResourceCard;

/** What Google runs in a cluster when it is asked to. */
export const ADDONS = [
  "agent_sandbox_config",
  "cloudrun_config",
  "config_connector_config",
  "gce_persistent_disk_csi_driver_config",
  "gcp_filestore_csi_driver_config",
  "gcs_fuse_csi_driver_config",
  "gke_backup_agent_config",
  "high_scale_checkpointing_config",
  "http_load_balancing",
  "lustre_csi_driver_config",
  "node_readiness_config",
  "parallelstore_csi_driver_config",
  "pod_snapshot_config",
  "ray_operator_config",
  "slice_controller_config",
  "slurm_operator_config",
  "stateful_ha_config",
];
