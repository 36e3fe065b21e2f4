import { alike, type ServiceCards } from "../cards/card";
import { atLeast, safeWhenOff, safeWhenOn, type Setting } from "../cards/setting";

const RETENTION: Readonly<Record<string, Setting>> = {
  retention_days: {
    strength: atLeast(30),
    weaker: "logs are kept for fewer days",
    stronger: "logs are kept for more days",
  },
};

/** Where logs are kept, sent and thrown away. */
export const LOGGING: ServiceCards = {
  google_logging_project_bucket_config: {
    lost: "its logs",
    settings: {
      ...RETENTION,
      locked: {
        strength: safeWhenOn(false),
        weaker: "how long logs are kept is no longer locked",
        stronger: "how long logs are kept is locked",
      },
    },
  },
  ...alike(["google_logging_folder_bucket_config", "google_logging_organization_bucket_config"], {
    lost: "its logs",
    settings: RETENTION,
  }),
  google_logging_billing_account_bucket_config: { settings: RETENTION },
  ...alike(["google_logging_project_sink", "google_logging_billing_account_sink"], {
    noun: "log sink",
    guard: {
      isGuard: true,
      fields: ["destination", "filter", "exclusions"],
      does: "sends logs to where they are kept",
    },
    settings: {
      disabled: {
        strength: safeWhenOff(false),
        weaker: "logs are no longer sent there",
        stronger: "logs are sent there again",
      },
    },
  }),
  ...alike(["google_logging_folder_sink", "google_logging_organization_sink"], {
    noun: "log sink",
    guard: {
      isGuard: true,
      fields: ["destination", "filter", "exclusions", "include_children", "intercept_children"],
      does: "sends logs to where they are kept",
    },
    settings: {
      disabled: {
        strength: safeWhenOff(false),
        weaker: "logs are no longer sent there",
        stronger: "logs are sent there again",
      },
    },
  }),
  ...alike(
    [
      "google_logging_project_exclusion",
      "google_logging_folder_exclusion",
      "google_logging_organization_exclusion",
      "google_logging_billing_account_exclusion",
    ],
    {
      noun: "log exclusion",
      guard: { isGuard: false, fields: ["filter"], does: "throws logs away" },
      settings: {
        disabled: {
          strength: safeWhenOn(false),
          weaker: "logs that it excludes are thrown away again",
          stronger: "it no longer throws logs away",
        },
      },
    },
  ),
};
