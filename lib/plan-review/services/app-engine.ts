import { type ResourceCard, type ServiceCards } from "../cards/card";
import { ranked, safeWhenOn } from "../cards/setting";
import { type AllowOrDeny, compareAllowOrDeny, keepsOut } from "../facts/allow-or-deny";

const FIREWALL: AllowOrDeny = {
  action: "action",
  range: "source_range",
  fields: ["action", "priority", "source_range"],
};

const WHO_GETS_TO_PAGES = "who gets to which of its pages";
const WHICH_CODE = "which code it runs";

/** What answers requests: each version has an address of its own, whatever share of the requests it gets. */
const VERSION: ResourceCard = {
  noun: "version of an App Engine service",
  runsAs: "service_account",
  guard: {
    isGuard: false,
    fields: ["service"],
    does: "answers requests, from wherever the settings of its service and the firewall let them in",
  },
  decisions: {
    deployment: WHICH_CODE,
    entrypoint: WHICH_CODE,
    runtime: "what runs its code",
    runtime_api_version: "what runs its code",
    env_variables: "what its code is told",
    handlers: WHO_GETS_TO_PAGES,
    inbound_services: "which messages from outside it takes",
    "vpc_access_connector.name": "on which network its code is",
    noop_on_destroy: "whether it goes on answering when Terraform destroys it",
    delete_service_on_destroy: "whether its service goes with it",
  },
  plain: ["automatic_scaling", "instance_class", "manual_scaling"],
};

/** App Engine. */
export const APP_ENGINE: ServiceCards = {
  google_app_engine_firewall_rule: {
    noun: "rule of App Engine's firewall",
    guard: {
      isGuard: true,
      fields: FIREWALL.fields,
      does: "keeps requests from App Engine",
      guards: (body) => keepsOut(FIREWALL, body),
      compare: (before, after) => compareAllowOrDeny(FIREWALL, before, after),
    },
  },
  google_app_engine_application: {
    noun: "App Engine application",
    settings: {
      ssl_policy: {
        strength: ranked([["DEFAULT", "SSL_POLICY_UNSPECIFIED"], ["MODERN"]], "DEFAULT"),
        weaker: "old versions of TLS and weak ciphers are taken",
        stronger: "only TLS 1.2 and modern ciphers are taken",
      },
    },
    exposure: {
      serving_status: {
        strength: ranked(
          [
            ["SERVING", "UNSPECIFIED"],
            ["USER_DISABLED", "SYSTEM_DISABLED"],
          ],
          "SERVING",
        ),
        weaker: "it answers requests",
        stronger: "it answers no requests",
      },
      "iap.enabled": {
        strength: safeWhenOn(false),
        weaker: "Identity-Aware Proxy no longer stands before it",
        stronger: "Identity-Aware Proxy stands before it",
      },
    },
    decisionsWhenNew: {
      auth_domain: "whose accounts may log in",
      location_id: "where it is, and what the account that Google makes for it may do,",
    },
    decisions: {
      database_type: "what kind of database its project has",
      "iap.oauth2_client_id": "which OAuth client logs people in",
      "iap.oauth2_client_secret": "which OAuth client logs people in",
    },
    plain: ["feature_settings"],
    harmless: { new: "what Google makes with it is told by its place" },
  },
  google_app_engine_standard_app_version: {
    ...VERSION,
    decisions: {
      ...VERSION.decisions,
      libraries: WHICH_CODE,
      app_engine_apis: "which of Google's older APIs its code uses",
      app_engine_bundled_services: "which of Google's older APIs its code uses",
    },
    exposure: {
      "vpc_access_connector.egress_setting": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
    plain: [...(VERSION.plain ?? []), "basic_scaling", "threadsafe"],
  },
  google_app_engine_flexible_app_version: {
    ...VERSION,
    exposure: {
      serving_status: {
        strength: ranked([["SERVING"], ["STOPPED"]], "SERVING"),
        isForNew: false,
        weaker: "it answers requests",
        stronger: "it answers no requests",
      },
    },
    decisionsWhenNew: { "network.forwarded_ports": "which ports of its hosts lead to its code" },
    decisions: {
      ...VERSION.decisions,
      ...Object.fromEntries(
        ["nobuild_files_regex", "runtime_channel", "runtime_main_executable_path"].map((one) => [one, WHICH_CODE]),
      ),
      flexible_runtime_settings: "what runs its code",
      beta_settings: "how its hosts work, and which databases they reach,",
      api_config: WHO_GETS_TO_PAGES,
      endpoints_api_service: "which proxy checks who calls it",
      "network.name": "on which network its hosts are",
      "network.subnetwork": "on which network its hosts are",
      "network.instance_tag": "which firewall rules hold for its hosts",
    },
    plain: [
      ...(VERSION.plain ?? []),
      "default_expiration",
      "liveness_check",
      "readiness_check",
      "network.session_affinity",
      "resources",
    ],
  },
  google_app_engine_service_network_settings: {
    noun: "network settings of an App Engine service",
    exposure: {
      "network_settings.ingress_traffic_allowed": {
        strength: ranked(
          [
            ["INGRESS_TRAFFIC_ALLOWED_ALL", "INGRESS_TRAFFIC_ALLOWED_UNSPECIFIED"],
            ["INGRESS_TRAFFIC_ALLOWED_INTERNAL_AND_LB"],
            ["INGRESS_TRAFFIC_ALLOWED_INTERNAL_ONLY"],
          ],
          "INGRESS_TRAFFIC_ALLOWED_UNSPECIFIED",
        ),
        newAs: "INGRESS_TRAFFIC_ALLOWED_INTERNAL_AND_LB",
        weaker: "the service is called from more places",
        stronger: "the service is called from fewer places",
      },
    },
    decisions: { service: "for which service they are" },
    harmless: { new: "from where it is called is compared with load balancers and inside" },
  },
  google_app_engine_service_split_traffic: {
    noun: "split of an App Engine service's requests",
    decisionsWhenNew: { "split.allocations": "which versions answer how many requests" },
    decisions: { service: "for which service it is" },
    plain: ["migrate_traffic", "split.shard_by"],
    harmless: { new: "which versions answer is told" },
  },
  google_app_engine_application_url_dispatch_rules: {
    noun: "set of dispatch rules of App Engine",
    guard: { isGuard: true, fields: ["dispatch_rules"], does: "", decides: "which service answers which requests" },
  },
  google_app_engine_domain_mapping: {
    noun: "domain of App Engine",
    settings: {
      override_strategy: {
        strength: ranked([["OVERRIDE"], ["STRICT"]], "STRICT"),
        weaker: "it takes its name from what has it in another project",
        stronger: "it takes its name from nobody",
      },
    },
    decisionsWhenNew: { domain_name: "at which name the application answers" },
    decisions: { ssl_settings: "by which certificate the application says who it is" },
    harmless: { new: "at which name the application answers is told", gone: "its name leads nowhere any more" },
  },
};
