import { alike, type ServiceCards } from "../cards/card";

/**
 * Tags: conditions of roles, organisation policies, deny policies and firewall rules look at them, so that one which
 * comes or goes may let in as well as keep out.
 *
 * @see https://cloud.google.com/resource-manager/docs/tags/tags-overview
 */
export const TAGS: ServiceCards = {
  ...alike(["google_tags_tag_binding", "google_tags_location_tag_binding"], {
    noun: "tag binding",
    guard: {
      isGuard: true,
      fields: ["parent", "tag_value"],
      does: "decides which conditional roles, policies and firewall rules hold for what it is on",
      decides: "which conditional roles, policies and firewall rules hold for what it is on",
      guards: () => undefined,
    },
  }),
  google_tags_tag_key: {
    noun: "tag key",
    decisions: {
      parent: "whose tags it holds",
      short_name: "by what conditions know it",
      allowed_values_regex: "what values it may have",
      purpose: "whether firewall rules look at it",
      purpose_data: "on which network firewall rules look at it",
    },
    harmless: {
      new: "nothing has a value of it yet; what gets one is told by the binding",
      gone: "Google deletes no key that has a value left",
    },
  },
  google_tags_tag_value: {
    noun: "tag value",
    decisions: { parent: "of which tag it is a value", short_name: "by what conditions know it" },
    harmless: {
      new: "nothing has it yet; what gets it is told by the binding",
      gone: "Google deletes no value that something still has; what loses it is told by the binding",
    },
  },
};
