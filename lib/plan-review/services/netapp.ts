import { type ServiceCards } from "../cards/card";
import { atLeast, safeWhenOn } from "../cards/setting";

const KEPT = (what: string): { strength: ReturnType<typeof safeWhenOn>; weaker: string; stronger: string } => ({
  strength: safeWhenOn(false),
  weaker: `${what} can be deleted before their time`,
  stronger: `${what} cannot be deleted before their time`,
});

/** NetApp volumes: who mounts them, and how long their backups are kept. */
export const NETAPP: ServiceCards = {
  google_netapp_backup_policy: {
    noun: "backup policy",
    settings: {
      enabled: { strength: safeWhenOn(true), weaker: "no backups are made", stronger: "backups are made" },
      daily_backup_limit: { strength: atLeast(0), weaker: "fewer backups are kept", stronger: "more backups are kept" },
      weekly_backup_limit: {
        strength: atLeast(0),
        weaker: "fewer backups are kept",
        stronger: "more backups are kept",
      },
      monthly_backup_limit: {
        strength: atLeast(0),
        weaker: "fewer backups are kept",
        stronger: "more backups are kept",
      },
    },
    lost: "the backups that it would make",
    harmless: { new: "which volumes it backs up is told by them" },
  },
  google_netapp_backup_vault: {
    noun: "backup vault",
    lost: "its backups",
    settings: {
      "backup_retention_policy.backup_minimum_enforced_retention_days": {
        strength: atLeast(0),
        isForNew: false,
        weaker: "backups are kept for fewer days",
        stronger: "backups are kept for more days",
      },
      "backup_retention_policy.daily_backup_immutable": { ...KEPT("daily backups"), isForNew: false },
      "backup_retention_policy.manual_backup_immutable": { ...KEPT("manual backups"), isForNew: false },
      "backup_retention_policy.monthly_backup_immutable": { ...KEPT("monthly backups"), isForNew: false },
      "backup_retention_policy.weekly_backup_immutable": { ...KEPT("weekly backups"), isForNew: false },
    },
    decisions: { backup_region: "where its backups are", kms_config: "with whose key they are encrypted" },
    plain: ["backup_vault_type"],
    harmless: { new: "it is empty" },
  },
  google_netapp_backup: {
    noun: "backup",
    lost: "what is in it",
    plain: ["ontap_source", "source_snapshot", "source_volume", "vault_name"],
    harmless: { new: "who may restore it has a role, and roles are told" },
  },
  google_netapp_volume_snapshot: {
    noun: "snapshot",
    lost: "what is in it",
    plain: ["volume_name"],
    harmless: { new: "who may mount its volume sees it, and that is told by the volume" },
  },
  google_netapp_active_directory: {
    noun: "directory",
    guard: {
      isGuard: false,
      fields: [
        "administrators",
        "backup_operators",
        "dns",
        "domain",
        "kdc_hostname",
        "kdc_ip",
        "nfs_users_with_ldap",
        "organizational_unit",
        "password",
        "security_operators",
        "username",
      ],
      does: "says who may open files, and who passes by their permissions",
    },
    settings: {
      aes_encryption: {
        strength: safeWhenOn(false),
        weaker: "log-ins are encrypted with old methods",
        stronger: "log-ins are encrypted with AES",
      },
      encrypt_dc_connections: {
        strength: safeWhenOn(false),
        weaker: "it asks its domain controllers in clear",
        stronger: "it asks its domain controllers by an encrypted connection",
      },
      ldap_signing: {
        strength: safeWhenOn(false),
        weaker: "answers of the directory are not signed",
        stronger: "answers of the directory are signed",
      },
    },
    plain: ["net_bios_prefix", "site"],
  },
  google_netapp_host_group: {
    noun: "group of hosts",
    allowed: { hosts: { lets: "mount the volumes that name it" } },
    decisions: { type: "how its hosts are known" },
    plain: ["os_type"],
    harmless: { new: "which volumes its hosts mount is told by them", gone: "its hosts mount nothing by it any more" },
  },
  google_netapp_kmsconfig: {
    noun: "key of volumes",
    harmless: {
      new: "what is encrypted with it is told by what names it",
      gone: "Google deletes none that a volume still has",
    },
  },
  google_netapp_storage_pool: {
    noun: "storage pool",
    lost: "its volumes",
    decisions: {
      active_directory: "who says who may open files",
      kms_config: "with whose key it is encrypted",
      ldap_enabled: "who says who may open files",
      network: "from which network its volumes are mounted",
    },
    plain: [
      "allow_auto_tiering",
      "capacity_gib",
      "custom_performance_enabled",
      "enable_hot_tier_auto_resize",
      "hot_tier_size_gib",
      "mode",
      "qos_type",
      "replica_zone",
      "scale_type",
      "service_level",
      "total_iops",
      "total_throughput_mibps",
      "type",
    ],
    harmless: { new: "it is empty; who mounts its volumes is told by them" },
  },
  google_netapp_volume_quota_rule: {
    noun: "quota",
    plain: ["disk_limit_mib", "target", "type", "volume_name"],
    harmless: { new: "it only says how much somebody may write", gone: "it only says how much somebody may write" },
  },
  google_netapp_volume_replication: {
    noun: "copy of a volume",
    guard: {
      isGuard: true,
      fields: ["destination_volume_parameters", "replication_enabled", "volume_name"],
      does: "copies a volume to another place",
      decides: "where the volume's data is copied to",
      guards: () => undefined,
    },
    decisions: {
      delete_destination_volume: "whether the copy goes with it",
      force_stopping: "whether it stops in the middle of a copy",
    },
    plain: ["replication_schedule", "wait_for_mirror"],
  },
};
