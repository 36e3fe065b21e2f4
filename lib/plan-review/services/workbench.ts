import { type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

/** Notebooks. */
export const WORKBENCH: ServiceCards = {
  google_workbench_instance: {
    lost: "what is on its disks",
    runsAs: "gce_setup.service_accounts.email",
    settings: {
      "gce_setup.shielded_instance_config.enable_integrity_monitoring": {
        strength: safeWhenOn(true),
        weaker: "it is not noticed that it starts something else",
        stronger: "it is noticed that it starts something else",
      },
      "gce_setup.shielded_instance_config.enable_vtpm": {
        strength: safeWhenOn(true),
        weaker: "it cannot prove what it is",
        stronger: "it can prove what it is",
      },

      enable_deletion_protection: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "it can be deleted at once",
        stronger: "it cannot be deleted as long as that is on",
      },
      "gce_setup.shielded_instance_config.enable_secure_boot": {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "it starts without secure boot",
        stronger: "it starts with secure boot",
      },
    },
    decisionsWhenNew: {
      enable_third_party_identity: "who may log in",
      instance_owners: "who may log in",
      "gce_setup.container_image": "which image it runs",
      "gce_setup.metadata": "what it is told, and what it starts",
      "gce_setup.vm_image": "which image it runs",
    },
    decisions: {
      enable_managed_euc: "as whom its code runs",
      "gce_setup.confidential_instance_config": "whether its memory is encrypted",
      "gce_setup.data_disks.disk_encryption": "with whose key its disks are encrypted",
      "gce_setup.boot_disk.disk_encryption": "with whose key its disks are encrypted",
      "gce_setup.network_interfaces": "on which network it is, and by which address it is reached",
      "gce_setup.tags": "which firewall rules hold for it",
    },
    plain: [
      "desired_state",
      "gce_setup.accelerator_configs",
      "gce_setup.boot_disk.disk_size_gb",
      "gce_setup.boot_disk.disk_type",
      "gce_setup.data_disks.disk_size_gb",
      "gce_setup.data_disks.disk_type",
      "gce_setup.data_disks.resource_policies",
      "gce_setup.machine_type",
      "gce_setup.min_cpu_platform",
      "gce_setup.reservation_affinity",
    ],
    harmless: {
      new: "who opens it, and what it starts, is told by its attributes; what it may do, by its account's roles",
    },
    exposure: {
      "gce_setup.enable_ip_forwarding": {
        strength: safeWhenOff(false),
        weaker: "it passes on packets of others",
        stronger: "it passes on no packets of others",
      },

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
};
