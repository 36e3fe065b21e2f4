import { type ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";

/** Firestore databases. */
export const FIRESTORE: ServiceCards = {
  google_firestore_backup_schedule: {
    plain: ["daily_recurrence"],
    noun: "backups of Firestore",
    guard: {
      isGuard: true,
      fields: ["database", "retention", "weekly_recurrence"],
      does: "makes backups of a database",
    },
  },
  google_firestore_change_stream: {
    lost: "the changes that nobody has read yet",
    decisions: {
      database_scope: "of what it tells",
      database: "whose changes it holds",
      collection_group_scope: "which changes it holds",
    },
    plain: ["retention_period"],
    harmless: { new: "who reads it is told by what grants it" },
  },
  google_firestore_database: {
    lost: "its data",
    settings: {
      point_in_time_recovery_enablement: {
        strength: ranked(
          [["POINT_IN_TIME_RECOVERY_DISABLED"], ["POINT_IN_TIME_RECOVERY_ENABLED"]],
          "POINT_IN_TIME_RECOVERY_DISABLED",
        ),
        weaker: "what was deleted or overwritten can be read for an hour only",
        stronger: "what was deleted or overwritten can be read for seven days",
      },
    },
    decisions: {
      firestore_data_access_mode: "by which programming interface its data is reached",
      mongodb_compatible_data_access_mode: "by which programming interface its data is reached",
      realtime_updates_mode: "by which programming interface its data is reached",
      tags: "which policies hold for it",
    },
    plain: ["app_engine_integration_mode", "concurrency_mode", "database_edition", "location_id", "type"],
    harmless: { new: "who reads it is told by rules of Firebase and by what grants it" },
  },
  google_firestore_document: {
    lost: "what it says",
    decisions: { fields: "what it says" },
    plain: ["collection", "database"],
    harmless: { new: "who reads it is told by rules of Firebase and by what grants it" },
  },
  google_firestore_field: {
    noun: "settings of a Firestore field",
    decisions: { ttl_config: "after how long documents are deleted by themselves" },
    plain: ["collection", "database", "field", "skip_wait", "index_config"],
    harmless: { new: "how a field is indexed lets nobody in", gone: "how a field is indexed lets nobody in" },
  },
  google_firestore_index: {
    plain: [
      "api_scope",
      "collection",
      "database",
      "density",
      "multikey",
      "query_scope",
      "skip_wait",
      "unique",
      "fields",
    ],
    harmless: {
      new: "an index makes queries faster, and lets nobody in",
      gone: "an index makes queries faster, and lets nobody in",
    },
  },
  google_firestore_user_creds: {
    noun: "password of Firestore",
    guard: { isGuard: false, fields: ["database", "name"], does: "lets whoever knows it into the database" },
  },
};
