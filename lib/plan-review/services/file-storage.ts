import { alike, type ServiceCards } from "../cards/card";

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
  ...alike(["google_netapp_volume", "google_parallelstore_instance", "google_lustre_instance"], { lost: "its files" }),
};
