import { type ServiceCards } from "../cards/card";

/** Oracle databases: where they are, and who administers them. */
export const ORACLE_DATABASE: ServiceCards = {
  google_oracle_database_goldengate_connection: {
    noun: "connection of GoldenGate",
    decisionsWhenNew: { properties: "to what it connects, and as whom" },
    decisions: { odb_network: "on which network it is", odb_subnet: "on which network it is" },
    plain: ["gcp_oracle_zone"],
    harmless: {
      new: "to what it connects is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_oracle_database_goldengate_connection_assignment: {
    decisionsWhenNew: { properties: "which data goes where" },
    harmless: {
      new: "which data goes where is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_oracle_database_goldengate_deployment: {
    lost: "its configuration",
    decisions: {
      properties: "how it works, and who administers it",
      odb_network: "on which network it is",
      odb_subnet: "on which network it is",
    },
    plain: ["gcp_oracle_zone"],
    harmless: { new: "it moves no data until it is told to" },
  },
  google_oracle_database_autonomous_database: {
    lost: "its data",
    decisions: {
      network: "on which network it is",
      odb_network: "on which network it is",
      odb_subnet: "on which network it is",
      cidr: "on which network it is",
      admin_password: "who administers it",
      properties: "how it works, and from where it is reached",
      source_config: "whose data it holds",
    },
    plain: ["database"],
    harmless: { new: "from where it is reached is decided by its network" },
  },
  google_oracle_database_cloud_vm_cluster: {
    lost: "its databases",
    decisionsWhenNew: {
      properties: "how it works, and who may log in",
    },
    decisions: {
      network: "on which network it is",
      odb_network: "on which network it is",
      odb_subnet: "on which network it is",
      cidr: "on which network it is",
      backup_subnet_cidr: "on which network it is",
      backup_odb_subnet: "on which network it is",
      exascale_db_storage_vault: "where its data is",
      exadata_infrastructure: "on which machines it is",
    },
    harmless: { new: "from where it is reached is decided by its network" },
  },
  google_oracle_database_db_system: {
    lost: "its databases",
    decisionsWhenNew: {
      properties: "how it works, and who may log in",
    },
    decisions: {
      odb_network: "on which network it is",
      odb_subnet: "on which network it is",
    },
    plain: ["gcp_oracle_zone"],
    harmless: { new: "from where it is reached is decided by its network" },
  },
  google_oracle_database_exadb_vm_cluster: {
    lost: "its databases",
    decisionsWhenNew: {
      properties: "how it works, and who may log in",
    },
    decisions: {
      odb_network: "on which network it is",
      odb_subnet: "on which network it is",
      backup_odb_subnet: "on which network it is",
    },
    harmless: { new: "from where it is reached is decided by its network" },
  },
  google_oracle_database_cloud_exadata_infrastructure_exascale_config: {
    decisions: { cloud_exadata_infrastructure: "on which machines it is" },
    plain: ["total_storage_size_gb"],
    harmless: { new: "it holds no database yet" },
  },
  google_oracle_database_cloud_exadata_infrastructure: {
    lost: "its machines",
    decisions: { properties: "how its machines are kept" },
    plain: ["gcp_oracle_zone"],
    harmless: { new: "it holds no database yet" },
  },
  google_oracle_database_exascale_db_storage_vault: {
    lost: "the data in it",
    plain: ["exadata_infrastructure", "gcp_oracle_zone", "properties"],
    harmless: { new: "it holds no database yet" },
  },
  google_oracle_database_odb_network: {
    decisions: { network: "with which network it is joined" },
    plain: ["gcp_oracle_zone"],
    harmless: { new: "no database is on it yet", gone: "the apply stops there as long as a database is on it" },
  },
  google_oracle_database_odb_subnet: {
    decisions: { cidr_range: "which addresses it has", odbnetwork: "on which network it is" },
    plain: ["purpose"],
    harmless: { new: "no database is on it yet", gone: "the apply stops there as long as a database is on it" },
  },
};
