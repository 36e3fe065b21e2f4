import type { ResourceChange, TerraformFields } from "../../terraform";
import { ruleOf } from "../observation";
import type { PlanRule } from "../plan-rule";
import {
  atLeast,
  OFTEN,
  ranked,
  SAFE_WHEN_SET,
  SAFE_WHEN_UNSET,
  safeWhenOff,
  safeWhenOn,
  type Setting,
  settingObservations,
} from "../setting";

const REPOSITORY = ["google_artifact_registry_repository"];
const BUCKET = ["google_storage_bucket"];
const SUBNET = ["google_compute_subnetwork"];
const HOSTS = [
  "google_compute_instance",
  "google_compute_instance_template",
  "google_compute_region_instance_template",
  "google_compute_instance_from_template",
];
const PROJECT_METADATA = ["google_compute_project_metadata"];
const CLUSTER = ["google_container_cluster"];
const LOGGING_BUCKETS = ["project", "folder", "organization", "billing_account"].map(
  (one) => `google_logging_${one}_bucket_config`,
);
const SINKS = ["project", "folder", "organization", "billing_account"].map((one) => `google_logging_${one}_sink`);
const EXCLUSIONS = ["project", "folder", "organization", "billing_account"].map(
  (one) => `google_logging_${one}_exclusion`,
);

const isOf =
  (format: string) =>
  (body: Readonly<Record<string, unknown>>): boolean =>
    String(body.format).toUpperCase() === format;

/** What guards packages, data and hosts, and is only switched off on purpose. */
const SETTINGS: readonly Setting[] = [
  {
    types: REPOSITORY,
    path: "docker_config.immutable_tags",
    strength: safeWhenOn(false),
    applies: isOf("DOCKER"),
    weaker: "tags can be moved to other images",
    stronger: "tags can no longer be moved to other images",
  },
  {
    types: REPOSITORY,
    path: "maven_config.allow_snapshot_overwrites",
    strength: safeWhenOff(false),
    weaker: "snapshots can be overwritten",
    stronger: "snapshots can no longer be overwritten",
  },
  {
    types: REPOSITORY,
    path: "vulnerability_scanning_config.enablement_config",
    strength: ranked([["DISABLED"], ["INHERITED"]], "INHERITED"),
    weaker: "vulnerability scanning is switched off",
    stronger: "vulnerability scanning is as the project has it",
  },
  {
    types: ["google_artifact_registry_project_config"],
    path: "platform_logs_config.logging_state",
    strength: ranked([["DISABLED"], ["LOGGING_STATE_UNSPECIFIED"], ["ENABLED"]], "LOGGING_STATE_UNSPECIFIED"),
    weaker: "Artifact Registry no longer logs what it does",
    stronger: "Artifact Registry logs what it does",
  },
  {
    types: BUCKET,
    path: "public_access_prevention",
    strength: ranked([["inherited"], ["enforced"]], "inherited"),
    weaker: "public access is no longer prevented",
    stronger: "public access is prevented",
  },
  {
    types: BUCKET,
    path: "uniform_bucket_level_access",
    strength: safeWhenOn(false),
    weaker: "objects can be shared one by one, past the bucket's own policy",
    stronger: "only the bucket's own policy says who reads it",
  },
  {
    types: BUCKET,
    path: "versioning.enabled",
    strength: safeWhenOn(false),
    weaker: "deleted and overwritten objects are no longer kept",
    stronger: "deleted and overwritten objects are kept",
  },
  {
    types: BUCKET,
    path: "retention_policy.retention_period",
    strength: atLeast(0),
    weaker: "objects can be deleted sooner, in seconds",
    stronger: "objects are kept longer, in seconds",
  },
  {
    types: BUCKET,
    path: "retention_policy.is_locked",
    strength: safeWhenOn(false),
    weaker: "how long objects are kept is no longer locked",
    stronger: "how long objects are kept is locked",
  },
  {
    types: BUCKET,
    path: "soft_delete_policy.retention_duration_seconds",
    strength: atLeast(604800),
    weaker: "deleted objects can be brought back for a shorter time, in seconds",
    stronger: "deleted objects can be brought back for a longer time, in seconds",
  },
  {
    types: BUCKET,
    path: "force_destroy",
    strength: safeWhenOff(false),
    weaker: "it can be destroyed with the objects in it",
    stronger: "it can no longer be destroyed while objects are in it",
  },
  {
    types: BUCKET,
    path: "default_event_based_hold",
    strength: safeWhenOn(false),
    weaker: "new objects are no longer held until they are released",
    stronger: "new objects are held until they are released",
  },
  {
    types: BUCKET,
    path: "ip_filter.mode",
    strength: ranked([["Disabled"], ["Enabled"]], "Disabled"),
    weaker: "no network is kept from it",
    stronger: "only listed networks get at it",
  },
  {
    types: BUCKET,
    path: "logging.log_bucket",
    strength: SAFE_WHEN_SET,
    weaker: "who reads it is no longer logged",
    stronger: "who reads it is logged",
  },
  {
    types: ["google_dns_managed_zone"],
    path: "force_destroy",
    strength: safeWhenOff(false),
    weaker: "it can be destroyed with the records in it",
    stronger: "it can no longer be destroyed while records are in it",
  },
  {
    types: ["google_dns_managed_zone"],
    path: "dnssec_config.state",
    strength: ranked([["off"], ["transfer"], ["on"]], "off"),
    weaker: "its answers are no longer signed",
    stronger: "its answers are signed",
  },
  {
    types: ["google_dns_policy"],
    path: "enable_logging",
    strength: safeWhenOn(false),
    weaker: "queries are no longer logged",
    stronger: "queries are logged",
  },
  {
    types: SUBNET,
    path: "log_config",
    strength: SAFE_WHEN_SET,
    weaker: "flow logs are switched off",
    stronger: "flow logs are switched on",
  },
  {
    types: SUBNET,
    path: "log_config.flow_sampling",
    strength: atLeast(0.5),
    applies: ({ log_config: logs }) => Array.isArray(logs) && logs.length > 0,
    weaker: "fewer flows are logged",
    stronger: "more flows are logged",
  },
  {
    types: SUBNET,
    path: "log_config.filter_expr",
    strength: ranked([["false"], ["true"]], "true"),
    applies: ({ log_config: logs }) => Array.isArray(logs) && logs.length > 0,
    weaker: "fewer flows are logged",
    stronger: "all flows are logged",
  },
  {
    types: ["google_compute_firewall"],
    path: "log_config",
    strength: SAFE_WHEN_SET,
    weaker: "what the rule decides is no longer logged",
    stronger: "what the rule decides is logged",
  },
  {
    types: [
      "google_compute_firewall_policy_rule",
      "google_compute_network_firewall_policy_rule",
      "google_compute_region_network_firewall_policy_rule",
    ],
    path: "enable_logging",
    strength: safeWhenOn(false),
    weaker: "what the rule decides is no longer logged",
    stronger: "what the rule decides is logged",
  },
  {
    types: ["google_compute_router_nat"],
    path: "log_config.enable",
    strength: safeWhenOn(false),
    weaker: "connections are no longer logged",
    stronger: "connections are logged",
  },
  {
    types: ["google_compute_router_nat"],
    path: "log_config.filter",
    strength: ranked([["ERRORS_ONLY", "TRANSLATIONS_ONLY"], ["ALL"]], "ALL"),
    applies: ({ log_config: logs }) => Array.isArray(logs) && logs.length > 0,
    weaker: "fewer connections are logged",
    stronger: "all connections are logged",
  },
  {
    types: ["google_compute_region_backend_service", "google_compute_backend_service"],
    path: "log_config.enable",
    strength: safeWhenOn(false),
    weaker: "requests are no longer logged",
    stronger: "requests are logged",
  },
  {
    types: LOGGING_BUCKETS,
    path: "retention_days",
    strength: atLeast(30),
    weaker: "logs are kept for fewer days",
    stronger: "logs are kept for more days",
  },
  {
    types: LOGGING_BUCKETS,
    path: "locked",
    strength: safeWhenOn(false),
    weaker: "how long logs are kept is no longer locked",
    stronger: "how long logs are kept is locked",
  },
  {
    types: SINKS,
    path: "disabled",
    strength: safeWhenOff(false),
    weaker: "logs are no longer sent there",
    stronger: "logs are sent there again",
  },
  {
    types: EXCLUSIONS,
    path: "disabled",
    strength: safeWhenOn(false),
    weaker: "logs that it excludes are thrown away again",
    stronger: "it no longer throws logs away",
  },
  {
    types: HOSTS,
    path: "shielded_instance_config.enable_secure_boot",
    strength: safeWhenOn(false),
    weaker: "hosts may start anything: secure boot is off",
    stronger: "hosts start only what is signed",
  },
  {
    types: HOSTS,
    path: "shielded_instance_config.enable_vtpm",
    strength: safeWhenOn(true),
    weaker: "hosts lose their virtual TPM",
    stronger: "hosts have a virtual TPM",
  },
  {
    types: HOSTS,
    path: "shielded_instance_config.enable_integrity_monitoring",
    strength: safeWhenOn(true),
    weaker: "what hosts start is no longer measured",
    stronger: "what hosts start is measured",
  },
  {
    types: HOSTS,
    path: "confidential_instance_config.enable_confidential_compute",
    strength: safeWhenOn(false),
    weaker: "memory is no longer encrypted",
    stronger: "memory is encrypted",
  },
  {
    types: HOSTS,
    path: "can_ip_forward",
    strength: safeWhenOff(false),
    weaker: "hosts may send and take packets of others",
    stronger: "hosts may no longer send and take packets of others",
  },
  ...hostMetadata(),
  {
    types: ["google_kms_crypto_key"],
    path: "rotation_period",
    strength: OFTEN,
    weaker: "it is rotated less often, or no longer",
    stronger: "it is rotated, or more often",
  },
  {
    types: ["google_kms_crypto_key"],
    path: "destroy_scheduled_duration",
    strength: atLeast(2592000),
    weaker: "destroyed versions can be brought back for a shorter time",
    stronger: "destroyed versions can be brought back for a longer time",
  },
  {
    types: ["google_kms_crypto_key"],
    path: "version_template.protection_level",
    strength: ranked([["SOFTWARE"], ["EXTERNAL", "EXTERNAL_VPC"], ["HSM", "HSM_SINGLE_TENANT"]], "SOFTWARE"),
    weaker: "it is less protected",
    stronger: "it is better protected",
  },
  {
    types: CLUSTER,
    path: "enable_legacy_abac",
    strength: safeWhenOff(false),
    weaker: "its old access control lets every account in",
    stronger: "its old access control is off",
  },
  {
    types: CLUSTER,
    path: "enable_shielded_nodes",
    strength: safeWhenOn(true),
    weaker: "its nodes no longer prove what they are",
    stronger: "its nodes prove what they are",
  },
  {
    types: CLUSTER,
    path: "workload_identity_config.workload_pool",
    strength: SAFE_WHEN_SET,
    weaker: "its workloads run as the service account of their node",
    stronger: "its workloads have identities of their own",
  },
  {
    types: CLUSTER,
    path: "master_auth.client_certificate_config.issue_client_certificate",
    strength: safeWhenOff(false),
    weaker: "it gives out a certificate that lets whoever holds it in",
    stronger: "it gives out no certificate",
  },
  {
    types: CLUSTER,
    path: "database_encryption.state",
    strength: ranked([["DECRYPTED"], ["ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"]], "DECRYPTED"),
    weaker: "its secrets are no longer encrypted with a key of your own",
    stronger: "its secrets are encrypted with a key of your own",
  },
  {
    types: CLUSTER,
    path: "logging_config.enable_components",
    strength: SAFE_WHEN_SET,
    weaker: "it no longer logs what it does",
    stronger: "it logs what it does",
  },
  {
    types: [...CLUSTER, "google_container_node_pool"],
    path: "node_config.workload_metadata_config.mode",
    strength: ranked([["GCE_METADATA"], ["GKE_METADATA"]], "GCE_METADATA"),
    weaker: "its workloads get tokens of the service account of their node",
    stronger: "its workloads get no tokens of the service account of their node",
  },
  {
    types: ["google_cloudbuild_trigger"],
    path: "approval_config.approval_required",
    strength: safeWhenOn(false),
    weaker: "its builds run without anybody's approval",
    stronger: "its builds wait for an approval",
  },
  {
    types: ["google_compute_interconnect_attachment"],
    path: "encryption",
    strength: ranked([["NONE"], ["IPSEC"]], "NONE"),
    weaker: "what passes through it need not be encrypted",
    stronger: "only encrypted packets pass through it",
  },
  {
    types: ["google_compute_router_peer"],
    path: "md5_authentication_key.name",
    strength: SAFE_WHEN_SET,
    weaker: "its neighbour no longer proves who it is",
    stronger: "its neighbour proves who it is",
  },
  {
    types: ["google_secret_manager_secret", "google_secret_manager_regional_secret"],
    path: "version_destroy_ttl",
    strength: atLeast(0),
    weaker: "destroyed values can be brought back for a shorter time",
    stronger: "destroyed values can be brought back for a longer time",
  },
  {
    types: ["google_secret_manager_secret", "google_secret_manager_regional_secret"],
    path: "ttl",
    strength: SAFE_WHEN_UNSET,
    weaker: "it is deleted by itself after a time",
    stronger: "it is no longer deleted by itself",
  },
  {
    types: ["google_bigquery_dataset"],
    path: "default_table_expiration_ms",
    strength: SAFE_WHEN_UNSET,
    weaker: "new tables are deleted by themselves, after milliseconds",
    stronger: "new tables are no longer deleted by themselves",
  },
  {
    types: CLUSTER,
    path: "binary_authorization.evaluation_mode",
    strength: ranked([["DISABLED"], ["PROJECT_SINGLETON_POLICY_ENFORCE"]], "DISABLED"),
    weaker: "images are no longer checked before they run",
    stronger: "images are checked before they run",
  },
  {
    types: ["google_cloud_run_v2_service", "google_cloud_run_v2_job"],
    path: "binary_authorization",
    strength: SAFE_WHEN_SET,
    weaker: "images are no longer checked before they run",
    stronger: "images are checked before they run",
  },
  {
    types: ["google_binary_authorization_policy"],
    path: "default_admission_rule.evaluation_mode",
    strength: ranked([["ALWAYS_ALLOW"], ["REQUIRE_ATTESTATION"], ["ALWAYS_DENY"]], "ALWAYS_ALLOW"),
    weaker: "images run with fewer checks",
    stronger: "images run only with more checks",
  },
  {
    types: ["google_binary_authorization_policy"],
    path: "default_admission_rule.enforcement_mode",
    strength: ranked([["DRYRUN_AUDIT_LOG_ONLY"], ["ENFORCED_BLOCK_AND_AUDIT_LOG"]], "ENFORCED_BLOCK_AND_AUDIT_LOG"),
    weaker: "images that fail the check run all the same",
    stronger: "images that fail the check do not run",
  },
  {
    types: ["google_sql_database_instance"],
    path: "settings.backup_configuration.enabled",
    strength: safeWhenOn(false),
    weaker: "backups are switched off",
    stronger: "backups are switched on",
  },
  {
    types: ["google_sql_database_instance"],
    path: "settings.backup_configuration.point_in_time_recovery_enabled",
    strength: safeWhenOn(false),
    weaker: "it can no longer be set back to a point in time",
    stronger: "it can be set back to a point in time",
  },
];

/** What metadata say about who gets into a host. */
function hostMetadata(): readonly Setting[] {
  const types = [...HOSTS, ...PROJECT_METADATA];
  // A host that says nothing is as its project has it.
  const onOrOff = written(safeWhenOn(false));
  return [
    {
      types: PROJECT_METADATA,
      path: "metadata.enable-oslogin",
      strength: onOrOff,
      weaker: "OS Login is off: keys in metadata let people in",
      stronger: "only OS Login lets people in",
    },
    {
      types: HOSTS,
      path: "metadata.enable-oslogin",
      strength: { ...onOrOff, of: (value) => (value === undefined ? 0.5 : onOrOff.of(value)) },
      weaker: "OS Login is off, or as the project has it: keys in metadata may let people in",
      stronger: "only OS Login lets people in, or it is as the project has it",
    },
    {
      types,
      path: "metadata.enable-oslogin-2fa",
      strength: written(safeWhenOn(false)),
      weaker: "people need no second factor to log in",
      stronger: "people need a second factor to log in",
    },
    {
      types,
      path: "metadata.block-project-ssh-keys",
      strength: written(safeWhenOn(false)),
      weaker: "the project's SSH keys let people in",
      stronger: "the project's SSH keys let nobody in",
    },
    {
      types,
      path: "metadata.serial-port-enable",
      strength: written(safeWhenOff(false)),
      isForNew: true,
      weaker: "the serial port lets people in from anywhere",
      stronger: "the serial port lets nobody in",
    },
  ];
}

/** A project stays when its metadata go, and an item of them is new only where the project has none of that name. */
function asProjectMetadata(change: ResourceChange): ResourceChange {
  const { type, before, after } = change;
  if (type === "google_compute_project_metadata") return { ...change, after: after ?? {} };
  if (type !== "google_compute_project_metadata_item" || before === after) return change;
  const metadata = ({ project, key, value }: TerraformFields = {}): TerraformFields => ({
    project,
    metadata: typeof key === "string" ? { [key]: value } : key,
  });
  return { ...change, type: "google_compute_project_metadata", before: metadata(before), after: metadata(after) };
}

/** Metadata are texts, in any case. */
function written(strength: Setting["strength"]): Setting["strength"] {
  return { ...strength, of: (value) => strength.of(typeof value === "string" ? yesOrNo(value) : value) };
}

/** @see https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys#boolean */
function yesOrNo(text: string): string {
  if (/^(y|yes|true|1)$/i.test(text)) return "true";
  return /^(n|no|false|0)$/i.test(text) ? "false" : text;
}

/** Guards that are switched off, and on, on resources that stay. */
export const safetySettingsRule: PlanRule = ruleOf(
  {
    id: "safety-settings",
    kind: "safety",
    finds:
      "immutable tags, scanning, versioning, retention, logs, secure boot, OS Login and the like that are switched off or on",
  },
  ({ changes }) => settingObservations(changes.map(asProjectMetadata), SETTINGS),
);
