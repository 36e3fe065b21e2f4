import type { TerraformFields } from "../../terraform";
import { textAt } from "../../terraform/resource-values";
import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn, type Setting, type Strength } from "../cards/setting";

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

/** What hosts and their templates have in common. */
const HOST: ResourceCard = {
  runsAs: "service_account.email",
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
    can_ip_forward: {
      strength: safeWhenOff(false),
      weaker: "hosts may send and take packets of others",
      stronger: "hosts may no longer send and take packets of others",
    },
    "metadata.enable-oslogin": {
      // A host that says nothing is as its project has it.
      strength: { ...ON_OR_OFF, of: (value) => (value === undefined ? 0.5 : ON_OR_OFF.of(value)) },
      weaker: "OS Login is off, or as the project has it: keys in metadata may let people in",
      stronger: "only OS Login lets people in, or it is as the project has it",
    },
    ...METADATA,
  },
};

const PROJECT_METADATA: Readonly<Record<string, Setting>> = {
  "metadata.enable-oslogin": {
    strength: ON_OR_OFF,
    weaker: "OS Login is off: keys in metadata let people in",
    stronger: "only OS Login lets people in",
  },
  ...METADATA,
};

/** Hosts, their templates, disks and images, and the metadata of projects. */
export const COMPUTE_HOSTS: ServiceCards = {
  google_compute_instance: {
    ...HOST,
    lost: (body) => (textAt(body, "boot_disk.auto_delete") === "false" ? undefined : "what is on its boot disk"),
  },
  ...alike(
    [
      "google_compute_instance_template",
      "google_compute_region_instance_template",
      "google_compute_instance_from_template",
    ],
    HOST,
  ),
  google_compute_project_metadata: {
    settings: PROJECT_METADATA,
    // A project stays when its metadata go.
    seenAs: (body, side) => (side === "after" ? (body ?? {}) : body),
  },
  google_compute_project_metadata_item: { settings: PROJECT_METADATA, seenAs: asMetadata },
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
  ...alike(["google_compute_disk", "google_compute_region_disk", "google_compute_snapshot"], { lost: "its data" }),
  ...alike(["google_compute_image", "google_compute_machine_image"], { lost: "the image" }),
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
