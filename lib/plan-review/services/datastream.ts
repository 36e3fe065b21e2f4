import { type ServiceCards } from "../cards/card";

/** Streams of changes from databases, and migrations. */
export const DATASTREAM: ServiceCards = {
  google_datastream_connection_profile: {
    decisions: { bigquery_profile: "to what it connects" },
    noun: "connection of Datastream",
    decisionsWhenNew: {
      mongodb_profile: "to which database it connects, and as whom",
      mysql_profile: "to which database it connects, and as whom",
      oracle_profile: "to which database it connects, and as whom",
      postgresql_profile: "to which database it connects, and as whom",
      sql_server_profile: "to which database it connects, and as whom",
      gcs_profile: "to which database it connects, and as whom",
      forward_ssh_connectivity: "through which host it connects",
      private_connectivity: "on which network it connects",
    },
    plain: ["create_without_validation"],
    harmless: {
      new: "to what it connects is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_datastream_private_connection: {
    noun: "private connection of Datastream",
    decisionsWhenNew: {
      psc_interface_config: "to which network it leads",
      vpc_peering_config: "to which network it leads",
    },
    plain: ["create_without_validation"],
    harmless: {
      new: "to which network it leads is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_datastream_stream: {
    noun: "stream of changes",
    decisionsWhenNew: { source_config: "which data it takes", destination_config: "where data goes" },
    decisions: {
      desired_state: "whether data flows",
      backfill_all: "which data it takes",
      rule_sets: "how data is laid out",
      customer_managed_encryption_key: "with which key data is encrypted on the way",
    },
    plain: ["backfill_none", "create_without_validation"],
    harmless: {
      new: "which data goes where is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_database_migration_service_connection_profile: {
    noun: "connection of a migration",
    decisionsWhenNew: {
      alloydb: "to which database it connects, and as whom",
      cloudsql: "to which database it connects, and as whom",
      mysql: "to which database it connects, and as whom",
      oracle: "to which database it connects, and as whom",
      postgresql: "to which database it connects, and as whom",
    },
    decisions: { role: "whether it is taken from or written to" },
    harmless: {
      new: "to what it connects is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_database_migration_service_migration_job: {
    noun: "migration",
    decisionsWhenNew: {
      source: "from which database data is taken",
      destination: "to which database data goes",
      dump_path: "from where data is taken",
    },
    decisions: {
      desired_state: "whether data flows",
      objects_config: "which data it takes",
      reverse_ssh_connectivity: "through which host it connects",
      vpc_peering_connectivity: "on which network it connects",
    },
    plain: ["dump_type", "stop_on_warnings", "type", "dump_flags", "performance_config", "postgres_homogeneous_config"],
    harmless: {
      new: "which data goes where is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_database_migration_service_private_connection: {
    noun: "private connection of a migration",
    decisionsWhenNew: {
      psc_interface_config: "to which network it leads",
      vpc_peering_config: "to which network it leads",
    },
    plain: ["create_without_validation"],
    harmless: {
      new: "to which network it leads is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
