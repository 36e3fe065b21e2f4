import { alike, type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Databases and caches that are not SQL instances. */
export const DATABASES: ServiceCards = {
  google_redis_instance: {
    lost: "its data",
    exposure: {
      auth_enabled: {
        strength: safeWhenOn(false),
        weaker: "everybody who reaches it may read it",
        stronger: "only who has the password may read it",
      },
    },
  },
  ...alike(
    [
      "google_firestore_database",
      "google_spanner_database",
      "google_bigtable_table",
      "google_redis_cluster",
      "google_memcache_instance",
    ],
    { lost: "its data" },
  ),
  ...alike(["google_spanner_instance", "google_alloydb_cluster"], { lost: "its databases" }),
  google_bigtable_instance: { lost: "its tables" },
};
