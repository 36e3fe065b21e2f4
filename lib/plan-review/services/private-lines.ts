import { type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

const WHERE_IT_ENDS = "where it ends";
const WHOSE_ADDRESSES = "which of your addresses it holds";
const UNUSED = { new: "its addresses lead nowhere until something has them, which is told" } as const;

/** Lines between Google and your sites, or between your sites, and addresses that you bring. */
export const PRIVATE_LINES: ServiceCards = {
  google_compute_interconnect: {
    noun: "line to Google",
    link: { isPart: true, leads: "networks and a site of yours reach each other", fields: ["admin_enabled"] },
    exposure: {
      macsec_enabled: {
        strength: safeWhenOn(false),
        weaker: "what goes over it is not encrypted",
        stronger: "what goes over it is encrypted",
      },
      "macsec.fail_open": {
        strength: safeWhenOff(false),
        weaker: "packets go over it in clear when they cannot be encrypted",
        stronger: "packets that cannot be encrypted do not go over it",
      },
    },
    decisions: {
      "macsec.pre_shared_keys": "by which keys what goes over it is encrypted",
      customer_name: "who may order the line",
      interconnect_type: "what kind of line it is",
      location: WHERE_IT_ENDS,
      remote_location: WHERE_IT_ENDS,
      requested_features: "whether it can encrypt, and what else it can do,",
      "params.resource_manager_tags": "which policies hold for it",
    },
    plain: ["link_type", "noc_contact_email", "requested_link_count"],
    harmless: {
      new: "no network is reached by it until something is attached to it, which is told",
      gone: "what is attached to it goes before it, and is told",
    },
  },
  google_compute_cross_site_network: {
    harmless: { new: "it has no wires yet; those that it gets are told", gone: "its wires go before it, and are told" },
  },
  google_compute_wire_group: {
    noun: "group of wires",
    link: {
      leads: "sites of yours reach each other",
      fields: ["admin_enabled", "cross_site_network", "endpoints"],
    },
    plain: ["wire_properties"],
  },
  google_compute_public_advertised_prefix: {
    noun: "range of your own addresses",
    decisions: {
      ip_cidr_range: WHOSE_ADDRESSES,
      ipv6_access_type: "whether its addresses are for the internet",
      pdp_scope: "whether its addresses are for one region",
    },
    plain: ["dns_verification_ip"],
    harmless: { ...UNUSED, gone: "its addresses are no longer announced, and nobody is reached by them" },
  },
  google_compute_public_delegated_prefix: {
    noun: "part of a range of your own addresses",
    decisions: {
      ip_cidr_range: WHOSE_ADDRESSES,
      is_live_migration: "whether its addresses move while they are in use",
      mode: "for what its addresses are",
      parent_prefix: "from which range its addresses are",
    },
    plain: ["allocatable_prefix_length"],
    harmless: { ...UNUSED, gone: "what has its addresses has to give them up first" },
  },
  google_compute_router_named_set: {
    noun: "named set of routes",
    guard: { isGuard: true, fields: ["elements", "router", "type"], does: "", decides: "which routes are taken" },
  },
  google_compute_preview_feature: {
    noun: "feature that is no part of the service yet",
    decisionsWhenNew: { activation_status: "whether it is on" },
    plain: ["rollout_operation"],
    harmless: { new: "whether it is on is told" },
  },
};
