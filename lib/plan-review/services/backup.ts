import { alike, type ServiceCards } from "../cards/card";

/** Backup vaults and plans. */
export const BACKUP: ServiceCards = {
  ...alike(["google_backup_dr_backup_vault", "google_gke_backup_backup_plan"], { lost: "its backups" }),
};
