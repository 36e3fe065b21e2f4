import { alike, type ServiceCards } from "../cards/card";

/** Topics and subscriptions. */
export const PUBSUB: ServiceCards = {
  ...alike(["google_pubsub_topic", "google_pubsub_subscription"], { lost: "the messages that nobody has read yet" }),
};
