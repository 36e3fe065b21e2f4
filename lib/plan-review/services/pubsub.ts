import type { ServiceCards } from "../cards/card";
import { atLeast, LASTING, type Setting } from "../cards/setting";

const TRANSFORMS = {
  message_transforms: "what code changes its messages, or which model reads them",
} as const;

const TAGS = "by which tags conditions of roles and policies find it";

/** For how long messages are kept, in seconds; `otherwise` is what Google takes. */
function kept(otherwise: number): Readonly<Record<string, Setting>> {
  return {
    message_retention_duration: {
      strength: atLeast(otherwise),
      isForNew: false,
      weaker: "messages are kept for a shorter time",
      stronger: "messages are kept longer",
    },
  };
}

/** Topics and subscriptions. */
export const PUBSUB: ServiceCards = {
  google_pubsub_topic: {
    lost: "the messages that nobody has read yet",
    settings: kept(0),
    harmless: { new: "it lets nobody in; who may publish to it is told by what grants it" },
    decisions: {
      ...TRANSFORMS,
      schema_settings: "what messages it takes",
      message_storage_policy: "in which regions its messages are kept",
      tags: TAGS,
    },
    decisionsWhenNew: { ingestion_data_source_settings: "from where it takes messages, and as whom" },
  },
  google_pubsub_subscription: {
    lost: "the messages that nobody has read yet",
    settings: kept(604_800),
    plain: [
      "ack_deadline_seconds",
      "enable_exactly_once_delivery",
      "enable_message_ordering",
      "retain_acked_messages",
      "retry_policy",
    ],
    harmless: { new: "it lets nobody in; who may read from it is told by what grants it" },
    decisions: {
      ...TRANSFORMS,
      topic: "whose messages it gets",
      filter: "which messages it gets",
      expiration_policy: "when it is deleted by itself",
      tags: TAGS,
    },
    decisionsWhenNew: {
      push_config: "where its messages are pushed to, and as whom",
      bigquery_config: "into which table its messages are written",
      cloud_storage_config: "into which bucket its messages are written",
      dead_letter_policy: "where messages go that nobody takes",
    },
  },
  google_pubsub_schema: {
    noun: "schema of messages",
    decisions: { definition: "what messages its topics take", type: "what messages its topics take" },
    harmless: {
      new: "topics that ask for it are told",
      gone: "its topics take no messages any more, and nobody is let in",
    },
  },
  google_pubsub_lite_topic: {
    noun: "Lite topic",
    lost: "the messages that nobody has read yet",
    settings: {
      "retention_config.period": {
        strength: LASTING,
        isForNew: false,
        weaker: "messages are kept for a shorter time",
        stronger: "messages are kept longer",
      },
      "retention_config.per_partition_bytes": {
        strength: atLeast(0),
        isForNew: false,
        weaker: "fewer messages are kept, in bytes",
        stronger: "more messages are kept, in bytes",
      },
    },
    plain: ["partition_config", "reservation_config"],
    harmless: { new: "it lets nobody in; who may publish to it is told by what grants it" },
  },
  google_pubsub_lite_subscription: {
    noun: "Lite subscription",
    lost: "the messages that nobody has read yet",
    decisions: { topic: "whose messages it gets" },
    plain: ["delivery_config"],
    harmless: { new: "it lets nobody in; who may read from it is told by what grants it" },
  },
  google_pubsub_lite_reservation: {
    plain: ["throughput_capacity"],
    harmless: { new: "it is a share of machines, with no messages", gone: "topics have to give it up first" },
  },
};
