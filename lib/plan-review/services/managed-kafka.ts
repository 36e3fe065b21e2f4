import type { ServiceCards } from "../cards/card";

/** Kafka: its topics, who may read and write them, and what copies from and to them. */
export const MANAGED_KAFKA: ServiceCards = {
  google_managed_kafka_cluster: {
    noun: "Kafka cluster",
    lost: "its messages",
    decisionsWhenNew: {
      "tls_config.ssl_principal_mapping_rules": "as whom clients with certificates count",
      "gcp_config.access_config": "from which networks it is reached",
      "tls_config.trust_config": "whose certificates let clients in",
    },
    plain: ["broker_capacity_config", "capacity_config", "rebalance_config"],
    harmless: { new: "from where it is reached is told, and who reads it by what grants it" },
  },
  google_managed_kafka_topic: {
    noun: "Kafka topic",
    lost: "its messages",
    decisions: { cluster: "in which cluster it is", configs: "how long messages are kept, and what else is so," },
    plain: ["partition_count", "replication_factor"],
    harmless: { new: "who reads it is told by what grants it" },
  },
  google_managed_kafka_acl: {
    noun: "list of who may use Kafka",
    guard: {
      isGuard: true,
      fields: ["acl_entries", "cluster"],
      does: "",
      decides: "who may read and write which topics",
    },
  },
  google_managed_kafka_connect_cluster: {
    noun: "cluster of Kafka's connectors",
    decisionsWhenNew: { "gcp_config.access_config": "which networks its connectors reach" },
    decisions: { kafka_cluster: "whose messages its connectors get" },
    plain: ["capacity_config"],
    harmless: { new: "it copies nothing until it has connectors, which are told", gone: "it copies nothing any more" },
  },
  google_managed_kafka_connector: {
    noun: "connector of Kafka",
    decisionsWhenNew: { configs: "from where it takes messages, and to where it sends them," },
    decisions: { connect_cluster: "in which cluster it runs" },
    plain: ["task_restart_policy"],
    harmless: {
      new: "from where to where it copies is told",
      gone: "it copies nothing any more",
    },
  },
};
