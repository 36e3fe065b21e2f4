import type { TerraformFields } from "../../terraform";
import { textAt } from "../../terraform/resource-values";
import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn, type Setting, type Strength } from "../cards/setting";

const ON_OR_OFF = written(safeWhenOn(false));

/** What metadata say, of a host or of a project, about who gets into hosts. */
const METADATA: Readonly<Record<string, Setting>> = {
  "metadata.enable-oslogin-2fa": {
    strength: written(safeWhenOn(false)),
    weaker: "people need no second factor to log in",
    stronger: "people need a second factor to log in",
  },
  "metadata.block-project-ssh-keys": {
    strength: written(safeWhenOn(false)),
    weaker: "the project's SSH keys let people in",
    stronger: "the project's SSH keys let nobody in",
  },
  "metadata.serial-port-enable": {
    strength: written(safeWhenOff(false)),
    isForNew: true,
    weaker: "the serial port lets people in from anywhere",
    stronger: "the serial port lets nobody in",
  },
};

const OS_LOGIN: Setting = {
  // A host that says nothing is as its project has it.
  strength: { ...ON_OR_OFF, of: (value) => (value === undefined ? 0.5 : ON_OR_OFF.of(value)) },
  weaker: "OS Login is off, or as the project has it: keys in metadata may let people in",
  stronger: "only OS Login lets people in, or it is as the project has it",
};

/** What a host is built of: it lets nobody in, and its scripts, identity, disks and network are told. */
const BUILT_OF = [
  "machine_type",
  "min_cpu_platform",
  "advanced_machine_features.performance_monitoring_unit",
  "advanced_machine_features.threads_per_core",
  "advanced_machine_features.turbo_mode",
  "advanced_machine_features.visible_core_count",
  "guest_accelerator",
  "network_interface.igmp_query",
  "network_interface.nic_type",
  "network_interface.queue_count",
  "network_interface.access_config.network_tier",
  "network_interface.ipv6_access_config.network_tier",
  "network_performance_config",
  "reservation_affinity",
  "scheduling",
];

const NAMES_OF_ADDRESSES = ["access_config", "ipv6_access_config"].map(
  (name) => `network_interface.${name}.public_ptr_domain_name`,
);

const INSIDE = "it is one of the network's own addresses; firewall rules say who reaches it";

/** What decides of a host which no value makes safer. */
const HOST_DECISIONS = {
  "advanced_machine_features.enable_nested_virtualization": "whether it can run hosts of its own",
  "advanced_machine_features.enable_uefi_networking": "whether it can start over the network",
  "confidential_instance_config.confidential_instance_type": "how its memory is encrypted",
  "network_interface.vlan": "to which part of the network it is tied",
  "scheduling.instance_termination_action": "whether it is deleted when its time is over",
  "scheduling.node_affinities": "on which nodes it runs, alone or beside others",
  resource_policies: "which policies start and stop it, or copy its disks",
  workload_identity_config: "as whom its workloads run",
} as const;

const TAGS = "by which tags firewall policies and conditions of roles find it";
const KEY_OF_DISKS = "by which key its disks are encrypted, or as whom that is used";
const KEY_OF_SOURCE = "with which key what it starts from is read";

/** What decides of the disks of a host that is there. */
const DISKS_OF_HOST = {
  ...Object.fromEntries(
    ["boot_disk", "attached_disk"].flatMap((disk) =>
      ["disk_encryption_key_raw", "disk_encryption_key_rsa", "disk_encryption_service_account"].map((one) => [
        `${disk}.${one}`,
        KEY_OF_DISKS,
      ]),
    ),
  ),
  "attached_disk.source": "which disks it has",
  "boot_disk.source": "from which disk it starts",
  "boot_disk.guest_os_features": "what its system may do",
  "boot_disk.initialize_params.enable_confidential_compute": "how its disk is encrypted",
  "boot_disk.initialize_params.image": "from which image it starts",
  "boot_disk.initialize_params.resource_manager_tags": TAGS,
  "boot_disk.initialize_params.resource_policies": "which policies copy its disk",
  "boot_disk.initialize_params.snapshot": "from which snapshot it starts",
  "boot_disk.initialize_params.source_image_encryption_key": KEY_OF_SOURCE,
  "boot_disk.initialize_params.source_snapshot_encryption_key": KEY_OF_SOURCE,
  "instance_encryption_key.kms_key_service_account": KEY_OF_DISKS,
  "params.resource_manager_tags": TAGS,
} as const;

const PLAIN_OF_HOST = [
  ...BUILT_OF,
  ...NAMES_OF_ADDRESSES,
  "allow_stopping_for_update",
  "desired_status",
  "hostname",
  "network_interface.ipv6_access_config.external_ipv6_prefix_length",
  "network_interface.ipv6_access_config.name",
  ...["auto_delete", "device_name", "force_attach", "interface", "mode"].map((name) => `boot_disk.${name}`),
  ...["device_name", "force_attach", "mode"].map((name) => `attached_disk.${name}`),
  ...["architecture", "labels", "provisioned_iops", "provisioned_throughput", "replica_zones", "size", "type"].map(
    (name) => `boot_disk.initialize_params.${name}`,
  ),
  "boot_disk.initialize_params.storage_pool",
  "scratch_disk",
];

/** What hosts and their templates have in common. */
const HOST: ResourceCard = {
  runsAs: "service_account.email",
  plain: BUILT_OF,
  harmless: {
    "network_interface.internal_ipv6_prefix_length": INSIDE,
    "network_interface.subnetwork_project": "which subnet it is on is told",
  },
  settings: {
    "shielded_instance_config.enable_secure_boot": {
      strength: safeWhenOn(false),
      weaker: "hosts may start anything: secure boot is off",
      stronger: "hosts start only what is signed",
    },
    "shielded_instance_config.enable_vtpm": {
      strength: safeWhenOn(true),
      weaker: "hosts lose their virtual TPM",
      stronger: "hosts have a virtual TPM",
    },
    "shielded_instance_config.enable_integrity_monitoring": {
      strength: safeWhenOn(true),
      weaker: "what hosts start is no longer measured",
      stronger: "what hosts start is measured",
    },
    "confidential_instance_config.enable_confidential_compute": {
      strength: safeWhenOn(false),
      weaker: "memory is no longer encrypted",
      stronger: "memory is encrypted",
    },
    key_revocation_action_type: {
      strength: ranked([["NONE"], ["STOP"]], "NONE"),
      weaker: "hosts go on running when the key of their disks is revoked",
      stronger: "hosts stop when the key of their disks is revoked",
    },
    can_ip_forward: {
      strength: safeWhenOff(false),
      weaker: "hosts may send and take packets of others",
      stronger: "hosts may no longer send and take packets of others",
    },
    "metadata.enable-oslogin": OS_LOGIN,
    ...METADATA,
  },
};

/** A zone that says nothing is as its project has it. */
const ZONE_METADATA: Readonly<Record<string, Setting>> = Object.fromEntries(
  Object.entries({ ...METADATA, "metadata.enable-oslogin": OS_LOGIN }).map(([path, setting]) => [
    path.replace("metadata.", "metadata.items."),
    setting,
  ]),
);

const PROJECT_METADATA: Readonly<Record<string, Setting>> = {
  "metadata.enable-oslogin": {
    strength: ON_OR_OFF,
    weaker: "OS Login is off: keys in metadata let people in",
    stronger: "only OS Login lets people in",
  },
  ...METADATA,
};

/** Hosts, their templates, and the metadata of projects. */
export const COMPUTE_HOSTS: ServiceCards = {
  google_compute_instance: {
    ...HOST,
    plain: PLAIN_OF_HOST,
    decisions: {
      ...HOST_DECISIONS,
      ...DISKS_OF_HOST,
      enable_display: "whether it has a screen that people can look at",
    },
    lost: (body) => (textAt(body, "boot_disk.auto_delete") === "false" ? undefined : "what is on its boot disk"),
  },
  ...alike(["google_compute_instance_template", "google_compute_region_instance_template"], {
    ...HOST,
    harmless: { ...HOST.harmless, gone: "what ran on it no longer runs, and nobody is let in by that" },
    plain: [
      ...BUILT_OF,
      "instance_description",
      ...["architecture", "auto_delete", "boot", "device_name", "disk_name", "disk_size_gb", "disk_type"].map(
        (name) => `disk.${name}`,
      ),
      ...["interface", "labels", "mode", "provisioned_iops", "provisioned_throughput", "type"].map(
        (name) => `disk.${name}`,
      ),
      "disk.storage_pool",
    ],
    decisions: {
      ...HOST_DECISIONS,
      "disk.source": "from which disk its hosts start",
      "disk.source_image": "from which image its hosts start",
      "disk.source_snapshot": "from which snapshot its hosts start",
      "disk.guest_os_features": "what the system of its hosts may do",
      "disk.resource_policies": "which policies copy the disks of its hosts",
      "disk.disk_encryption_key.kms_key_service_account": KEY_OF_DISKS,
      "disk.resource_manager_tags": TAGS,
      "disk.source_image_encryption_key": KEY_OF_SOURCE,
      "disk.source_snapshot_encryption_key": KEY_OF_SOURCE,
      resource_manager_tags: TAGS,
    },
  }),
  google_compute_instance_from_template: {
    ...HOST,
    plain: PLAIN_OF_HOST,
    lost: "what is on its boot disk",
    decisions: {
      ...HOST_DECISIONS,
      ...DISKS_OF_HOST,
      enable_display: "whether it has a screen that people can look at",
    },
    decisionsWhenNew: { source_instance_template: "from which template it is made" },
  },
  google_compute_instance_settings: {
    noun: "settings of all hosts of a zone",
    settings: ZONE_METADATA,
    lost: "what its metadata say",
  },
  google_compute_project_metadata: {
    settings: PROJECT_METADATA,
    // A project stays when its metadata go.
    seenAs: (body, side) => (side === "after" ? (body ?? {}) : body),
  },
  google_compute_project_metadata_item: { settings: PROJECT_METADATA, seenAs: asMetadata },
  google_os_login_ssh_public_key: {
    decisions: { expiration_time_usec: "until when it lets somebody in" },
  },
  google_tpu_v2_vm: {
    exposure: {
      "network_config.enable_external_ips": {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
    },
  },
};

/** An item of a project's metadata is new only where the project has none of that name. */
function asMetadata({ project, key, value }: TerraformFields = {}): TerraformFields {
  return { project, metadata: typeof key === "string" ? { [key]: value } : key };
}

/** Metadata are texts, in any case. */
function written(strength: Strength): Strength {
  return { ...strength, of: (value) => strength.of(typeof value === "string" ? yesOrNo(value) : value) };
}

/** @see https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys#boolean */
function yesOrNo(text: string): string {
  if (/^(y|yes|true|1)$/i.test(text)) return "true";
  return /^(n|no|false|0)$/i.test(text) ? "false" : text;
}
