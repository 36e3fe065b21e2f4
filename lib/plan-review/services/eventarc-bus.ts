import { type ServiceCards } from "../cards/card";
import { ranked, type Setting } from "../cards/setting";

const SEVERITIES = ["NONE", "EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"];

/** From which severity on it logs what it does; NONE logs nothing. */
const LOGS: Readonly<Record<string, Setting>> = {
  "logging_config.log_severity": {
    strength: ranked(
      SEVERITIES.map((one) => [one]),
      "NONE",
    ),
    weaker: "less of what it does is logged",
    stronger: "more of what it does is logged",
  },
};

/** Buses of events, and where what is on them goes. */
export const EVENTARC_BUS: ServiceCards = {
  google_eventarc_message_bus: {
    lost: "the events that nobody has got yet",
    plain: ["annotations"],
    settings: LOGS,
    harmless: { new: "who writes to it, and reads from it, is told by what grants it" },
  },
  google_eventarc_pipeline: {
    decisionsWhenNew: { destinations: "where events are sent to, and as whom" },
    decisions: {
      mediations: "what code changes events",
      input_payload_format: "which events it takes",
      retry_policy: "for how long it tries",
    },
    plain: ["annotations"],
    settings: LOGS,
    harmless: {
      new: "where it sends to is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_eventarc_enrollment: {
    decisionsWhenNew: { destination: "where events go" },
    decisions: { cel_match: "which events go there", message_bus: "whose events go there" },
    plain: ["annotations"],
    harmless: {
      new: "where events go is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_eventarc_google_api_source: {
    decisionsWhenNew: { destination: "to which bus events go" },
    plain: ["annotations"],
    settings: LOGS,
    harmless: {
      new: "to which bus events go is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_eventarc_channel: {
    decisionsWhenNew: { third_party_provider: "who may send events to it" },
    harmless: {
      new: "who sends to it is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
