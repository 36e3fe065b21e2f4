import type { ServiceCards } from "../cards/card";

const TRANSFORMS = {
  message_transforms: "what code changes its messages, or which model reads them",
} as const;

const TAGS = "by which tags conditions of roles and policies find it";

/** Topics and subscriptions. */
export const PUBSUB: ServiceCards = {
  google_pubsub_topic: {
    lost: "the messages that nobody has read yet",
    plain: ["message_retention_duration"],
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
    plain: [
      "ack_deadline_seconds",
      "enable_exactly_once_delivery",
      "enable_message_ordering",
      "message_retention_duration",
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
};
