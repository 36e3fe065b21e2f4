import type { ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Folders that are kept within a regime. */
export const ASSURED_WORKLOADS: ServiceCards = {
  google_assured_workloads_workload: {
    noun: "assured workload",
    guard: {
      isGuard: true,
      fields: ["compliance_regime", "partner", "provisioned_resources_parent"],
      does: "keeps what is in its folder within a regime",
    },
    settings: {
      enable_sovereign_controls: {
        strength: safeWhenOn(false),
        weaker: "Google's people get in without your leave",
        stronger: "Google's people need your leave",
      },
      violation_notifications_enabled: {
        strength: safeWhenOn(true),
        weaker: "nobody is told of what breaks the regime",
        stronger: "people are told of what breaks the regime",
      },
    },
    decisionsWhenNew: {
      partner_permissions: "what the partner sees, and lets in,",
      resource_settings: "what Google makes for it",
    },
    decisions: {
      kms_settings: "when its key is rotated",
      partner_services_billing_account: "who pays the partner",
      workload_options: "who asks why keys are used",
    },
  },
};
