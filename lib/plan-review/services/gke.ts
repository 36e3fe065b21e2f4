import { type ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Clusters and node pools. */
export const GKE: ServiceCards = {
  google_container_cluster: {
    lost: "what runs on it, with the volumes of its nodes",
    runsAs: "node_config.service_account",
    settings: {
      enable_legacy_abac: {
        strength: safeWhenOff(false),
        weaker: "its old access control lets every account in",
        stronger: "its old access control is off",
      },
      enable_shielded_nodes: {
        strength: safeWhenOn(true),
        weaker: "its nodes no longer prove what they are",
        stronger: "its nodes prove what they are",
      },
      "workload_identity_config.workload_pool": {
        strength: SAFE_WHEN_SET,
        weaker: "its workloads run as the service account of their node",
        stronger: "its workloads have identities of their own",
      },
      "master_auth.client_certificate_config.issue_client_certificate": {
        strength: safeWhenOff(false),
        weaker: "it gives out a certificate that lets whoever holds it in",
        stronger: "it gives out no certificate",
      },
      "database_encryption.state": {
        strength: ranked([["DECRYPTED"], ["ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"]], "DECRYPTED"),
        weaker: "its secrets are no longer encrypted with a key of your own",
        stronger: "its secrets are encrypted with a key of your own",
      },
      "logging_config.enable_components": {
        strength: SAFE_WHEN_SET,
        weaker: "it no longer logs what it does",
        stronger: "it logs what it does",
      },
      "node_config.workload_metadata_config.mode": {
        strength: ranked([["GCE_METADATA"], ["GKE_METADATA"]], "GCE_METADATA"),
        weaker: "its workloads get tokens of the service account of their node",
        stronger: "its workloads get no tokens of the service account of their node",
      },
      "binary_authorization.evaluation_mode": {
        strength: ranked([["DISABLED"], ["PROJECT_SINGLETON_POLICY_ENFORCE"]], "DISABLED"),
        weaker: "images are no longer checked before they run",
        stronger: "images are checked before they run",
      },
    },
    exposure: {
      "private_cluster_config.enable_private_nodes": {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "its nodes have external addresses",
        stronger: "its nodes have no external addresses",
      },
      "private_cluster_config.enable_private_endpoint": {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "its control plane answers on the internet",
        stronger: "its control plane answers only inside",
      },
      master_authorized_networks_config: {
        strength: SAFE_WHEN_SET,
        weaker: "its control plane answers everybody who reaches it",
        stronger: "its control plane answers listed networks only",
      },
      "master_authorized_networks_config.gcp_public_cidrs_access_enabled": {
        strength: safeWhenOff(true),
        weaker: "its control plane answers hosts of all customers of Google Cloud",
        stronger: "its control plane answers no hosts of other customers of Google Cloud",
      },
      "control_plane_endpoints_config.dns_endpoint_config.allow_external_traffic": {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "its control plane answers on the internet, by its DNS name",
        stronger: "its control plane answers only inside, by its DNS name",
      },
      "control_plane_endpoints_config.ip_endpoints_config.enabled": {
        strength: safeWhenOff(true),
        weaker: "its control plane answers by its addresses",
        stronger: "its control plane no longer answers by its addresses",
      },
      "network_policy.enabled": {
        strength: safeWhenOn(false),
        weaker: "network policies of its pods are not in force",
        stronger: "network policies of its pods are in force",
      },
    },
    allowed: {
      "master_authorized_networks_config.cidr_blocks": {
        name: "cidr_block",
        within: "master_authorized_networks_config",
        lets: "reach its control plane",
      },
    },
  },
  google_container_node_pool: {
    runsAs: "node_config.service_account",
    settings: {
      "node_config.workload_metadata_config.mode": {
        strength: ranked([["GCE_METADATA"], ["GKE_METADATA"]], "GCE_METADATA"),
        weaker: "its workloads get tokens of the service account of their node",
        stronger: "its workloads get no tokens of the service account of their node",
      },
    },
    exposure: {
      "network_config.enable_private_nodes": {
        strength: safeWhenOn(false),
        weaker: "its nodes have external addresses",
        stronger: "its nodes have no external addresses",
      },
    },
  },
};
