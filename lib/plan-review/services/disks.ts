import type { TerraformFields } from "../../terraform";
import { isAbsent } from "../../terraform/resource-values";
import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

const TAGS = "by which tags conditions of roles find it";
const CONTENT = "what is on it when it is made";
const KEY = "by which key it is encrypted, or as whom that is used";
const SOURCE_KEY = "with which key what it is made from is read";

/** What is on a disk is told by what it is made from; who may use it, by what grants it. */
const DISK: ResourceCard = {
  noun: "disk",
  lost: "its data",
  plain: ["physical_block_size_bytes", "provisioned_iops", "provisioned_throughput", "size", "type"],
  harmless: { new: "no host has it yet, and who may use it is told by what grants it" },
  decisions: {
    access_mode: "how many hosts may write to it",
    create_snapshot_before_destroy: "whether a copy is made before it goes",
    create_snapshot_before_destroy_prefix: "what the copy is called that is made before it goes",
    image: CONTENT,
    licenses: "under which licenses it is",
    snapshot: CONTENT,
    source_disk: CONTENT,
    "async_primary_disk.disk": CONTENT,
    "disk_encryption_key.raw_key": KEY,
    "disk_encryption_key.rsa_encrypted_key": KEY,
    "guest_os_features.type": "what the system on it is told of its machine",
    source_image_encryption_key: SOURCE_KEY,
    source_snapshot_encryption_key: SOURCE_KEY,
  },
};

const IMAGE_KEYS = ["image_encryption_key", "source_disk_encryption_key", "source_image_encryption_key"];

const COPY_DISKS: ResourceCard = {
  guard: { isGuard: true, fields: ["disk"], does: "has copies of a disk made" },
};

/** Disks, copies of them, and images. */
export const DISKS: ServiceCards = {
  google_compute_disk: {
    ...DISK,
    plain: [...(DISK.plain ?? []), "architecture", "storage_pool"],
    decisions: {
      ...DISK.decisions,
      source_instant_snapshot: CONTENT,
      source_storage_object: CONTENT,
      "disk_encryption_key.kms_key_service_account": KEY,
      "params.resource_manager_tags": TAGS,
    },
    settings: {
      enable_confidential_compute: {
        strength: safeWhenOn(false),
        weaker: "it is not encrypted for one host alone",
        stronger: "it is encrypted for one host alone",
      },
    },
  },
  google_compute_region_disk: { ...DISK, plain: [...(DISK.plain ?? []), "replica_zones"] },
  google_compute_snapshot: {
    noun: "snapshot",
    lost: "its data",
    plain: ["chain_name", "snapshot_type"],
    harmless: { new: "who may read it is told by what grants it" },
    decisions: {
      source_disk: "of what it is a copy",
      source_instant_snapshot: "of what it is a copy",
      storage_locations: "where its data are kept",
      "params.resource_manager_tags": TAGS,
      snapshot_encryption_key: KEY,
      source_disk_encryption_key: SOURCE_KEY,
    },
  },
  google_compute_instant_snapshot: {
    noun: "snapshot",
    lost: "its data",
    harmless: { new: "who may read it is told by what grants it" },
    decisions: { source_disk: "of what it is a copy", "params.resource_manager_tags": TAGS },
  },
  google_compute_region_instant_snapshot: {
    noun: "snapshot",
    lost: "its data",
    harmless: { new: "who may read it is told by what grants it" },
    decisions: { source_disk: "of what it is a copy", "params.resource_manager_tags": TAGS },
  },
  google_compute_image: {
    noun: "image",
    lost: "the image",
    plain: ["disk_size_gb"],
    harmless: { new: "no host runs it yet; those that will are told" },
    decisionsWhenNew: {
      family: "which hosts run it by the name of its family",
    },
    decisions: {
      licenses: "under which licenses it is",
      source_disk: CONTENT,
      source_image: CONTENT,
      source_snapshot: CONTENT,
      storage_locations: "where it is kept",
      "guest_os_features.type": "what the system on it is told of its machine",
      "params.resource_manager_tags": TAGS,
      raw_disk: CONTENT,
      shielded_instance_initial_state: "whose signatures hosts take when they start",
      ...Object.fromEntries([...IMAGE_KEYS, "source_snapshot_encryption_key"].map((one) => [one, KEY])),
    },
  },
  google_compute_machine_image: { noun: "machine image", lost: "the image" },
  google_compute_disk_async_replication: {
    guard: { isGuard: true, fields: ["primary_disk", "secondary_disk"], does: "keeps a copy of a disk elsewhere" },
  },
  ...alike(
    ["google_compute_disk_resource_policy_attachment", "google_compute_region_disk_resource_policy_attachment"],
    COPY_DISKS,
  ),
  google_compute_resource_policy_attachment: {
    harmless: { new: "it says when a host runs, or where", gone: "it says when a host runs, or where" },
    plain: ["instance"],
  },
  google_compute_attached_disk: {
    noun: "disk of a host",
    link: { leads: "a host reads a disk", fields: ["disk", "instance", "mode"] },
    plain: ["device_name", "interface"],
  },
  google_compute_resource_policy: {
    guard: {
      isGuard: true,
      fields: ["snapshot_schedule_policy"],
      does: "has copies of disks made",
      // The others say when and where hosts run.
      compare: (...sides) => (sides.some(copiesDisks) ? undefined : "same"),
    },
    plain: ["disk_consistency_group_policy", "group_placement_policy", "instance_schedule_policy", "workload_policy"],
  },
  google_compute_snapshot_settings: {
    decisionsWhenNew: { storage_location: "where copies of disks are kept" },
    harmless: { new: "where copies are kept is told", gone: "copies that are there stay where they are" },
  },
  google_compute_storage_pool: {
    lost: "the room of its disks",
    plain: [
      "capacity_provisioning_type",
      "performance_provisioning_type",
      "pool_provisioned_capacity_gb",
      "pool_provisioned_iops",
      "pool_provisioned_throughput",
      "storage_pool_type",
    ],
    decisions: { "params.resource_manager_tags": TAGS },
    harmless: { new: "it is room for disks" },
  },
};

function copiesDisks(body: TerraformFields | undefined): boolean {
  return body !== undefined && !isAbsent(body.snapshot_schedule_policy);
}
