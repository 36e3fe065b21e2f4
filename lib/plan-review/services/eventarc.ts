import { type ServiceCards } from "../cards/card";

/** What is called when something happens. */
export const EVENTARC: ServiceCards = {
  google_eventarc_trigger: {
    noun: "event trigger",
    runsAs: "service_account",
    decisionsWhenNew: { destination: "what it calls", "transport.pubsub.topic": "from which topic it takes events" },
    decisions: { matching_criteria: "which events it passes on", channel: "from where it takes events" },
    plain: ["event_data_content_type", "retry_policy"],
    harmless: { new: "what it calls is told by its attributes", gone: "it calls nothing any more" },
  },
  google_eventarc_google_channel_config: { harmless: { new: "with which key events are encrypted is told" } },
};
