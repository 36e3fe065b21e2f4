import { type ServiceCards } from "../cards/card";
import { atLeast, safeWhenOff, safeWhenOn } from "../cards/setting";

const WHAT_IS_BACKED_UP = "what is backed up";

/** Backups of GKE's clusters. */
export const BACKUP: ServiceCards = {
  google_gke_backup_backup_plan: {
    noun: "backup plan of a cluster",
    lost: "its backups",
    settings: {
      deactivated: {
        strength: safeWhenOff(false),
        weaker: "no backups can be made by it",
        stronger: "backups can be made by it",
      },
      "backup_schedule.paused": {
        strength: safeWhenOff(false),
        weaker: "it makes no backups by itself",
        stronger: "it makes backups by itself",
      },
      "retention_policy.backup_delete_lock_days": {
        strength: atLeast(0),
        weaker: "its backups can be deleted sooner, in days",
        stronger: "its backups cannot be deleted as soon, in days",
      },
      "retention_policy.locked": {
        strength: safeWhenOn(false),
        weaker: "how long its backups are kept is no longer locked",
        stronger: "how long its backups are kept is locked",
      },
    },
    decisions: {
      cluster: "of which cluster it makes backups",
      "backup_config.include_secrets": "whether secrets are copied too",
      ...Object.fromEntries(
        [
          "all_namespaces",
          "include_volume_data",
          "permissive_mode",
          "selected_applications",
          "selected_namespace_labels",
          "selected_namespaces",
        ].map((one) => [`backup_config.${one}`, WHAT_IS_BACKED_UP]),
      ),
      "backup_schedule.cron_schedule": "when it makes backups",
      "backup_schedule.rpo_config": "when it makes backups",
      "retention_policy.backup_retain_days": "how long its backups are kept",
    },
    harmless: { new: "who restores what it copies is told by what grants it" },
  },
  google_gke_backup_restore_plan: {
    noun: "restore plan of a cluster",
    decisions: {
      backup_plan: "from whose backups is restored",
      cluster: "into which cluster is restored",
      restore_config: "what is restored, and what that overwrites,",
    },
    harmless: {
      new: "nothing is restored by it until somebody does so, which is told by what grants it",
      gone: "nothing is restored by it any more; the backups are still there",
    },
  },
  google_gke_backup_backup_channel: {
    noun: "channel of backups",
    guard: {
      isGuard: false,
      fields: ["destination_project"],
      does: "lets another project hold backups of its clusters",
    },
  },
  google_gke_backup_restore_channel: {
    noun: "channel of restores",
    guard: {
      isGuard: false,
      fields: ["destination_project"],
      does: "lets backups be restored in another project",
    },
  },
};
