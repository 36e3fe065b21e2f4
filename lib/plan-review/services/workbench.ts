import { type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

/** Notebooks. */
export const WORKBENCH: ServiceCards = {
  google_workbench_instance: {
    lost: "what is on its disks",
    runsAs: "gce_setup.service_accounts.email",
    exposure: {
      "gce_setup.disable_public_ip": {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
      disable_proxy_access: {
        strength: safeWhenOn(false),
        weaker: "people reach it through Google's proxy",
        stronger: "nobody reaches it through Google's proxy",
      },
    },
  },
  google_notebooks_instance: {
    lost: "what is on its disks",
    runsAs: "service_account",
    exposure: {
      no_public_ip: {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
    },
  },
  google_colab_runtime_template: {
    exposure: {
      "network_spec.enable_internet_access": {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "notebooks reach the internet",
        stronger: "notebooks do not reach the internet",
      },
    },
  },
  google_colab_runtime: { lost: "what is on its disk" },
};
