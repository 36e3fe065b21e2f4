import { type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Spark and Hadoop clusters. */
export const DATAPROC: ServiceCards = {
  google_dataproc_cluster: {
    runsAs: "cluster_config.gce_cluster_config.service_account",
    exposure: {
      "cluster_config.gce_cluster_config.internal_ip_only": {
        strength: safeWhenOn(true),
        isForNew: true,
        weaker: "its hosts have external addresses",
        stronger: "its hosts have no external addresses",
      },
    },
  },
  google_dataproc_metastore_service: { lost: "its metadata" },
};
