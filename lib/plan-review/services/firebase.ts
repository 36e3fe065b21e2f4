import { type ServiceCards } from "../cards/card";

/** Rules that say who of the public reads and writes documents and files. */
export const FIREBASE: ServiceCards = {
  google_firebaserules_release: {
    noun: "release of rules",
    guard: {
      isGuard: true,
      fields: ["name", "ruleset_name"],
      does: "says who reads and writes documents or files",
      guards: () => undefined,
    },
  },
  google_firebaserules_ruleset: {
    noun: "set of rules",
    decisionsWhenNew: { source: "who reads and writes documents or files" },
    harmless: {
      new: "its rules are told by its source, and are in force once they are released",
      gone: "Google deletes no rules that are in force",
    },
  },
};
