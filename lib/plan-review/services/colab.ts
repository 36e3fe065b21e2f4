import { type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

/** Notebooks of Colab Enterprise, run by hand or by themselves. */
export const COLAB: ServiceCards = {
  google_colab_runtime_template: {
    noun: "template of notebooks",
    settings: {
      "shielded_vm_config.enable_secure_boot": {
        strength: safeWhenOn(false),
        weaker: "notebooks start without secure boot",
        stronger: "notebooks start with secure boot",
        isForNew: false,
      },
    },
    exposure: {
      "network_spec.enable_internet_access": {
        strength: safeWhenOff(false),
        weaker: "notebooks reach the internet",
        stronger: "notebooks do not reach the internet",
        isForNew: true,
      },
    },
    decisionsWhenNew: {
      software_config: "what notebooks run when they start, and what they are told",
    },
    decisions: {
      "network_spec.network": "on which network notebooks are",
      "network_spec.subnetwork": "on which network notebooks are",
      network_tags: "which firewall rules hold for notebooks",
      euc_config: "as whom notebooks run",
    },
    plain: ["data_persistent_disk_spec", "idle_shutdown_config", "machine_spec"],
    harmless: {
      new: "nobody has a notebook by it yet; who may make one is told by what grants it",
      gone: "notebooks that are there stay",
    },
  },
  google_colab_runtime: {
    lost: "what is on its disk",
    decisionsWhenNew: {
      runtime_user: "whose notebook it is",
    },
    decisions: {
      notebook_runtime_template_ref: "how it is set up",
      desired_state: "whether it runs",
    },
    plain: ["auto_upgrade"],
    harmless: { new: "how it is set up is told by its template; whose it is, by its user" },
  },
  google_colab_notebook_execution: {
    noun: "run of a notebook",
    runsAs: "service_account",
    decisionsWhenNew: {
      execution_user: "as whom it runs",
      custom_environment_spec: "on which network and machine it runs",
      dataform_repository_source: "what code it runs",
      direct_notebook_source: "what code it runs",
      gcs_notebook_source: "what code it runs",
      gcs_output_uri: "where its results go",
    },
    decisions: {
      workbench_runtime: "where it runs",
      notebook_runtime_template_resource_name: "how it is set up",
    },
    plain: ["execution_timeout", "notebook_execution_job_id"],
    harmless: {
      new: "what it runs is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
