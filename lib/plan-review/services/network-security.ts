import type { TerraformFields } from "../../terraform";
import { holdsHidden, isAbsent, isSame, isWord } from "../../terraform/resource-values";
import { type ResourceCard, type ServiceCards } from "../cards/card";
import type { GuardChange } from "../cards/guard";
import { type AllowOrDeny, compareAllowOrDeny, compareTextLists, keepsOut } from "../facts/allow-or-deny";
import { ranked, SAFE_WHEN_SET, safeWhenOff, safeWhenOn } from "../cards/setting";

const PROXY = "keeps what it does not allow from passing a Secure Web Proxy";

const PROXY_RULES: AllowOrDeny = {
  action: "basic_profile",
  enabled: "enabled",
  guards: ["tls_inspection_enabled"],
  fields: ["session_matcher", "application_matcher", "basic_profile", "enabled", "priority", "tls_inspection_enabled"],
};

/** A policy lets through what its rules allow; what is encrypted is looked into by another policy. */
function compareInspection(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  if (before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map(({ tls_inspection_policy: policy }) => policy);
  if (isSame(was, is)) return "same";
  if (isAbsent(is)) return "less";
  return isAbsent(was) && !holdsHidden(is) ? "more" : undefined;
}

const OF_A_POLICY: ResourceCard = {
  harmless: {
    new: "nothing uses it yet; what will is told",
    gone: "what uses it has to give it up first, and is told",
  },
};

const INTERCEPTS = "leads packets to what inspects them";
const MIRRORS = "sends copies of packets to what inspects them";

/**
 * What takes packets, or copies of them, from a network to those who inspect them: they may be others than one trusts.
 */
function inspects(noun: string, does: string, fields: readonly string[]): ResourceCard {
  return { noun, guard: { isGuard: true, fields, does, guards: () => undefined } };
}

/** Where packets go that are inspected: what takes them there is told, and is gone before it. */
function inspector(decisions: Readonly<Record<string, string>>): ResourceCard {
  return {
    harmless: {
      new: "no packets come to it yet; what leads them there is told",
      gone: "what leads packets to it goes before it, and is told",
    },
    decisions,
  };
}

const TLS_VERSIONS = {
  min_tls_version: {
    strength: ranked(
      [["TLS_VERSION_UNSPECIFIED", "TLS_1_0"], ["TLS_1_1"], ["TLS_1_2"], ["TLS_1_3"]],
      "TLS_VERSION_UNSPECIFIED",
    ),
    weaker: "older TLS versions are taken",
    stronger: "only newer TLS versions are taken",
  },
  tls_feature_profile: {
    strength: ranked(
      [["PROFILE_UNSPECIFIED", "PROFILE_COMPATIBLE"], ["PROFILE_MODERN"], ["PROFILE_RESTRICTED"]],
      "PROFILE_UNSPECIFIED",
    ),
    weaker: "weaker ciphers are taken",
    stronger: "only stronger ciphers are taken",
  },
} as const;

/** What inspects packets and requests, and whom proxies and load balancers trust. */
export const NETWORK_SECURITY: ServiceCards = {
  google_network_security_gateway_security_policy: {
    noun: "proxy policy",
    guard: {
      isGuard: true,
      fields: ["tls_inspection_policy"],
      does: PROXY,
      compare: compareInspection,
    },
  },
  google_network_security_gateway_security_policy_rule: {
    noun: "proxy policy",
    guard: {
      isGuard: true,
      fields: PROXY_RULES.fields,
      does: PROXY,
      guards: (body) => keepsOut(PROXY_RULES, body),
      compare: (before, after) => compareAllowOrDeny(PROXY_RULES, before, after),
    },
    decisions: { gateway_security_policy: "of which policy it is" },
  },
  google_network_security_url_lists: {
    noun: "URL list",
    guard: {
      isGuard: false,
      fields: ["values"],
      does: "lets URLs pass a Secure Web Proxy",
      compare: (before, after) => compareTextLists("values", before, after),
    },
  },
  google_network_security_address_group: {
    noun: "address group",
    ...OF_A_POLICY,
    plain: ["capacity"],
    decisions: {
      items: "which addresses rules let through, or keep away, by its name",
      parent: "to whom it belongs",
      type: "of which kind its addresses are",
    },
  },
  google_network_security_authz_policy: {
    noun: "authorization policy of a load balancer",
    guard: {
      isGuard: true,
      fields: ["action", "policy_profile", "custom_provider", "http_rules", "network_rules", "target"],
      does: "keeps requests from load balancers",
      // The first that allows keeps out what it does not allow, and each further one lets in what it allows.
      guards: (body) => (isWord(body, "action", "ALLOW") ? undefined : true),
    },
  },
  google_network_security_backend_authentication_config: {
    ...OF_A_POLICY,
    decisions: {
      client_certificate: "by which certificate a load balancer proves itself to its hosts",
      well_known_roots: "whether hosts of a load balancer may have certificates of public authorities",
    },
    settings: {
      trust_config: {
        strength: SAFE_WHEN_SET,
        weaker: "hosts of a load balancer may have certificates of other authorities",
        stronger: "hosts of a load balancer need certificates of one's own authorities",
        another: "hosts of a load balancer need certificates of other authorities",
      },
    },
  },
  google_network_security_client_tls_policy: {
    ...OF_A_POLICY,
    decisions: {
      sni: "which name hosts are asked for",
      client_certificate: "by which certificate it proves itself to hosts",
      server_validation_ca: "whose certificates hosts need",
    },
  },
  google_network_security_server_tls_policy: {
    ...OF_A_POLICY,
    decisions: {
      server_certificate: "by which certificate it says who it is",
      "mtls_policy.client_validation_ca": "whose certificates clients need",
      "mtls_policy.client_validation_trust_config": "whose certificates clients need",
    },
    exposure: {
      allow_open: {
        strength: safeWhenOff(false),
        weaker: "clients get in that are not encrypted",
        stronger: "only encrypted clients get in",
      },
      "mtls_policy.client_validation_mode": {
        strength: ranked(
          [["CLIENT_VALIDATION_MODE_UNSPECIFIED", "ALLOW_INVALID_OR_MISSING_CLIENT_CERT"], ["REJECT_INVALID"]],
          "CLIENT_VALIDATION_MODE_UNSPECIFIED",
        ),
        weaker: "clients get in without a valid certificate",
        stronger: "only clients with a valid certificate get in",
      },
    },
  },
  google_network_security_tls_inspection_policy: {
    ...OF_A_POLICY,
    settings: {
      ...TLS_VERSIONS,
      exclude_public_ca_set: {
        strength: safeWhenOn(false),
        weaker: "servers with certificates of public authorities are trusted",
        stronger: "only servers with certificates of one's own authorities are trusted",
      },
    },
    decisions: {
      ca_pool: "whose certificates hosts see instead of the server's",
      custom_tls_features: "which ciphers are taken",
      trust_config: "whose certificates servers need",
    },
  },
  google_network_security_dns_threat_detector: {
    noun: "detector of threats in DNS",
    guard: {
      isGuard: true,
      fields: ["excluded_networks", "threat_detector_provider"],
      does: "notices threats in what hosts look up",
    },
  },
  google_network_security_firewall_endpoint: {
    noun: "firewall endpoint",
    ...inspector({ parent: "to whom it belongs" }),
    plain: ["billing_project_id", "endpoint_settings"],
  },
  google_network_security_firewall_endpoint_association: {
    noun: "firewall endpoint of a network",
    guard: {
      isGuard: true,
      fields: ["disabled", "firewall_endpoint", "network", "tls_inspection_policy"],
      does: "inspects packets of the network",
      guards: ({ disabled }) => disabled !== true,
      isOff: ({ disabled }) => disabled === true,
    },
    decisions: { parent: "to whom it belongs" },
  },
  google_network_security_security_profile: {
    noun: "security profile",
    ...OF_A_POLICY,
    decisions: {
      parent: "to whom it belongs",
      type: "what it inspects",
      threat_prevention_profile: "which threats are let through",
      url_filtering_profile: "which URLs are let through",
      custom_intercept_profile: "who inspects packets",
      custom_mirroring_profile: "who gets copies of packets",
    },
  },
  google_network_security_security_profile_group: {
    noun: "group of security profiles",
    ...OF_A_POLICY,
    decisions: {
      parent: "to whom it belongs",
      threat_prevention_profile: "which threats are let through",
      url_filtering_profile: "which URLs are let through",
      custom_intercept_profile: "who inspects packets",
      custom_mirroring_profile: "who gets copies of packets",
    },
  },
  google_network_security_intercept_deployment: inspector({
    forwarding_rule: "to which load balancer packets go that are inspected",
    intercept_deployment_group: "whose packets it inspects",
    intercept_deployment_id: "which one it is",
  }),
  google_network_security_intercept_deployment_group: inspector({
    network: "on which network packets are inspected",
    intercept_deployment_group_id: "which one it is",
  }),
  google_network_security_intercept_endpoint_group: inspector({
    intercept_deployment_group: "who inspects packets",
    intercept_endpoint_group_id: "which one it is",
  }),
  google_network_security_intercept_endpoint_group_association: {
    ...inspects("interception of a network", INTERCEPTS, ["intercept_endpoint_group", "network"]),
    decisions: { intercept_endpoint_group_association_id: "which one it is" },
  },
  google_network_security_mirroring_deployment: inspector({
    forwarding_rule: "to which load balancer copies of packets go",
    mirroring_deployment_group: "whose packets it gets",
    mirroring_deployment_id: "which one it is",
  }),
  google_network_security_mirroring_deployment_group: inspector({
    network: "on which network copies of packets are looked at",
    mirroring_deployment_group_id: "which one it is",
  }),
  google_network_security_mirroring_endpoint_group: inspector({
    mirroring_deployment_group: "who gets copies of packets",
    mirroring_deployment_groups: "who gets copies of packets",
    mirroring_endpoint_group_id: "which one it is",
    type: "how copies of packets are sent",
  }),
  google_network_security_mirroring_endpoint_group_association: {
    ...inspects("mirroring of a network", MIRRORS, ["mirroring_endpoint_group", "network"]),
    decisions: { mirroring_endpoint_group_association_id: "which one it is" },
  },
  // Its group, and what leads packets to that, stay without it.
  google_network_security_mirroring_endpoint: {
    ...inspects("endpoint of mirrored packets", MIRRORS, ["mirroring_endpoint_group"]),
    decisions: { mirroring_endpoint_id: "which one it is" },
  },
  google_network_security_ull_mirroring_engine: inspector({ ull_mirroring_engine_id: "which one it is" }),
  google_network_security_ull_mirroring_collector: inspector({
    engine: "whose packets it gets",
    forwarding_rule: "to which load balancer copies of packets go",
    ull_mirroring_collector_id: "which one it is",
  }),
  google_network_security_ull_mirroring_collector_rule: {
    ...inspects("rule of a collector of packets", MIRRORS, ["match", "ull_mirroring_collector"]),
    decisions: { ull_mirroring_collector_rule_id: "which one it is" },
  },
};
