import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

const NOT_CALLED_YET = "nothing answers by it until it is deployed, which is told";

const BY_WHICH_KEY = "by which key and certificate proxies say who they are, or know others,";

/** A key with its certificate, in a store. */
const KEY: ResourceCard = {
  lost: "its key and certificate",
  decisions: {
    alias: "under which name it is found",
    environment: "in which environment it is",
    keystore: "in which store it is",
  },
  harmless: { new: "what uses its store finds it there" },
};

/** Apigee: proxies of APIs, where they are called, and who calls them. */
export const APIGEE: ServiceCards = {
  google_apigee_organization: {
    noun: "Apigee organization",
    lost: "its proxies, developers and keys",
    decisions: {
      authorized_network: "on which network it is",
      disable_vpc_peering: "how it is linked to networks",
      api_consumer_data_encryption_key_name: "with whose key its data is encrypted",
      control_plane_encryption_key_name: "with whose key its data is encrypted",
      runtime_database_encryption_key_name: "with whose key its data is encrypted",
      properties: "which features it has",
      retention: "for how long it can be brought back",
    },
    plain: ["analytics_region", "api_consumer_data_location", "billing_type", "runtime_type"],
    harmless: { new: "nothing answers in it until something is deployed, which is told" },
  },
  google_apigee_instance: {
    noun: "Apigee instance",
    allowed: { consumer_accept_list: { lets: "reach it by an attachment" } },
    decisions: {
      disk_encryption_key_name: "with whose key its disks are encrypted",
      ip_range: "which addresses it has",
      peering_cidr_range: "which addresses it has",
      "access_logging_config.filter": "which calls are logged",
    },
    settings: {
      "access_logging_config.enabled": {
        strength: safeWhenOn(false),
        weaker: "calls are not logged",
        stronger: "calls are logged",
      },
    },
    harmless: { new: "nothing answers in it until something is deployed, which is told", gone: "it answers no more" },
  },
  google_apigee_environment: {
    noun: "Apigee environment",
    lost: "what is deployed in it",
    decisions: {
      api_proxy_type: "what its proxies may do",
      forward_proxy_uri: "through whom its proxies call others",
      client_ip_resolution_config: "whose address it takes for the caller's",
      properties: "which features it has",
      type: "what its proxies may do",
    },
    plain: ["deployment_type", "node_config"],
    harmless: { new: NOT_CALLED_YET },
  },
  ...alike(["google_apigee_api", "google_apigee_sharedflow"], {
    lost: "its revisions",
    decisions: { config_bundle: "what code it is", detect_md5hash: "what code it is" },
    harmless: { new: NOT_CALLED_YET },
  }),
  google_apigee_api_deployment: {
    noun: "deployment of a proxy",
    runsAs: "service_account",
    guard: {
      isGuard: false,
      fields: ["environment", "org_id", "proxy_id", "revision"],
      does: "answers calls with its code",
    },
  },
  google_apigee_sharedflow_deployment: {
    noun: "deployment of a shared flow",
    runsAs: "service_account",
    guard: {
      isGuard: false,
      fields: ["environment", "org_id", "revision", "sharedflow_id"],
      does: "answers calls with its code",
    },
  },
  google_apigee_environment_api_revision_deployment: {
    noun: "deployment of a proxy",
    runsAs: "service_account",
    guard: {
      isGuard: false,
      fields: ["api", "environment", "org_id", "revision"],
      does: "answers calls with its code",
    },
    plain: ["override", "sequenced_rollout"],
  },
  google_apigee_flowhook: {
    noun: "flow hook",
    guard: {
      isGuard: true,
      fields: ["continue_on_error", "environment", "flow_hook_point", "org_id", "sharedflow"],
      does: "runs a shared flow before or after every proxy",
    },
  },
  google_apigee_api_product: {
    noun: "API product",
    guard: {
      isGuard: false,
      fields: [
        "api_resources",
        "approval_type",
        "environments",
        "graphql_operation_group",
        "grpc_operation_group",
        "operation_group",
        "proxies",
        "scopes",
      ],
      does: "lets apps with a key call its proxies",
    },
    decisions: { attributes: "what proxies are told of it", quota: "how often it is called" },
    plain: ["quota_counter_scope", "quota_interval", "quota_time_unit", "space"],
  },
  google_apigee_developer: {
    noun: "developer",
    decisions: { attributes: "what proxies are told of them", email: "who it is" },
    plain: ["first_name", "last_name", "user_name"],
    harmless: { new: "who calls needs an app, which is told", gone: "their apps are gone too" },
  },
  google_apigee_developer_app: {
    noun: "app of a developer",
    guard: {
      isGuard: false,
      fields: ["api_products", "consumer_key", "consumer_secret", "scopes", "status"],
      does: "lets whoever has its key call API products",
    },
    decisions: {
      attributes: "what proxies are told of it",
      callback_url: "to where those who sign in are sent",
      developer_email: "whose it is",
    },
    plain: ["app_family", "key_expires_in"],
  },
  google_apigee_app_group: {
    noun: "group of apps",
    decisions: { attributes: "what proxies are told of it", status: "whether its apps may call" },
    plain: ["channel_id", "channel_uri"],
    harmless: { new: "who calls needs an app", gone: "its apps may call no more" },
  },
  google_apigee_envgroup: {
    noun: "group of environments",
    decisionsWhenNew: { hostnames: "under which names its environments answer" },
    harmless: { new: "under which names it answers is told by its attributes", gone: "it answers no more" },
  },
  google_apigee_envgroup_attachment: {
    noun: "environment in a group",
    guard: {
      isGuard: false,
      fields: ["envgroup_id", "environment"],
      does: "lets an environment answer under the names of its group",
    },
  },
  google_apigee_instance_attachment: {
    noun: "environment on an instance",
    guard: { isGuard: false, fields: ["environment", "instance_id"], does: "lets an environment answer" },
  },
  google_apigee_endpoint_attachment: {
    noun: "way to a service",
    guard: {
      isGuard: false,
      fields: ["service_attachment", "org_id"],
      does: "leads proxies to a service on another network",
    },
  },
  google_apigee_target_server: {
    noun: "server that proxies call",
    decisionsWhenNew: { host: "whom proxies call", port: "whom proxies call", protocol: "how proxies call" },
    decisions: {
      is_enabled: "whether proxies call it",
      "s_sl_info.key_alias": "as whom proxies call",
      "s_sl_info.key_store": "as whom proxies call",
      "s_sl_info.trust_store": "whose certificates proxies trust",
      "s_sl_info.common_name": "whose certificates proxies trust",
      "s_sl_info.ciphers": "how calls are encrypted",
      "s_sl_info.protocols": "how calls are encrypted",
    },
    settings: {
      "s_sl_info.enabled": {
        strength: safeWhenOn(false),
        weaker: "proxies call it without TLS",
        stronger: "proxies call it with TLS",
      },
      "s_sl_info.enforce": {
        strength: safeWhenOn(false),
        weaker: "proxies go on where TLS is not strict",
        stronger: "proxies stop where TLS is not strict",
      },
      "s_sl_info.client_auth_enabled": {
        strength: safeWhenOn(false),
        weaker: "proxies do not say who they are",
        stronger: "proxies say who they are",
      },
      "s_sl_info.ignore_validation_errors": {
        strength: safeWhenOff(false),
        weaker: "proxies trust any certificate of it",
        stronger: "proxies look at its certificate",
      },
    },
    plain: ["env_id"],
    harmless: { new: "whom proxies call is told by its attributes", gone: "proxies call it no more" },
  },
  google_apigee_security_action: {
    noun: "security action",
    guard: {
      isGuard: true,
      fields: ["allow", "api_proxies", "condition_config", "deny", "env_id", "expire_time", "flag", "state", "ttl"],
      does: "denies, flags or allows calls",
      decides: "which calls are denied",
      guards: () => undefined,
    },
  },
  google_apigee_environment_debugmask: {
    noun: "mask of debug sessions",
    guard: {
      isGuard: true,
      fields: [
        "env_id",
        "fault_x_paths",
        "namespaces",
        "request_json_paths",
        "request_x_paths",
        "response_json_paths",
        "response_x_paths",
        "variables",
      ],
      does: "hides data from those who look at calls",
    },
  },
  google_apigee_control_plane_access: {
    noun: "access of runtimes",
    guard: {
      isGuard: false,
      fields: ["analytics_publisher_identities", "synchronizer_identities"],
      does: "lets service accounts read its configuration, and write its analytics",
    },
  },
  google_apigee_sync_authorization: {
    noun: "access of runtimes",
    guard: { isGuard: false, fields: ["identities"], does: "lets service accounts read its configuration" },
  },
  google_apigee_dns_zone: {
    noun: "DNS zone",
    guard: { isGuard: false, fields: ["domain", "peering_config"], does: "leads names to another network" },
  },
  google_apigee_nat_address: {
    noun: "address of calls",
    decisions: { activate: "from which address proxies call" },
    plain: ["instance_id"],
    harmless: { new: "from which address proxies call lets nobody in", gone: "proxies call from another address" },
  },
  google_apigee_datastore: {
    noun: "store of analytics",
    decisionsWhenNew: { datastore_config: "to where analytics are written", target_type: "to where they are written" },
    harmless: { new: "to where it writes is told by its attributes", gone: "nothing is written there any more" },
  },
  google_apigee_addons_config: {
    noun: "set of add-ons",
    lost: "all add-ons that it switched on, also what looks for abuse",
    settings: {
      "addons_config.api_security_config.enabled": {
        strength: safeWhenOn(false),
        weaker: "abuse of APIs is not looked for",
        stronger: "abuse of APIs is looked for",
      },
    },
    decisions: Object.fromEntries(
      ["advanced_api_ops_config", "connectors_platform_config", "integration_config", "monetization_config"].map(
        (one) => [`addons_config.${one}`, "what Apigee can do"],
      ),
    ),
    plain: ["org"],
    harmless: { new: "whether abuse is looked for is compared with Google's default" },
  },
  google_apigee_environment_addons_config: {
    noun: "set of add-ons of an environment",
    decisions: { env_id: "of which environment it is" },
    settings: {
      analytics_enabled: {
        strength: safeWhenOn(false),
        weaker: "calls are not recorded",
        stronger: "calls are recorded",
      },
    },
    harmless: { new: "whether calls are recorded is compared with Google's default" },
  },
  google_apigee_data_collector: {
    noun: "data collector",
    plain: ["type"],
    harmless: { new: "what is recorded by it is said by proxies", gone: "nothing is recorded by it any more" },
  },
  google_apigee_env_keystore: {
    noun: "keystore",
    lost: "its keys and certificates",
    decisions: { env_id: "in which environment it is" },
    harmless: { new: "it is empty" },
  },
  google_apigee_env_references: {
    noun: "reference to a keystore",
    decisionsWhenNew: { refers: "which keys and certificates are used" },
    decisions: { env_id: "in which environment it is", resource_type: "which keys and certificates are used" },
    harmless: { new: "which keys are used is told", gone: "what used it answers no more" },
  },
  google_apigee_environment_keyvaluemaps: {
    noun: "key value map",
    lost: "its values",
    decisions: { env_id: "in which environment it is" },
    harmless: { new: "it is empty" },
  },
  google_apigee_environment_keyvaluemaps_entries: {
    noun: "entry of a key value map",
    lost: "its value",
    decisionsWhenNew: { value: "what proxies are told" },
    decisions: { env_keyvaluemap_id: "which proxies are told" },
    harmless: { new: "what proxies are told is told" },
  },
  google_apigee_keystores_aliases_key_cert_file: {
    noun: "key of Apigee",
    ...KEY,
    decisionsWhenNew: { cert: BY_WHICH_KEY, key: BY_WHICH_KEY },
    decisions: { ...KEY.decisions, password: BY_WHICH_KEY },
  },
  google_apigee_keystores_aliases_pkcs12: {
    noun: "key of Apigee",
    ...KEY,
    decisionsWhenNew: { file: BY_WHICH_KEY },
    decisions: { ...KEY.decisions, filehash: BY_WHICH_KEY, password: BY_WHICH_KEY },
  },
  google_apigee_keystores_aliases_self_signed_cert: {
    noun: "key of Apigee",
    ...KEY,
    decisions: {
      ...KEY.decisions,
      cert_validity_in_days: "until when its certificate is good",
      key_size: BY_WHICH_KEY,
      sig_alg: BY_WHICH_KEY,
      subject: BY_WHICH_KEY,
      subject_alternative_dns_names: BY_WHICH_KEY,
    },
  },
  google_apigee_security_feedback: {
    noun: "exception from what counts as abuse",
    guard: {
      isGuard: false,
      fields: ["feedback_contexts", "feedback_type", "org_id"],
      does: "has calls not count as abuse",
    },
    plain: ["comment", "reason"],
  },
  google_apigee_security_monitoring_condition: {
    noun: "watch over proxies",
    guard: { isGuard: true, fields: ["org_id", "profile", "scope"], does: "tells which proxies are weakly protected" },
  },
  google_apigee_security_profile_v2: {
    noun: "security profile",
    decisions: { profile_assessment_configs: "what counts as weakly protected" },
    plain: ["profile_id"],
    harmless: { new: "nothing is watched by it yet", gone: "what watches by it goes before it, and is told" },
  },
  google_apigee_space: {
    noun: "space of APIs",
    harmless: {
      new: "who gets to what is in it is told by what grants it",
      gone: "what is in it has to be gone first",
    },
  },
};
