import type { ServiceCards } from "../cards/card";
import { atLeast, ranked, safeWhenOff, type Setting } from "../cards/setting";

/** What lets a vault be destroyed, or changed, in spite of what would stop that. */
function inSpiteOf(what: string): Setting {
  return {
    strength: safeWhenOff(false),
    isForNew: false,
    weaker: `it can be destroyed ${what}`,
    stronger: `it can no longer be destroyed ${what}`,
  };
}

const RESTORED = "what is restored, and who gets into it,";
const WHERE_RESTORED = "where it is restored";
const WHICH_BACKUP = "which backup is restored";

/** Backup and DR: vaults, plans, and what is restored. */
export const BACKUP_DR: ServiceCards = {
  google_backup_dr_backup_vault: {
    lost: "its backups",
    settings: {
      backup_minimum_enforced_retention_duration: {
        strength: atLeast(0),
        isForNew: false,
        weaker: "its backups can be deleted sooner",
        stronger: "its backups cannot be deleted as soon",
      },
      force_delete: inSpiteOf("with the backups in it"),
      ignore_backup_plan_references: inSpiteOf("while plans need it"),
      ignore_inactive_datasources: inSpiteOf("with what is no longer backed up"),
    },
    exposure: {
      access_restriction: {
        strength: ranked(
          [
            ["UNRESTRICTED"],
            ["WITHIN_ORG_BUT_UNRESTRICTED_FOR_BA"],
            ["WITHIN_ORGANIZATION", "ACCESS_RESTRICTION_UNSPECIFIED"],
            ["WITHIN_PROJECT"],
          ],
          "WITHIN_ORGANIZATION",
        ),
        weaker: "backups can be made from, and restored in, more projects",
        stronger: "backups can be made from, and restored in, fewer projects",
      },
    },
    decisions: {
      backup_retention_inheritance: "until when its backups cannot be deleted",
      effective_time: "from when on its retention is locked",
      force_update: "whether plans with a shorter retention stop a change of it",
      force_update_access_restriction: "whether what it keeps out already stops a change of it",
    },
    plain: ["allow_missing", "annotations"],
    harmless: { new: "who restores its backups is told by what grants it" },
  },
  google_backup_dr_backup_plan: {
    noun: "backup plan",
    settings: {
      log_retention_days: {
        strength: atLeast(0),
        isForNew: false,
        weaker: "logs of databases are kept for a shorter time, in days",
        stronger: "logs of databases are kept longer, in days",
      },
    },
    decisions: {
      backup_rules: "what is backed up when, and for how long that is kept,",
      backup_vault: "in which vault backups are",
      max_custom_on_demand_retention_days: "how long backups that people make are kept",
      resource_type: "what is backed up",
    },
    plain: ["compute_instance_backup_plan_properties", "disk_backup_plan_properties"],
    harmless: {
      new: "nothing is backed up by it until something is put under it, which is told",
      gone: "what is under it has to be taken away first, and is told",
    },
  },
  google_backup_dr_backup_plan_association: {
    noun: "use of a backup plan",
    guard: { isGuard: true, fields: ["backup_plan", "resource", "resource_type"], does: "has something backed up" },
  },
  google_backup_dr_restore_workload: {
    noun: "restored host or disk",
    lost: "what is on its disks, unless Terraform leaves them",
    decisionsWhenNew: {
      backup_id: WHICH_BACKUP,
      compute_instance_restore_properties: RESTORED,
      disk_restore_properties: RESTORED,
    },
    decisions: {
      backup_vault_id: WHICH_BACKUP,
      data_source_id: WHICH_BACKUP,
      clear_overrides_field_mask: RESTORED,
      compute_instance_target_environment: WHERE_RESTORED,
      disk_target_environment: WHERE_RESTORED,
      region_disk_target_environment: WHERE_RESTORED,
      delete_restored_instance: "whether it is destroyed with this",
    },
    plain: ["request_id"],
    harmless: { new: "what is restored is told" },
  },
  google_backup_dr_management_server: {
    noun: "management of backups",
    lost: "what it knows of backups",
    decisions: { networks: "on which network it is" },
    plain: ["type"],
    harmless: { new: "who manages backups is told by what grants it" },
  },
  google_backup_dr_service_config: {
    plain: ["resource_type"],
    harmless: { new: "it makes the service ready, and backs up nothing" },
  },
};
