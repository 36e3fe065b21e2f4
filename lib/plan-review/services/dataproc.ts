import { type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Spark and Hadoop clusters. */
export const DATAPROC: ServiceCards = {
  google_dataproc_cluster: {
    decisionsWhenNew: {
      "cluster_config.security_config": "who may log in",
      "cluster_config.gce_cluster_config.metadata": "what its hosts are told, and what they start",
      "cluster_config.master_config.image_uri": "which image its hosts start from",
      "cluster_config.worker_config.image_uri": "which image its hosts start from",
      "cluster_config.initialization_action": "which scripts its hosts run when they start",
      "cluster_config.endpoint_config": "who reaches its web pages",
    },
    decisions: {
      "cluster_config.lifecycle_config": "when it stops, or is deleted with what is on its disks,",
      "cluster_config.software_config.image_version": "which software its hosts run",
      "cluster_config.software_config.override_properties": "how its software works, and whom it lets in,",
      "cluster_config.software_config.optional_components": "which software its hosts run",
      "cluster_config.gce_cluster_config.service_account_scopes": "what the tokens of its hosts are good for",
      "cluster_config.gce_cluster_config.tags": "which firewall rules hold for its hosts",
      "cluster_config.gce_cluster_config.network": "on which network its hosts are",
      "cluster_config.gce_cluster_config.subnetwork": "on which network its hosts are",
      "cluster_config.autoscaling_config": "how it grows",
      "cluster_config.gce_cluster_config.confidential_instance_config": "whether the memory of its hosts is encrypted",
      "cluster_config.gce_cluster_config.resource_manager_tags": "which policies hold for its hosts",
      "cluster_config.metastore_config": "whose metadata it uses",
      "cluster_config.staging_bucket": "where its jobs keep data for a while",
      "cluster_config.temp_bucket": "where its jobs keep data for a while",
      virtual_cluster_config: "on which cluster its jobs run, and as whom",
    },
    lost: "what is on the disks of its hosts",
    settings: {
      "cluster_config.gce_cluster_config.shielded_instance_config.enable_integrity_monitoring": {
        strength: safeWhenOn(true),
        weaker: "it is not noticed that its hosts start something else",
        stronger: "it is noticed that its hosts start something else",
      },
      "cluster_config.gce_cluster_config.shielded_instance_config.enable_vtpm": {
        strength: safeWhenOn(true),
        weaker: "its hosts cannot prove what they are",
        stronger: "its hosts can prove what they are",
      },

      "cluster_config.gce_cluster_config.shielded_instance_config.enable_secure_boot": {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "its hosts start without secure boot",
        stronger: "its hosts start with secure boot",
      },
    },
    plain: [
      "graceful_decommission_timeout",
      "cluster_config.auxiliary_node_groups.node_group.roles",
      "cluster_config.auxiliary_node_groups.node_group_id",
      "cluster_config.cluster_tier",
      "cluster_config.cluster_type",
      "cluster_config.dataproc_metric_config",
      "cluster_config.engine",
      "cluster_config.gce_cluster_config.node_group_affinity",
      "cluster_config.gce_cluster_config.reservation_affinity",
      "cluster_config.gce_cluster_config.zone",
      ...[
        "auxiliary_node_groups.node_group.node_group_config",
        "master_config",
        "worker_config",
        "preemptible_worker_config",
      ].flatMap((hosts) => ["disk_config", "num_instances"].map((size) => `cluster_config.${hosts}.${size}`)),
      ...["auxiliary_node_groups.node_group.node_group_config", "master_config", "worker_config"].flatMap((hosts) =>
        ["accelerators", "machine_type", "min_cpu_platform"].map((size) => `cluster_config.${hosts}.${size}`),
      ),
      ...["master_config", "worker_config", "preemptible_worker_config"].map(
        (hosts) => `cluster_config.${hosts}.instance_flexibility_policy`,
      ),
      "cluster_config.preemptible_worker_config.preemptibility",
      "cluster_config.worker_config.min_num_instances",
    ],
    harmless: {
      new: "what it runs when it starts is told by its attributes; what it may do, by the roles of its account",
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
};
