import type { ServiceCards } from "../cards/card";
import { ranked, type Setting, safeWhenOn } from "../cards/setting";

const WHICH_IMAGE = "which image it runs";
const WHICH_SCRIPT = "which script it runs when it starts";
const WHICH_NETWORK = "on which network it is";

/** What starts, and what is known of that; `at` is where the settings of shielded hosts are. */
function shielded(at: string): Readonly<Record<string, Setting>> {
  return {
    [`${at}.enable_secure_boot`]: {
      strength: safeWhenOn(false),
      isForNew: false,
      weaker: "it starts without secure boot",
      stronger: "it starts with secure boot",
    },
    [`${at}.enable_vtpm`]: {
      strength: safeWhenOn(true),
      weaker: "it cannot prove what it is",
      stronger: "it can prove what it is",
    },
    [`${at}.enable_integrity_monitoring`]: {
      strength: safeWhenOn(true),
      weaker: "it is not noticed that it starts something else",
      stronger: "it is noticed that it starts something else",
    },
  };
}

/** What is within the machine of a runtime. */
function ofMachine(names: readonly string[]): readonly string[] {
  return names.map((one) => `virtual_machine.virtual_machine_config.${one}`);
}

/** Notebooks of the first generation. */
export const NOTEBOOKS: ServiceCards = {
  google_notebooks_instance: {
    lost: "what is on its disks",
    runsAs: "service_account",
    settings: shielded("shielded_instance_config"),
    exposure: {
      no_public_ip: {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
      no_proxy_access: {
        strength: safeWhenOn(false),
        weaker: "people reach it through Google's proxy",
        stronger: "nobody reaches it through Google's proxy",
      },
    },
    decisionsWhenNew: {
      container_image: WHICH_IMAGE,
      vm_image: WHICH_IMAGE,
      post_startup_script: WHICH_SCRIPT,
      custom_gpu_driver_path: "which driver it runs",
      instance_owners: "who may log in",
      metadata: "what it is told, and what it starts",
    },
    decisions: {
      disk_encryption: "with whose key its disks are encrypted",
      network: WHICH_NETWORK,
      subnet: WHICH_NETWORK,
      tags: "which firewall rules hold for it",
      service_account_scopes: "what its tokens are good for",
      no_remove_data_disk: "whether its disk is deleted with it",
    },
    plain: [
      "accelerator_config",
      ...["boot_disk_size_gb", "boot_disk_type", "data_disk_size_gb", "data_disk_type"],
      ...["desired_state", "install_gpu_driver", "machine_type", "nic_type", "reservation_affinity"],
    ],
    harmless: {
      new: "who opens it, and what it starts, is told by its attributes; what it may do, by its account's roles",
    },
  },
  google_notebooks_runtime: {
    lost: "what is on its disks",
    settings: shielded("virtual_machine.virtual_machine_config.shielded_instance_config"),
    exposure: {
      "virtual_machine.virtual_machine_config.internal_ip_only": {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
      "access_config.access_type": {
        strength: ranked([["SERVICE_ACCOUNT"], ["SINGLE_USER"]], "SINGLE_USER"),
        weaker: "whoever may act as its account gets in",
        stronger: "only its owner gets in",
      },
    },
    decisionsWhenNew: {
      "access_config.runtime_owner": "who may log in",
      "software_config.kernels": WHICH_IMAGE,
      "virtual_machine.virtual_machine_config.container_images": WHICH_IMAGE,
      "software_config.post_startup_script": WHICH_SCRIPT,
      "software_config.custom_gpu_driver_path": "which driver it runs",
      "virtual_machine.virtual_machine_config.metadata": "what it is told, and what it starts",
    },
    decisions: {
      "software_config.post_startup_script_behavior": WHICH_SCRIPT,
      "software_config.notebook_upgrade_schedule": "when its software is renewed",
      "virtual_machine.virtual_machine_config.network": WHICH_NETWORK,
      "virtual_machine.virtual_machine_config.subnet": WHICH_NETWORK,
      "virtual_machine.virtual_machine_config.reserved_ip_range": WHICH_NETWORK,
      "virtual_machine.virtual_machine_config.tags": "which firewall rules hold for it",
      "virtual_machine.virtual_machine_config.data_disk.source": "which disk it has",
    },
    plain: [
      ...["enable_health_monitoring", "idle_shutdown", "idle_shutdown_timeout", "install_gpu_driver"].map(
        (one) => `software_config.${one}`,
      ),
      ...ofMachine(["accelerator_config", "labels", "machine_type", "nic_type"]),
      ...ofMachine(["interface", "mode", "type", "initialize_params"].map((one) => `data_disk.${one}`)),
    ],
    harmless: { new: "who opens it is told by its owner and by what grants it" },
  },
  google_notebooks_environment: {
    noun: "image of notebooks",
    decisionsWhenNew: {
      container_image: "which image notebooks run",
      vm_image: "which image notebooks run",
      post_startup_script: "which script notebooks run when they start",
    },
    harmless: {
      new: "no notebook runs it yet; what those that will run is told",
      gone: "notebooks that run it stay as they are",
    },
  },
};
