import { type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** File shares. */
export const FILE_STORAGE: ServiceCards = {
  google_filestore_instance: {
    lost: "its files",
    decisionsWhenNew: {
      "file_shares.nfs_export_options": "which hosts get at its files, and as whom,",
      "file_shares.source_backup": "whose files it starts with",
      "file_shares.source_backupdr_backup": "whose files it starts with",
      directory_services: "who says which users there are",
      initial_replication: "whose files it holds, or who gets its files,",
      "networks.psc_config": "which project reaches it",
    },
    decisions: {
      "file_shares.name": "under which name its files are found",
      "networks.network": "on which network it is",
      "networks.connect_mode": "how it is linked to its network",
      "networks.modes": "which addresses it has",
      "networks.reserved_ip_range": "which addresses it has",
      protocol: "how it asks who somebody is",
      desired_replica_state: "whether its files are copied",
      tags: "which conditional roles and policies hold for it",
    },
    plain: ["deletion_protection_reason", "file_shares.capacity_gb", "performance_config", "tier"],
    harmless: { new: "which hosts get at its files is told by its attributes" },
  },
  google_filestore_backup: {
    lost: "its files",
    decisions: {
      source_instance: "whose files it holds",
      source_file_share: "whose files it holds",
      tags: "which conditional roles and policies hold for it",
    },
    harmless: { new: "it lets nobody in; who may restore it is told by what grants it" },
  },
  google_filestore_snapshot: {
    lost: "its files as they were",
    decisions: { instance: "whose files it holds" },
    harmless: { new: "who gets at the files of its instance gets at it" },
  },
  google_netapp_volume: {
    noun: "NetApp volume",
    lost: "its files",
    settings: {
      kerberos_enabled: {
        strength: safeWhenOn(false),
        weaker: "hosts that mount it say by themselves who their users are",
        stronger: "users of hosts that mount it have to prove who they are",
      },
      "backup_config.scheduled_backup_enabled": {
        strength: safeWhenOn(false),
        weaker: "it is not backed up by itself",
        stronger: "it is backed up by itself",
      },
      "snapshot_policy.enabled": {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "its files are not kept as they were",
        stronger: "its files are kept as they were",
      },
    },
    decisionsWhenNew: {
      export_policy: "which hosts get at its files, and as whom,",
      "block_devices.host_groups": "which hosts get at its content",
      cache_parameters: "whose files it shows",
      hybrid_replication_parameters: "whose files it holds, or who gets its files,",
      restore_parameters: "whose files it starts with",
    },
    decisions: {
      "backup_config.backup_policies": "when it is backed up",
      "backup_config.backup_vault": "where its backups are",
      ...Object.fromEntries(
        ["daily_schedule", "hourly_schedule", "monthly_schedule", "weekly_schedule"].map((one) => [
          `snapshot_policy.${one}`,
          "how often its files are kept as they were",
        ]),
      ),
      protocols: "how hosts get at its files",
      restricted_actions: "whether it can be deleted while it is mounted",
      security_style: "whose rights on files hold",
      unix_permissions: "whose rights on files hold",
      share_name: "under which name its files are found",
      smb_settings: "whether what goes over the network is encrypted, and what is shown,",
      snapshot_directory: "whether files are shown as they were",
      storage_pool: "on which network it is",
    },
    plain: [
      "block_devices.name",
      "block_devices.os_type",
      "capacity_gib",
      "large_capacity",
      "large_capacity_config",
      "multiple_endpoints",
      "throughput_mibps",
      "tiering_policy",
    ],
    harmless: { new: "which hosts get at its files is told by its attributes" },
  },
  google_lustre_instance: {
    lost: "its files",
    decisionsWhenNew: { access_rules_options: "which hosts get at its files, and as whom," },
    decisions: { network: "on which network it is" },
    plain: [
      "capacity_gib",
      "dynamic_tier_options",
      "filesystem",
      "gke_support_enabled",
      "maintenance_policy",
      "per_unit_storage_throughput",
      "placement_policy",
    ],
    harmless: { new: "which hosts get at its files is told by its attributes" },
  },
  google_parallelstore_instance: {
    lost: "its files",
    decisions: { network: "on which network it is", reserved_ip_range: "which addresses it has" },
    plain: ["capacity_gib", "deployment_type", "directory_stripe_level", "file_stripe_level"],
    harmless: { new: "hosts of its network get at its files, and it is empty" },
  },
};
