import { type ServiceCards } from "../cards/card";

/** Where personal data is looked for, and how it is hidden. */
export const DATA_LOSS_PREVENTION: ServiceCards = {
  google_data_loss_prevention_deidentify_template: {
    noun: "template for hiding data",
    guard: { isGuard: true, fields: ["deidentify_config"], does: "says how personal data is hidden" },
    plain: ["parent"],
  },
  google_data_loss_prevention_inspect_template: {
    noun: "template for finding data",
    guard: { isGuard: true, fields: ["inspect_config"], does: "says what personal data is looked for" },
    plain: ["allow_limited_availability_info_types", "parent"],
  },
  google_data_loss_prevention_discovery_config: {
    noun: "search for personal data",
    guard: {
      isGuard: true,
      fields: ["inspect_templates", "status", "org_config", "other_cloud_starting_location", "targets"],
      does: "looks for personal data",
    },
    decisionsWhenNew: { actions: "where what it finds goes" },
    plain: ["parent"],
  },
  google_data_loss_prevention_job_trigger: {
    noun: "search for personal data",
    guard: { isGuard: true, fields: ["inspect_job", "status", "triggers"], does: "looks for personal data" },
    decisionsWhenNew: { "inspect_job.actions": "where what it finds goes" },
    plain: ["parent"],
  },
  google_data_loss_prevention_stored_info_type: {
    noun: "kind of personal data",
    guard: {
      isGuard: true,
      fields: ["dictionary", "large_custom_dictionary", "regex"],
      does: "says what personal data looks like",
    },
    plain: ["parent"],
  },
};
