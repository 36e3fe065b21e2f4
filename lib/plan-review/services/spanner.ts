import { type ServiceCards } from "../cards/card";

/** Spanner databases, beside their instances. */
export const SPANNER: ServiceCards = {
  google_spanner_database: {
    lost: "its data",
    decisions: {
      ddl: "which tables it has, and who may read them by roles of the database",
      encryption_config: "with which keys it is encrypted",
      version_retention_period: "for how long what was deleted can be read",
    },
    plain: ["database_dialect", "default_time_zone", "instance"],
    harmless: { new: "who reads it is told by what grants it" },
  },
  google_spanner_backup_schedule: {
    plain: ["full_backup_spec", "incremental_backup_spec"],
    noun: "backups of Spanner",
    guard: {
      isGuard: true,
      fields: ["database", "instance", "retention_duration", "spec", "encryption_config"],
      does: "makes backups of a database",
    },
  },
  google_spanner_instance_config: {
    noun: "places of a Spanner instance",
    decisions: { replicas: "where data is kept" },
    plain: ["base_config"],
    harmless: { new: "no instance uses it yet", gone: "the apply stops there as long as an instance uses it" },
  },
  google_spanner_instance_partition: {
    noun: "part of a Spanner instance",
    lost: "the data in it",
    decisions: { config: "where data is kept" },
    plain: ["instance", "node_count", "processing_units", "autoscaling_config"],
    harmless: { new: "it is empty, and who reads it is told by what grants it" },
  },
};
