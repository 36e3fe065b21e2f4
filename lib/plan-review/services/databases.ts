import { type ResourceCard, type ServiceCards } from "../cards/card";
import { atLeast, ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Clusters of caches. */
const CACHES = {
  lost: "its data",
  decisions: {
    maintenance_version: "which software it runs",
    server_ca_mode: "whose certificate it shows",
    server_ca_pool: "whose certificate it shows",
    automated_backup_config: "whether its data is copied, and for how long,",
  },
  decisionsWhenNew: {
    gcs_source: "whose data it starts with",
    managed_backup_source: "whose data it starts with",
  },
  plain: [
    "maintenance_policy",
    "node_type",
    "persistence_config.aof_config",
    "persistence_config.rdb_config",
    "replica_count",
    "shard_count",
    "zone_distribution_config",
  ],
  harmless: { new: "who reaches it is compared with Google's defaults" },
} satisfies ResourceCard;

/** Databases and caches that are not SQL instances. */
export const DATABASES: ServiceCards = {
  google_redis_instance: {
    lost: "its data",
    decisions: {
      authorized_network: "on which network it is",
      connect_mode: "how it is linked to its network",
      reserved_ip_range: "which addresses it has",
      secondary_ip_range: "which addresses it has",
      customer_managed_key: "with which key it is encrypted",
      maintenance_version: "which software it runs",
      redis_version: "which software it runs",
      redis_configs: "how it works, and which commands it takes,",
      persistence_config: "whether its data outlives a restart",
      tier: "whether there are copies of its data",
    },
    plain: [
      "alternative_location_id",
      "location_id",
      "maintenance_policy",
      "memory_size_gb",
      "read_replicas_mode",
      "replica_count",
    ],
    harmless: { new: "who reaches it is compared with Google's defaults" },
    exposure: {
      transit_encryption_mode: {
        strength: ranked([["DISABLED"], ["SERVER_AUTHENTICATION"]], "DISABLED"),
        weaker: "what it is told and answers passes unencrypted",
        stronger: "what it is told and answers passes encrypted",
      },
      auth_enabled: {
        strength: safeWhenOn(false),
        weaker: "everybody who reaches it may read it",
        stronger: "only who has the password may read it",
      },
    },
  },
  google_memcache_instance: {
    lost: "its data",
    decisions: {
      authorized_network: "on which network it is",
      reserved_ip_range_id: "which addresses it has",
      memcache_version: "which software it runs",
      "memcache_parameters.params": "how it works",
    },
    plain: ["node_count", "node_config", "maintenance_policy", "zones"],
    harmless: { new: "who reaches its network reaches it; that is told by what leads there" },
  },
  google_redis_cluster: {
    ...CACHES,
    exposure: {
      authorization_mode: {
        strength: ranked(
          [["AUTH_MODE_DISABLED", "AUTH_MODE_UNSPECIFIED"], ["AUTH_MODE_IAM_AUTH"]],
          "AUTH_MODE_DISABLED",
        ),
        weaker: "everybody who reaches it may read it",
        stronger: "only who has a role may read it",
      },
      transit_encryption_mode: {
        strength: ranked(
          [
            ["TRANSIT_ENCRYPTION_MODE_DISABLED", "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED"],
            ["TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"],
          ],
          "TRANSIT_ENCRYPTION_MODE_DISABLED",
        ),
        weaker: "what it is told and answers passes unencrypted",
        stronger: "what it is told and answers passes encrypted",
      },
    },
    decisions: {
      ...CACHES.decisions,
      redis_configs: "how it works, and which commands it takes,",
      "persistence_config.mode": "whether its data outlives a restart",
    },
    decisionsWhenNew: {
      ...CACHES.decisionsWhenNew,
      psc_configs: "which network reaches it",
      cross_cluster_replication_config: "whose data it holds, or who gets its data,",
    },
  },
  google_memorystore_instance: {
    ...CACHES,
    exposure: {
      authorization_mode: {
        strength: ranked([["AUTH_DISABLED"], ["IAM_AUTH", "TOKEN_AUTH"]], "AUTH_DISABLED"),
        weaker: "everybody who reaches it may read it",
        stronger: "only who has a role or token may read it",
      },
      transit_encryption_mode: {
        strength: ranked([["TRANSIT_ENCRYPTION_DISABLED"], ["SERVER_AUTHENTICATION"]], "TRANSIT_ENCRYPTION_DISABLED"),
        weaker: "what it is told and answers passes unencrypted",
        stronger: "what it is told and answers passes encrypted",
      },
    },
    decisions: {
      ...CACHES.decisions,
      engine_configs: "how it works, and which commands it takes,",
      engine_version: "which software it runs",
      "persistence_config.mode": "whether its data outlives a restart",
    },
    decisionsWhenNew: {
      ...CACHES.decisionsWhenNew,
      desired_auto_created_endpoints: "which networks reach it",
      desired_psc_auto_connections: "which networks reach it",
      cross_instance_replication_config: "whose data it holds, or who gets its data,",
    },
    plain: [...CACHES.plain, "mode"],
    harmless: {
      ...CACHES.harmless,
    },
  },
  google_alloydb_instance: {
    exposure: {
      "client_connection_config.require_connectors": {
        strength: safeWhenOn(false),
        weaker: "who connects need not come through the Auth Proxy or a connector, which ask for a role",
        stronger: "who connects comes through the Auth Proxy or a connector, which ask for a role",
      },
      "client_connection_config.ssl_config.ssl_mode": {
        strength: ranked([["ALLOW_UNENCRYPTED_AND_ENCRYPTED"], ["ENCRYPTED_ONLY"]], "ENCRYPTED_ONLY"),
        weaker: "connections need no encryption",
        stronger: "connections need encryption",
      },
      "network_config.enable_public_ip": {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
      "network_config.enable_outbound_public_ip": {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "it reaches the internet",
        stronger: "it does not reach the internet",
      },
    },
    allowed: {
      "network_config.authorized_external_networks": { name: "cidr_range", lets: "connect" },
      "psc_instance_config.allowed_consumer_projects": { lets: "connect through Private Service Connect" },
    },
    decisionsWhenNew: {
      database_flags: "how it lets users in, logs, and guards its data, which its flags say,",
      "psc_instance_config.psc_auto_connections": "which networks it is linked to by itself",
      "psc_instance_config.psc_interface_configs": "which network it reaches out to",
    },
    decisions: {
      activation_policy: "whether it runs",
      annotations: "what other programs are told of it",
      cluster: "whose data it shows",
      instance_type: "whether it can be written to",
      connection_pool_config: "how connections are shared",
      "network_config.allocated_ip_range_override": "which addresses it has",
      query_insights_config: "what of its statements people see",
    },
    plain: ["availability_type", "gce_zone", "machine_config", "read_pool_config"],
    harmless: {
      new: "who reaches it is compared with the safest, and who logs in is told with its users",
      gone: "what its cluster holds stays",
    },
  },
  google_alloydb_user: {
    noun: "database user",
    guard: {
      isGuard: false,
      fields: ["user_id", "cluster", "user_type", "database_roles", "password", "password_wo", "password_wo_version"],
      does: "lets somebody log in",
    },
  },
  google_alloydb_cluster: {
    lost: "its databases",
    settings: {
      "automated_backup_policy.enabled": {
        strength: safeWhenOn(true),
        weaker: "backups are switched off",
        stronger: "backups are switched on",
      },
      "continuous_backup_config.enabled": {
        strength: safeWhenOn(true),
        weaker: "it can no longer be set back to a point in time",
        stronger: "it can be set back to a point in time",
      },
      "continuous_backup_config.recovery_window_days": {
        strength: atLeast(14),
        weaker: "it can be set back to points in time of fewer days",
        stronger: "it can be set back to points in time of more days",
      },
    },
    exposure: {
      "psc_config.psc_enabled": {
        strength: safeWhenOff(false),
        weaker: "listed projects reach it through Private Service Connect",
        stronger: "nobody reaches it through Private Service Connect",
      },
      "dataplex_config.enabled": {
        strength: safeWhenOff(false),
        weaker: "the catalogue shows what tables it has",
        stronger: "the catalogue no longer shows what tables it has",
      },
    },
    decisionsWhenNew: {
      restore_backup_source: "whose data it starts with",
      restore_backupdr_backup_source: "whose data it starts with",
      restore_backupdr_pitr_source: "whose data it starts with",
      restore_continuous_backup_source: "whose data it starts with",
      secondary_config: "whose data it holds",
    },
    decisions: {
      annotations: "what other programs are told of it",
      cluster_type: "whether it is a copy of another one",
      database_version: "which software it runs",
      initial_user: "with what its first user logs in",
      network_config: "on which network it is",
      "automated_backup_policy.location": "where its backups are",
      "automated_backup_policy.quantity_based_retention": "how long its backups are kept",
      "automated_backup_policy.time_based_retention": "how long its backups are kept",
      "automated_backup_policy.weekly_schedule": "how often backups are made",
    },
    plain: [
      "automated_backup_policy.backup_window",
      "automated_backup_policy.labels",
      "maintenance_update_policy",
      "skip_await_major_version_upgrade",
      "subscription_type",
    ],
    harmless: {
      new: "it has no instance to connect to yet",
    },
  },
  google_alloydb_backup: {
    lost: "its data",
    decisions: { cluster_name: "whose data it holds", annotations: "what other programs are told of it" },
    plain: ["type"],
    harmless: {
      new: "it lets nobody in; who may restore it is told by what grants it",
    },
  },
  google_spanner_instance: {
    lost: "its databases",
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with its backups",
        stronger: "it can no longer be destroyed while it has backups",
      },
      default_backup_schedule_type: {
        strength: ranked([["NONE"], ["AUTOMATIC"]], "NONE"),
        weaker: "new databases have no backups of themselves",
        stronger: "new databases have backups of themselves",
      },
    },
    decisions: { config: "in which regions its data is" },
    plain: ["autoscaling_config", "edition", "instance_type", "num_nodes", "processing_units"],
    harmless: { new: "who reads it is told by what grants it" },
  },
  google_redis_cluster_user_created_connections: {
    noun: "set of connections to a Redis cluster",
    link: { leads: "hosts of a network reach the cluster", fields: ["cluster_endpoints"] },
  },
  google_memorystore_instance_desired_user_created_endpoints: {
    noun: "set of endpoints of a Memorystore instance",
    link: { leads: "hosts of a network reach the instance", fields: ["desired_user_created_endpoints"] },
  },
};
