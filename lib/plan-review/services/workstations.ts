import { safeWhenOff, safeWhenOn, SAFE_WHEN_SET } from "../cards/setting";
import type { ServiceCards } from "../cards/card";

/** Cloud Workstations. */
export const WORKSTATIONS: ServiceCards = {
  google_workstations_workstation_cluster: {
    noun: "cluster of workstations",
    lost: "its workstations, with what is on their disks",
    exposure: {
      "private_cluster_config.enable_private_endpoint": {
        strength: safeWhenOn(false),
        weaker: "its workstations are reached from the internet by who has the role",
        stronger: "its workstations are reached on your network only",
      },
    },
    allowed: { "private_cluster_config.allowed_projects": { lets: "reach its workstations" } },
    decisionsWhenNew: {
      workstation_authorization_url: "where people log in",
      workstation_launch_url: "where people start their workstations",
    },
    decisions: {
      network: "on which network it is",
      subnetwork: "on which network it is",
      tags: "which conditional roles and policies hold for it",
      "domain_config.domain": "under which names its workstations are found",
    },
    plain: ["annotations"],
    harmless: {
      new: "it has no workstation yet; from where those are reached is compared with Google's defaults",
    },
  },
  google_workstations_workstation_config: {
    noun: "configuration of workstations",
    lost: "its workstations, with what is on their disks",
    runsAs: "host.gce_instance.service_account",
    settings: {
      enable_audit_agent: {
        strength: safeWhenOn(false),
        weaker: "commands on its workstations are no longer logged",
        stronger: "commands on its workstations are logged",
      },
      "host.gce_instance.disable_ssh": {
        strength: safeWhenOn(true),
        weaker: "people get into its hosts by SSH",
        stronger: "nobody gets into its hosts by SSH",
      },
      "host.gce_instance.enable_nested_virtualization": {
        strength: safeWhenOff(false),
        weaker: "virtual machines can run on its workstations",
        stronger: "no virtual machines run on its workstations",
      },
      "host.gce_instance.shielded_instance_config.enable_vtpm": {
        strength: safeWhenOn(false),
        weaker: "its hosts cannot prove what they are",
        stronger: "its hosts can prove what they are",
      },
      "host.gce_instance.shielded_instance_config.enable_integrity_monitoring": {
        strength: safeWhenOn(false),
        weaker: "it is not noticed that its hosts start something else",
        stronger: "it is noticed that its hosts start something else",
      },
      "host.gce_instance.confidential_instance_config.enable_confidential_compute": {
        strength: safeWhenOn(false),
        weaker: "the memory of its hosts is not encrypted",
        stronger: "the memory of its hosts is encrypted",
      },
      "host.gce_instance.shielded_instance_config.enable_secure_boot": {
        strength: safeWhenOn(false),
        weaker: "its hosts start systems that nobody has signed",
        stronger: "its hosts start only systems that are signed",
      },
      "encryption_key.kms_key": {
        strength: SAFE_WHEN_SET,
        weaker: "no key of your own encrypts its disks",
        stronger: "a key of your own encrypts its disks",
        another: "another key encrypts its disks",
        isForNew: false,
      },
    },
    exposure: {
      "host.gce_instance.disable_public_ip_addresses": {
        strength: safeWhenOn(false),
        weaker: "its workstations have external addresses",
        stronger: "its workstations have no external addresses",
      },
      disable_tcp_connections: {
        strength: safeWhenOn(false),
        weaker: "all ports of its workstations are reached by who has the role",
        stronger: "only its web pages are reached",
      },
    },
    decisionsWhenNew: {
      container: "what its workstations run",
      "host.gce_instance.instance_metadata": "what its hosts run when they start, and who gets in",
      "ephemeral_directories.gce_pd.source_image": "which files its workstations start with",
      "ephemeral_directories.gce_pd.source_snapshot": "which files its workstations start with",
      "persistent_directories.gce_hd.source_snapshot": "which files its workstations start with",
      "persistent_directories.gce_pd.source_snapshot": "which files its workstations start with",
    },
    decisions: {
      allowed_ports: "which ports of its workstations are reached",
      "host.gce_instance.service_account_scopes": "which APIs its workstations can use",
      "host.gce_instance.tags": "which firewall rules and routes are for it",
      "host.gce_instance.vm_tags": "which firewall policies are for it",
      "encryption_key.kms_key_service_account": "as whom its key is used",
      "host.gce_instance.boost_configs": "on which hosts people may start workstations",
      "persistent_directories.gce_pd.reclaim_policy": "whether files are deleted with their workstation",
      "persistent_directories.gce_hd.reclaim_policy": "whether files are deleted with their workstation",
      "persistent_directories.mount_path": "where files are that are kept",
      "ephemeral_directories.mount_path": "where files are that are not kept",
      workstation_cluster_id: "of which cluster it is",
    },
    plain: [
      "annotations",
      "idle_timeout",
      "running_timeout",
      "max_usable_workstations",
      "replica_zones",
      "readiness_checks",
      "ephemeral_directories.gce_pd.disk_type",
      "ephemeral_directories.gce_pd.read_only",
      ...["disk_type", "fs_type", "size_gb"].map((one) => `persistent_directories.gce_pd.${one}`),
      ...["archive_timeout", "size_gb"].map((one) => `persistent_directories.gce_hd.${one}`),
      ...["accelerators", "boot_disk_size_gb", "machine_type", "pool_size"].map((one) => `host.gce_instance.${one}`),
    ],
    harmless: {
      new: "what its workstations run is told; what they will be is compared with Google's defaults",
    },
  },
  google_workstations_workstation: {
    lost: "what is on its disks",
    decisionsWhenNew: {
      env: "what its programs are told",
      source_workstation: "whose files it starts with",
    },
    decisions: {
      workstation_cluster_id: "of which cluster it is",
      workstation_config_id: "of which configuration it is",
    },
    plain: ["annotations"],
    harmless: { new: "who opens it is told by what grants it" },
  },
};
