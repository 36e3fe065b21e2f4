import type { TerraformFields } from "../../terraform";
import { isAbsent, isWord } from "../../terraform/resource-values";
import type { ServiceCards } from "../cards/card";
import { atLeast, ranked, safeWhenOff } from "../cards/setting";

/** Clusters of VMware: how hosts of them, networks and the internet reach each other. */
export const VMWARE_ENGINE: ServiceCards = {
  google_vmwareengine_private_cloud: {
    noun: "private cloud",
    lost: "all its hosts, with what is on their disks",
    settings: {
      deletion_delay_hours: {
        strength: atLeast(0),
        isForNew: false,
        weaker: "it can be brought back for a shorter time once it is deleted, in hours",
        stronger: "it can be brought back for a longer time once it is deleted, in hours",
      },
      type: {
        strength: ranked([["TIME_LIMITED"], ["STANDARD", "STRETCHED"]], "STANDARD"),
        weaker: "it is deleted by itself after some weeks",
        stronger: "it is not deleted by itself",
      },
      send_deletion_delay_hours_if_zero: {
        strength: safeWhenOff(false),
        isForNew: false,
        applies: ({ deletion_delay_hours: hours }) => isAbsent(hours) || hours === 0,
        weaker: "it cannot be brought back once it is deleted",
        stronger: "it can be brought back for some time once it is deleted",
      },
    },
    decisions: { network_config: "on which network it is" },
    plain: ["management_cluster"],
    harmless: { new: "who reaches its hosts is told by what joins its network to others" },
  },
  google_vmwareengine_cluster: {
    noun: "cluster of a private cloud",
    lost: "what is on the disks of its hosts",
    decisions: { datastore_mount_config: "which files its hosts have" },
    plain: ["autoscaling_settings", "node_type_configs"],
    harmless: { parent: "in another private cloud it is another one", new: "no host of yours runs on it yet" },
  },
  google_vmwareengine_datastore: {
    noun: "store of files for hosts",
    decisionsWhenNew: { nfs_datastore: "where files of hosts are kept" },
    harmless: { new: "where files are is told", gone: "clusters have to give it up first; its files are still there" },
  },
  google_vmwareengine_external_access_rule: {
    noun: "rule of external access",
    guard: {
      isGuard: true,
      fields: [
        "action",
        "destination_ip_ranges",
        "destination_ports",
        "ip_protocol",
        "priority",
        "source_ip_ranges",
        "source_ports",
        "parent",
      ],
      does: "keeps packets of the internet from hosts",
      guards: keepsOut,
    },
  },
  google_vmwareengine_external_address: {
    noun: "external address of a host",
    link: {
      leads: "a host and the internet reach each other, as far as rules of external access let them",
      fields: ["internal_ip", "parent"],
    },
  },
  google_vmwareengine_network: {
    noun: "network of private clouds",
    plain: ["type"],
    harmless: { new: "it is joined to nothing yet; what joins it is told", gone: "what is on it goes before it" },
  },
  google_vmwareengine_network_peering: {
    noun: "peering of private clouds",
    link: {
      leads: "hosts of private clouds and of another network reach each other",
      fields: [
        "export_custom_routes",
        "export_custom_routes_with_public_ip",
        "import_custom_routes",
        "import_custom_routes_with_public_ip",
        "peer_network",
        "peer_network_type",
        "vmware_engine_network",
      ],
    },
  },
  google_vmwareengine_network_policy: {
    noun: "network policy of private clouds",
    exposure: {
      "internet_access.enabled": {
        strength: safeWhenOff(false),
        weaker: "hosts reach the internet by it",
        stronger: "hosts do not reach the internet by it",
      },
      "external_ip.enabled": {
        strength: safeWhenOff(false),
        weaker: "hosts can have external addresses",
        stronger: "hosts can have no external addresses",
      },
    },
    decisions: {
      edge_services_cidr: "from which addresses hosts come",
      vmware_engine_network: "of which network it is",
    },
    harmless: {
      new: "whether hosts reach the internet is told",
      gone: "hosts no longer reach the internet by it",
    },
  },
  google_vmwareengine_subnet: {
    noun: "subnet of a private cloud",
    decisions: { ip_cidr_range: "which addresses it has", parent: "of which private cloud it is" },
    harmless: { new: "no host is on it yet" },
  },
};

/** Undefined where its action cannot be seen. */
function keepsOut(body: TerraformFields): boolean | undefined {
  if (isWord(body, "action", "ALLOW")) return false;
  return isWord(body, "action", "DENY") ? true : undefined;
}
