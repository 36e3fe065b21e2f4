import type { ResourceCard, ServiceCards } from "../cards/card";

const TAGS = { "params.resource_manager_tags": "by which tags conditions of roles find it" };
const ONLY_ROOM = "it is room for hosts, and lets nobody in";

const ROOM: ResourceCard = { harmless: { new: ONLY_ROOM, gone: ONLY_ROOM } };

/** Room that is kept for hosts, and the machines that they are on. */
export const COMPUTE_CAPACITY: ServiceCards = {
  google_compute_reservation: {
    ...ROOM,
    plain: ["delete_after_duration", "delete_at_time", "specific_reservation", "specific_reservation_required"],
    decisions: {
      ...TAGS,
      reservation_sharing_policy: "which services use it",
      share_settings: "which projects use it",
    },
  },
  google_compute_region_commitment: {
    ...ROOM,
    plain: ["auto_renew", "category", "existing_reservations", "license_resource", "plan", "resources", "type"],
    decisions: TAGS,
  },
  google_compute_node_template: {
    ...ROOM,
    plain: ["accelerators", "cpu_overcommit_type", "disks", "node_type", "node_type_flexibility", "server_binding"],
    decisions: { node_affinity_labels: "which hosts are put on its machines" },
  },
  google_compute_node_group: {
    ...ROOM,
    plain: ["autoscaling_policy", "initial_size", "maintenance_policy", "maintenance_window"],
    decisions: {
      node_template: "which hosts are put on its machines",
      share_settings: "which projects put hosts on its machines",
    },
  },
  google_compute_interconnect_group: {
    harmless: {
      new: "it only sums up connections, which are told",
      gone: "it only sums up connections, which are told",
    },
    plain: ["intent", "interconnects"],
  },
  google_compute_interconnect_attachment_group: {
    harmless: {
      new: "it only sums up connections, which are told",
      gone: "it only sums up connections, which are told",
    },
    plain: ["attachments", "intent"],
    decisions: { interconnect_group: "which connections it sums up" },
  },
};
