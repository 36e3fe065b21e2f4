import { type ResourceCard, type ServiceCards } from "../cards/card";

/** What a cluster has at every cloud. */
const CLUSTER: ResourceCard = {
  lost: "what runs on it",
  decisionsWhenNew: {
    authorization: "who administers it",
    control_plane: "how the control plane works, and who may log in to its hosts",
  },
  harmless: { new: "who administers it is told by its attributes" },
};

const CLUSTER_DECISIONS = {
  fleet: "of which fleet it is",
  networking: "on which network it is",
};

/** Clusters at other clouds. */
export const GKE_MULTICLOUD: ServiceCards = {
  google_container_aws_cluster: {
    ...CLUSTER,
    decisions: { ...CLUSTER_DECISIONS, binary_authorization: "whether images are checked" },
    plain: ["annotations", "aws_region"],
  },
  google_container_azure_cluster: {
    ...CLUSTER,
    decisions: {
      ...CLUSTER_DECISIONS,
      azure_services_authentication: "as whom it acts at Azure",
      client: "as whom it acts at Azure",
      resource_group_id: "where it is at Azure",
    },
    plain: ["annotations", "azure_region"],
  },
  google_container_attached_cluster: {
    lost: "that it is managed from here",
    decisionsWhenNew: { authorization: "who administers it", oidc_config: "whose accounts it trusts" },
    decisions: {
      binary_authorization: "whether images are checked",
      fleet: "of which fleet it is",
      logging_config: "what is logged",
      monitoring_config: "what is measured",
      proxy_config: "through which proxy it goes out",
      security_posture_config: "whether weak settings are looked for",
    },
    plain: ["annotations", "distribution", "platform_version"],
    harmless: { new: "who administers it is told by its attributes" },
  },
  google_container_aws_node_pool: {
    lost: "what is on its hosts",
    decisionsWhenNew: {
      config: "what its hosts are, as whom they act, and who may log in",
    },
    decisions: {
      subnet_id: "on which network its hosts are",
      kubelet_config: "how its hosts work",
    },
    plain: ["annotations", "autoscaling", "cluster", "management", "max_pods_constraint", "update_settings", "version"],
    harmless: { new: "what runs there is told by the cluster" },
  },
  google_container_azure_node_pool: {
    lost: "what is on its hosts",
    decisionsWhenNew: { config: "what its hosts are, and who may log in" },
    decisions: { subnet_id: "on which network its hosts are" },
    plain: [
      "annotations",
      "autoscaling",
      "azure_availability_zone",
      "cluster",
      "management",
      "max_pods_constraint",
      "version",
    ],
    harmless: { new: "what runs there is told by the cluster" },
  },
  google_container_azure_client: {
    noun: "account at Azure",
    decisionsWhenNew: { application_id: "as whom it acts at Azure", tenant_id: "as whom it acts at Azure" },
    harmless: {
      new: "as whom it acts is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
