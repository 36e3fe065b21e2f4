import type { ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

const WHICH_DATA = "which data its readers get";
const DELETES = "which data is deleted by itself";
const READ_BY_GRANT = "who reads it is told by what grants it";
const TABLE_STAYS = "the table that it shows is still there";

/** Bigtable: tables, what is kept in them, and what of them is shown. */
export const BIGTABLE: ServiceCards = {
  google_bigtable_instance: {
    lost: "its tables",
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with its backups",
        stronger: "it can no longer be destroyed with its backups",
      },
    },
    decisions: {
      "cluster.cluster_id": "where its data is",
      "cluster.zone": "where its data is",
      tags: "which conditional roles and policies hold for it",
    },
    plain: [
      "edition",
      "instance_type",
      ...["autoscaling_config", "node_scaling_factor", "num_nodes", "storage_type"].map((one) => `cluster.${one}`),
    ],
    harmless: { new: READ_BY_GRANT },
  },
  google_bigtable_table: {
    lost: "its data",
    decisions: {
      automated_backup_policy: "whether it is copied, and for how long copies are kept,",
      change_stream_retention: "whether its changes are kept, and for how long,",
      column_family: "which columns it has, and with one that goes its data,",
    },
    plain: ["row_key_schema", "split_keys"],
    harmless: {
      instance_name: "in another instance it is another table, and with the one there was its data goes, which is told",
      new: READ_BY_GRANT,
    },
  },
  google_bigtable_gc_policy: {
    noun: "policy of what is deleted",
    decisionsWhenNew: { gc_rules: DELETES, max_age: DELETES, max_version: DELETES, mode: DELETES },
    decisions: { column_family: DELETES, instance_name: DELETES, table: DELETES },
    plain: ["ignore_warnings"],
    harmless: { new: "which data is deleted is told", gone: "nothing is deleted by it any more" },
  },
  google_bigtable_app_profile: {
    plain: [
      "data_boost_isolation_read_only",
      "ignore_warnings",
      "instance",
      "multi_cluster_routing_cluster_ids",
      "multi_cluster_routing_use_any",
      "row_affinity",
      "single_cluster_routing",
      "standard_isolation",
    ],
    harmless: {
      new: "it says which machines answer, and lets nobody read",
      gone: "programs that ask by it get no answer, and nobody reads more",
    },
  },
  google_bigtable_authorized_view: {
    noun: "view of a part of a table",
    decisions: { subset_view: WHICH_DATA, table_name: WHICH_DATA, instance_name: WHICH_DATA },
    harmless: { new: READ_BY_GRANT, gone: TABLE_STAYS },
  },
  google_bigtable_logical_view: {
    decisions: { query: WHICH_DATA, instance: WHICH_DATA },
    harmless: { new: READ_BY_GRANT, gone: TABLE_STAYS },
  },
  google_bigtable_materialized_view: {
    decisions: { query: WHICH_DATA, instance: WHICH_DATA },
    harmless: { new: READ_BY_GRANT, gone: TABLE_STAYS },
  },
  google_bigtable_schema_bundle: {
    decisions: {
      instance: "of which table it is",
      proto_schema: "how the content of a table is read",
      table: "of which table it is",
    },
    plain: ["ignore_warnings"],
    harmless: { new: "it describes a table, and lets nobody read it", gone: TABLE_STAYS },
  },
};
