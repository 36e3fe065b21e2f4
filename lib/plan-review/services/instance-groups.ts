import { alike, type ResourceCard, type ServiceCards } from "../cards/card";

const STATEFUL = "what of its hosts stays when they are made anew";

const POLICY = [
  "minimal_action",
  "most_disruptive_allowed_action",
  "replacement_method",
  "type",
  ...["max_surge", "max_unavailable"].flatMap((one) => [`${one}_fixed`, `${one}_percent`]),
].map((one) => `update_policy.${one}`);

/** Its hosts are as their template says, and the template is told. */
const MANAGER: ResourceCard = {
  noun: "group of hosts",
  lost: "its hosts, and what is on their disks",
  decisionsWhenNew: {
    "version.instance_template": "what its hosts run, and who gets in",
    all_instances_config: "what its hosts run beside what their template says",
  },
  decisions: {
    named_port: "which ports of its hosts load balancers lead to",
    target_pools: "before which hosts load balancers stand",
    stateful_disk: STATEFUL,
    stateful_external_ip: STATEFUL,
    stateful_internal_ip: STATEFUL,
  },
  plain: [
    ...POLICY,
    "auto_healing_policies.initial_delay_sec",
    "base_instance_name",
    "instance_lifecycle_policy",
    "list_managed_instances_results",
    "resource_policies.workload_policy",
    "standby_policy",
    "target_size",
    "target_size_policy",
    "target_stopped_size",
    "target_suspended_size",
    "version.name",
    "version.target_size",
    "wait_for_instances",
    "wait_for_instances_status",
  ],
  harmless: {
    new: "what its hosts are is told of their template",
    "auto_healing_policies.health_check": "it says which hosts are made anew because they fail",
  },
};

const AUTOSCALER: ResourceCard = {
  plain: ["autoscaling_policy"],
  harmless: {
    new: "it only says how many hosts of one template there are",
    gone: "it only says how many hosts of one template there are",
    target: "it only says how many hosts of one template there are",
  },
};

const STATE: ResourceCard = {
  lost: "what of the host is kept",
  harmless: { new: "what it gives its host is told" },
  decisionsWhenNew: {
    "preserved_state.metadata": "what its host runs beside what the template says",
    "preserved_state.disk": "which disks its host has",
    "preserved_state.external_ip": "which addresses its host has",
    "preserved_state.internal_ip": "which addresses its host has",
  },
  plain: [
    "minimal_action",
    "most_disruptive_allowed_action",
    "remove_instance_on_destroy",
    "remove_instance_state_on_destroy",
  ],
};

/** Groups of hosts, who is in them, and how many they are. */
export const INSTANCE_GROUPS: ServiceCards = {
  google_compute_instance_group_manager: MANAGER,
  google_compute_region_instance_group_manager: {
    ...MANAGER,
    plain: [
      ...(MANAGER.plain ?? []),
      "distribution_policy_target_shape",
      "distribution_policy_zones",
      "instance_flexibility_policy",
      "update_policy.instance_redistribution_type",
    ],
  },
  google_compute_per_instance_config: {
    ...STATE,
    decisions: { instance_group_manager: "to which group its host belongs" },
  },
  google_compute_region_per_instance_config: {
    ...STATE,
    decisions: { region_instance_group_manager: "to which group its host belongs" },
  },
  google_compute_bulk_per_instance_config: {
    decisions: { instance_group_manager: "to which group its hosts belong" },
    plain: ["instances"],
    harmless: {
      new: "it only says which names hosts of a group have",
      gone: "it only says which names hosts of a group have",
    },
  },
  ...alike(["google_compute_autoscaler", "google_compute_region_autoscaler"], AUTOSCALER),
  ...alike(["google_compute_resize_request", "google_compute_region_resize_request"], {
    plain: ["resize_by", "requested_run_duration"],
    harmless: {
      new: "it only says how many hosts of one template there are",
      gone: "it only says how many hosts of one template there are",
      instance_group_manager: "it only says how many hosts of one template there are",
    },
  }),
  google_compute_instance_group: {
    noun: "group of hosts",
    decisionsWhenNew: { instances: "which hosts answer for it" },
    decisions: { named_port: "which ports of its hosts load balancers lead to", network: "on which network it is" },
    harmless: {
      new: "it is reached by nothing itself; the backend services that lead to it are told",
      gone: "its hosts stay; what leads to it has to be led elsewhere first",
    },
  },
  google_compute_instance_group_membership: {
    noun: "host of a group",
    link: { leads: "what leads to the group leads to the host", fields: ["instance", "instance_group"] },
  },
  google_compute_instance_group_named_port: {
    noun: "port of a group of hosts",
    link: { leads: "load balancers get to a port of hosts", fields: ["group", "port"] },
  },
};
