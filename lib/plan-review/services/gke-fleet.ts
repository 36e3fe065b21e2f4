import { type ServiceCards } from "../cards/card";

/** Fleets of clusters: who has roles in all of them, and what runs in them. */
export const GKE_FLEET: ServiceCards = {
  google_gke_hub_scope_rbac_role_binding: {
    noun: "role in a fleet",
    guard: {
      isGuard: false,
      fields: ["user", "group", "role", "scope_id", "scope_rbac_role_binding_id"],
      does: "lets somebody into clusters of a fleet",
    },
  },
  google_gke_hub_membership_binding: {
    noun: "fleet membership binding",
    guard: {
      isGuard: false,
      fields: ["membership_id", "membership_binding_id", "scope"],
      does: "lets those who have roles in a scope into a cluster",
    },
  },
  google_gke_hub_scope: {
    decisions: { namespace_labels: "which policies hold for its namespaces" },
    harmless: {
      new: "no cluster is in it yet; those that come are told by their bindings",
      gone: "with it the roles go that it gave",
    },
  },
  google_gke_hub_namespace: {
    decisions: {
      namespace_labels: "which policies hold for it",
      scope: "who has roles in it",
      scope_id: "who has roles in it",
    },
    lost: "what runs in it",
    harmless: {
      new: "nothing runs in it yet",
      scope_namespace_id: "another name is another namespace",
    },
  },
  google_gke_hub_membership: {
    noun: "fleet membership",
    guard: {
      isGuard: true,
      fields: ["membership_id", "authority", "endpoint"],
      does: "puts a cluster under the roles and guards of a fleet",
      guards: () => undefined,
    },
  },
  google_gke_hub_feature: {
    noun: "fleet feature",
    guard: {
      isGuard: true,
      fields: ["name", "spec", "fleet_default_member_config"],
      does: "sets what guards clusters of a fleet and runs in them",
      guards: () => undefined,
    },
  },
  google_gke_hub_feature_membership: {
    noun: "feature of a fleet's cluster",
    guard: {
      isGuard: true,
      fields: ["feature", "membership", "membership_location", "configmanagement", "mesh", "policycontroller"],
      does: "sets what guards a cluster and runs in it",
      guards: () => undefined,
    },
  },
  google_gke_hub_fleet: {
    noun: "fleet",
    guard: {
      isGuard: true,
      fields: ["default_cluster_config"],
      does: "sets with what guards its clusters start",
      guards: () => undefined,
    },
  },
  google_gke_hub_rollout_sequence: {
    noun: "sequence of upgrades",
    decisionsWhenNew: {
      stages: "which clusters are upgraded, and in which order,",
      ignored_clusters_selector: "which clusters are not upgraded",
    },
    decisions: {
      auto_upgrade_config: "which upgrades it makes",
      min_control_plane_version: "which versions clusters get",
      min_node_version: "which versions clusters get",
    },
    harmless: {
      new: "which clusters are upgraded is told",
      gone: "clusters are upgraded as their own channel says",
    },
  },
};
