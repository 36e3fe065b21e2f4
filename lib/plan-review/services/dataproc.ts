import { type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Spark and Hadoop clusters. */
export const DATAPROC: ServiceCards = {
  google_dataproc_cluster: {
    decisionsWhenNew: {
      "cluster_config.initialization_action": "which scripts its hosts run when they start",
      "cluster_config.endpoint_config": "who reaches its web pages",
    },
    decisions: {
      "cluster_config.software_config.image_version": "which software its hosts run",
      "cluster_config.software_config.override_properties": "how its software works, and whom it lets in,",
      "cluster_config.software_config.optional_components": "which software its hosts run",
      "cluster_config.gce_cluster_config.metadata": "what its hosts are told, and what they start",
      "cluster_config.gce_cluster_config.service_account_scopes": "what the tokens of its hosts are good for",
      "cluster_config.gce_cluster_config.tags": "which firewall rules hold for its hosts",
      "cluster_config.gce_cluster_config.network": "on which network its hosts are",
      "cluster_config.gce_cluster_config.subnetwork": "on which network its hosts are",
      "cluster_config.security_config": "who may log in",
      "cluster_config.master_config.image_uri": "which image its hosts start from",
      "cluster_config.worker_config.image_uri": "which image its hosts start from",
    },
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
