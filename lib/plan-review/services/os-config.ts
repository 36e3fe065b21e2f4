import { alike, type ResourceCard, type ServiceCards } from "../cards/card";

const ORCHESTRATOR: ResourceCard = {
  noun: "OS policies of many projects",
  guard: {
    isGuard: true,
    fields: ["action", "orchestrated_resource", "orchestration_scope", "state"],
    does: "puts OS policies on hosts, by what they install and run",
    guards: () => undefined,
  },
};

const EXTENSIONS: ResourceCard = {
  noun: "policy of extensions",
  guard: {
    isGuard: true,
    fields: ["extension_policies", "instance_selectors", "priority"],
    does: "puts extensions on hosts, by what they install and run",
    guards: () => undefined,
  },
};

/** What VM Manager runs on hosts, and how it patches them. */
export const OS_CONFIG: ServiceCards = {
  google_os_config_os_policy_assignment: {
    noun: "OS policy",
    guard: {
      isGuard: true,
      fields: ["instance_filter", "os_policies"],
      does: "keeps hosts as its policies say, by what they install and run",
      guards: () => undefined,
    },
    plain: ["skip_await_rollout", "rollout"],
  },
  google_os_config_patch_deployment: {
    noun: "patch deployment",
    guard: {
      isGuard: true,
      fields: ["instance_filter", "patch_config", "one_time_schedule", "recurring_schedule"],
      does: "keeps hosts patched",
    },
    decisionsWhenNew: {
      "patch_config.pre_step": "which program hosts run before they are patched",
      "patch_config.post_step": "which program hosts run after they are patched",
    },
    plain: ["duration", "rollout"],
  },
  google_os_config_v2_policy_orchestrator: ORCHESTRATOR,
  ...alike(
    ["google_os_config_v2_policy_orchestrator_for_folder", "google_os_config_v2_policy_orchestrator_for_organization"],
    { ...ORCHESTRATOR, plain: ["policy_orchestrator_id"] },
  ),
  google_compute_zone_vm_extension_policy: EXTENSIONS,
  google_compute_global_vm_extension_policy: {
    ...EXTENSIONS,
    decisions: { "rollout_operation.rollout_input.conflict_behavior": "whether policies of zones give way to it" },
    plain: ["name", "predefined_rollout_plan", "retry_uuid"].map((one) => `rollout_operation.rollout_input.${one}`),
  },
  google_compute_rollout_plan: {
    noun: "plan of rollouts",
    decisions: { waves: "in which order hosts get what is rolled out" },
    plain: ["location_scope"],
    harmless: { new: "nothing is rolled out by it yet", gone: "what is rolled out by it has to give it up first" },
  },
};
