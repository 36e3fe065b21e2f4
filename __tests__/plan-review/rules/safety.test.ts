import { safetyCleanupRule } from "../../../lib/plan-review/rules/safety-cleanup";
import { safetyDeletionRule } from "../../../lib/plan-review/rules/safety-deletion";
import { safetyEncryptionRule } from "../../../lib/plan-review/rules/safety-encryption";
import { safetyGuardsRule } from "../../../lib/plan-review/rules/safety-guards";
import { safetySettingsRule } from "../../../lib/plan-review/rules/safety-settings";
import type { PlanRule } from "../../../lib/plan-review/plan-rule";
import type { PlannedResource } from "../plan-builder";
import { findingsOf, saidBy } from "./reviewed-plan";

const effects = (
  rule: PlanRule,
  type: string,
  before: object | undefined,
  after: object | undefined,
  extra: Partial<PlannedResource> = {},
): readonly string[] =>
  findingsOf(rule, {
    address: `${type}.X`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...extra,
  }).map(({ effect }) => effect);

const REPOSITORY = "google_artifact_registry_repository";

/** Type, path and value that guards, and one that does not. */
const SETTINGS: readonly [string, string, unknown, unknown, object?][] = [
  [REPOSITORY, "docker_config.immutable_tags", true, false, { format: "DOCKER" }],
  [REPOSITORY, "docker_config.immutable_tags", true, null, { format: "DOCKER" }],
  [REPOSITORY, "maven_config.allow_snapshot_overwrites", false, true],
  [REPOSITORY, "vulnerability_scanning_config.enablement_config", "INHERITED", "DISABLED"],
  ["google_artifact_registry_project_config", "platform_logs_config.logging_state", "ENABLED", "DISABLED"],
  ["google_storage_bucket", "public_access_prevention", "enforced", "inherited"],
  ["google_storage_bucket", "uniform_bucket_level_access", true, false],
  ["google_storage_bucket", "versioning.enabled", true, false],
  ["google_storage_bucket", "retention_policy.retention_period", "86400", "60"],
  ["google_storage_bucket", "retention_policy.is_locked", true, false],
  ["google_storage_bucket", "soft_delete_policy.retention_duration_seconds", 604800, 0],
  ["google_storage_bucket", "force_destroy", false, true],
  ["google_storage_bucket", "logging.log_bucket", "logs", null],
  ["google_dns_managed_zone", "force_destroy", false, true],
  ["google_dns_managed_zone", "dnssec_config.state", "on", "off"],
  ["google_dns_policy", "enable_logging", true, false],
  ["google_compute_subnetwork", "log_config", [{ metadata: "X" }], []],
  ["google_compute_subnetwork", "log_config.flow_sampling", 1, 0.1],
  ["google_compute_firewall", "log_config", [{ metadata: "X" }], []],
  ["google_compute_subnetwork", "log_config.filter_expr", "true", "false"],
  [
    "google_binary_authorization_policy",
    "default_admission_rule.enforcement_mode",
    "ENFORCED_BLOCK_AND_AUDIT_LOG",
    "DRYRUN_AUDIT_LOG_ONLY",
  ],
  ["google_compute_network_firewall_policy_rule", "enable_logging", true, false],
  ["google_compute_router_nat", "log_config.enable", true, false],
  ["google_compute_router_nat", "log_config.filter", "ALL", "ERRORS_ONLY"],
  ["google_compute_region_backend_service", "log_config.enable", true, false],
  ["google_logging_project_bucket_config", "retention_days", 365, 1],
  ["google_logging_project_bucket_config", "locked", true, false],
  ["google_logging_project_sink", "disabled", false, true],
  ["google_logging_project_exclusion", "disabled", true, false],
  ["google_compute_instance", "shielded_instance_config.enable_secure_boot", true, false],
  ["google_compute_instance", "shielded_instance_config.enable_vtpm", true, false],
  ["google_compute_instance", "shielded_instance_config.enable_integrity_monitoring", true, false],
  ["google_compute_instance", "confidential_instance_config.enable_confidential_compute", true, false],
  ["google_compute_instance", "can_ip_forward", false, true],
  ["google_compute_instance", "metadata.enable-oslogin", "TRUE", "FALSE"],
  ["google_compute_project_metadata", "metadata.block-project-ssh-keys", "1", "0"],
  ["google_compute_instance", "metadata.serial-port-enable", "false", "true"],
  ["google_kms_crypto_key", "rotation_period", "7776000s", null],
  ["google_kms_crypto_key", "rotation_period", "7776000s", "315360000s"],
  ["google_storage_bucket", "default_event_based_hold", true, false],
  ["google_storage_bucket", "ip_filter.mode", "Enabled", "Disabled"],
  ["google_container_cluster", "enable_legacy_abac", false, true],
  ["google_container_cluster", "enable_shielded_nodes", true, false],
  ["google_container_cluster", "workload_identity_config.workload_pool", "p.svc.id.goog", null],
  ["google_container_cluster", "master_auth.client_certificate_config.issue_client_certificate", false, true],
  ["google_container_cluster", "database_encryption.state", "ENCRYPTED", "DECRYPTED"],
  ["google_container_cluster", "logging_config.enable_components", ["WORKLOADS"], []],
  ["google_container_node_pool", "node_config.workload_metadata_config.mode", "GKE_METADATA", "GCE_METADATA"],
  ["google_cloudbuild_trigger", "approval_config.approval_required", true, false],
  ["google_compute_interconnect_attachment", "encryption", "IPSEC", "NONE"],
  ["google_compute_router_peer", "md5_authentication_key.name", "k", null],
  ["google_secret_manager_secret", "version_destroy_ttl", "86400s", null],
  ["google_secret_manager_secret", "ttl", null, "3600s"],
  ["google_bigquery_dataset", "default_table_expiration_ms", null, 3600000],
  ["google_compute_instance", "metadata.enable-oslogin", null, "FALSE"],
  ["google_compute_instance", "metadata.enable-oslogin-2fa", "TRUE", null],
  ["google_kms_crypto_key", "destroy_scheduled_duration", "2592000s", "86400s"],
  ["google_kms_crypto_key", "version_template.protection_level", "HSM", "SOFTWARE"],
  ["google_container_cluster", "binary_authorization.evaluation_mode", "PROJECT_SINGLETON_POLICY_ENFORCE", "DISABLED"],
  ["google_cloud_run_v2_service", "binary_authorization", [{ use_default: true }], []],
  ["google_binary_authorization_policy", "default_admission_rule.evaluation_mode", "ALWAYS_DENY", "ALWAYS_ALLOW"],
  ["google_sql_database_instance", "settings.backup_configuration.enabled", true, false],
  ["google_sql_database_instance", "settings.backup_configuration.point_in_time_recovery_enabled", true, false],
];

describe("settings", () => {
  const body = (path: string, value: unknown, extra: object = {}): object => {
    const [first = "", ...rest] = path.split(".");
    const inner = rest.length === 0 ? value : [body(rest.join("."), value)];
    return {
      ...extra,
      [first]: first === "metadata" && Array.isArray(inner) ? (inner as readonly unknown[])[0] : inner,
    };
  };

  test.each(SETTINGS)("%s %s", (type, path, guarding, not, extra = {}) => {
    const named = { name: "x", ...extra };
    const [strong, weak] = [body(path, guarding, named), body(path, not, named)];
    expect(effects(safetySettingsRule, type, strong, weak)).toEqual(["widened"]);
    expect(effects(safetySettingsRule, type, weak, strong)).toEqual(["narrowed"]);
    expect(effects(safetySettingsRule, type, strong, strong)).toEqual([]);
    expect(effects(safetySettingsRule, type, undefined, strong)).toEqual([]);
    expect(effects(safetySettingsRule, type, strong, strong, { unknown: body(path, true) })).toEqual(["unknown"]);
  });

  test("say what is so now, and name the resource", () => {
    const said = saidBy(safetySettingsRule, {
      address: `${REPOSITORY}.R`,
      before: { repository_id: "images", format: "DOCKER", docker_config: [{ immutable_tags: true }] },
      after: { repository_id: "images", format: "DOCKER", docker_config: [] },
    });
    expect(said).toEqual(['widened: artifact registry repository "images": tags can be moved to other images']);
  });

  test("count in new hosts where they let people in", () => {
    expect(
      effects(safetySettingsRule, "google_compute_instance", undefined, {
        name: "x",
        metadata: { "serial-port-enable": "1" },
      }),
    ).toEqual(["widened"]);
    expect(effects(safetySettingsRule, "google_compute_instance", undefined, { name: "x", metadata: {} })).toEqual([]);
  });
});

test("metadata of a project are told as such, when they are items or go away", () => {
  const item = (before: object | undefined, after: object | undefined): readonly string[] =>
    effects(safetySettingsRule, "google_compute_project_metadata_item", before, after);
  const login = (value: string): object => ({ project: "p", key: "enable-oslogin", value });
  expect([item(login("TRUE"), login("FALSE")), item(login("TRUE"), undefined), item(undefined, login("TRUE"))]).toEqual(
    [["widened"], ["widened"], ["narrowed"]],
  );
  expect([item(undefined, login("FALSE")), item(undefined, { project: "p", key: "other", value: "x" })]).toEqual([
    [],
    [],
  ]);
  expect(item(undefined, { project: "p", key: "serial-port-enable", value: "TRUE" })).toEqual(["widened"]);
  expect(
    effects(
      safetySettingsRule,
      "google_compute_project_metadata_item",
      undefined,
      { project: "p", value: "TRUE" },
      { unknown: { key: true } },
    ),
  ).toContain("unknown");
  expect(
    effects(
      safetySettingsRule,
      "google_compute_project_metadata",
      { project: "p", metadata: { "enable-oslogin": "TRUE" } },
      undefined,
    ),
  ).toEqual(["widened"]);
});

describe("deletion", () => {
  const turn = (
    type: string,
    before: object | undefined,
    after: object | undefined,
    extra: Partial<PlannedResource> = {},
  ): readonly string[] => effects(safetyDeletionRule, type, before, after, extra);

  test("names what people know: no number of Google's, and a table not by its dataset", () => {
    const off = (type: string, body: object): readonly string[] =>
      saidBy(safetyDeletionRule, {
        address: `${type}.X`,
        before: { ...body, deletion_protection: true },
        after: { ...body, deletion_protection: false },
      });
    expect(off("google_compute_instance", { name: "vm", instance_id: "8734568173465" })).toEqual([
      'widened: compute instance "vm" can now be deleted (deletion_protection is off)',
    ]);
    expect(off("google_bigquery_table", { dataset_id: "ds", table_id: "logs" })).toEqual([
      'widened: bigquery table "logs" can now be deleted (deletion_protection is off)',
    ]);
  });

  test("protection that is switched off or on", () => {
    expect(turn("google_sql_database_instance", { deletion_protection: true }, { deletion_protection: false })).toEqual(
      ["widened"],
    );
    expect(turn("google_container_cluster", { deletion_protection: true }, {})).toEqual(["widened"]);
    expect(
      turn("google_sql_database_instance", { settings: [{ deletion_protection_enabled: true }] }, { settings: [{}] }),
    ).toEqual(["widened"]);
    expect(
      turn(
        "google_firestore_database",
        { delete_protection_state: "DELETE_PROTECTION_ENABLED" },
        { delete_protection_state: "DELETE_PROTECTION_DISABLED" },
      ),
    ).toEqual(["widened"]);
    expect(turn("google_any_thing", { deletion_protection: false }, { deletion_protection: true })).toEqual([
      "narrowed",
    ]);
    expect(
      turn("google_any_thing", { deletion_protection: true }, {}, { unknown: { deletion_protection: true } }),
    ).toEqual(["unknown"]);
    expect(turn("google_any_thing", { deletion_protection: true }, { deletion_protection: true, labels: {} })).toEqual(
      [],
    );
    expect(turn("google_any_thing", undefined, { deletion_protection: false })).toEqual([]);
  });

  test("policies of guards, and of what holds data", () => {
    const rule = "google_artifact_registry_rule";
    expect(turn(rule, { deletion_policy: "DELETE" }, { deletion_policy: "ABANDON" })).toEqual(["widened"]);
    expect(turn(rule, undefined, { deletion_policy: "ABANDON" })).toEqual(["widened"]);
    expect(turn(rule, undefined, { deletion_policy: "DELETE" })).toEqual([]);
    expect(turn(rule, { deletion_policy: "PREVENT" }, { deletion_policy: "DELETE" })).toEqual(["widened"]);
    expect(turn(rule, { deletion_policy: "DELETE" }, { deletion_policy: "PREVENT" })).toEqual(["narrowed"]);
    expect(turn(rule, { deletion_policy: "ABANDON" }, { deletion_policy: "DELETE" })).toEqual(["changed"]);
    expect(turn(rule, { deletion_policy: "DELETE" }, {}, { unknown: { deletion_policy: true } })).toEqual(["unknown"]);
    expect(turn(rule, { deletion_policy: "DELETE" }, {}, { computed: ["deletion_policy"] })).toEqual([]);
    expect(turn("google_storage_bucket", { deletion_policy: "DELETE" }, { deletion_policy: "ABANDON" })).toEqual([
      "changed",
    ]);
    expect(turn("google_storage_bucket", { deletion_policy: "ABANDON" }, { deletion_policy: "DELETE" })).toEqual([
      "widened",
    ]);
    expect(
      turn(rule, { deletion_policy: "DELETE", action: "DENY" }, { deletion_policy: "DELETE", action: "ALLOW" }),
    ).toEqual([]);
  });

  test("that leaves things in force is said", () => {
    expect(
      saidBy(safetyDeletionRule, {
        address: "google_artifact_registry_rule.R",
        before: { rule_id: "allow-flask", deletion_policy: "ABANDON" },
      }),
    ).toEqual([
      'changed: artifact registry rule "allow-flask" is taken out of Terraform and stays in force as it ' +
        "is (deletion_policy is ABANDON)",
    ]);
  });
});

describe("cleanup", () => {
  const policy = (id: string, action: string, extra: object = {}): object => ({ id, action, ...extra });
  const repository = (dryRun: unknown, ...policies: readonly object[]): object => ({
    repository_id: "images",
    location: "us",
    cleanup_policy_dry_run: dryRun,
    cleanup_policies: policies,
  });
  const turn = (before: object, after: object, extra: Partial<PlannedResource> = {}): readonly string[] =>
    effects(safetyCleanupRule, REPOSITORY, before, after, extra);
  const [old, keep] = [policy("old", "DELETE"), policy("keep", "KEEP")];

  test("that leaves its dry run, deletes more or keeps less", () => {
    expect(turn(repository(true, old), repository(false, old))).toEqual(["widened"]);
    expect(turn(repository(true, old), repository(null, old))).toEqual(["widened"]);
    expect(turn(repository(false), repository(false, old))).toEqual(["widened"]);
    expect(turn(repository(false, old, keep), repository(false, old))).toEqual(["widened"]);
    expect(
      turn(repository(false, old), repository(false, policy("old", "DELETE", { condition: [{ older_than: "1d" }] }))),
    ).toEqual(["widened"]);
    expect(turn(repository(false, old), repository(false, old, keep))).toEqual(["narrowed"]);
    expect(turn(repository(false, old), repository(true, old))).toEqual(["narrowed"]);
    expect(turn(repository(true, keep), repository(false, keep))).toEqual([]);
    expect(turn(repository(true), repository(true, old))).toEqual([]);
    expect(
      turn(repository(true, old), repository(undefined, old), { unknown: { cleanup_policy_dry_run: true } }),
    ).toEqual(["unknown"]);
  });
});

describe("encryption", () => {
  const turn = (before: object, after: object, extra: Partial<PlannedResource> = {}): readonly string[] =>
    effects(safetyEncryptionRule, REPOSITORY, before, after, extra);

  test("with other keys, or none", () => {
    expect(turn({ kms_key_name: "k1" }, { kms_key_name: "" })).toEqual(["widened"]);
    expect(turn({ encryption: [{ default_kms_key_name: "k1" }] }, { encryption: [] })).toEqual(["widened"]);
    expect(turn({ kms_key_name: "k1" }, { kms_key_name: "k2" })).toEqual(["changed"]);
    expect(turn({ kms_key_name: "" }, { kms_key_name: "k2" })).toEqual(["changed"]);
    expect(turn({ kms_key_name: "k1" }, { kms_key_name: "k1", labels: { a: "b" } })).toEqual([]);
    const key = (project: string, name: string): object => ({
      kms_key_name: `projects/${project}/locations/l/keyRings/r/cryptoKeys/${name}`,
    });
    expect(turn(key("acme", "k1"), key("acme", "k2"))).toEqual(["changed"]);
    expect(turn(key("acme", "k1"), key("other", "k1"))).toEqual(["unknown"]);
    expect(turn({ kms_key_name: "k1" }, {}, { unknown: { kms_key_name: true } })).toEqual(["unknown"]);
    expect(turn({ kms_key_name: "k1" }, { kms_key_name: "k2" }, { sensitive: { kms_key_name: true } })).toEqual([
      "unknown",
    ]);
  });

  test("with a key that the plan makes", () => {
    const key = { address: "google_kms_crypto_key.K", after: { name: "k" }, computed: ["id"] };
    const expressions = { kms_key_name: { references: ["google_kms_crypto_key.K.id", "google_kms_crypto_key.K"] } };
    const said = saidBy(safetyEncryptionRule, key, {
      address: `${REPOSITORY}.R`,
      before: { repository_id: "r", kms_key_name: "k0" },
      after: { repository_id: "r" },
      unknown: { kms_key_name: true },
      expressions,
    });
    expect(said).toEqual([
      'changed: artifact registry repository "r" is now encrypted with another key, "google_kms_crypto_key.K"',
    ]);
  });
});

describe("lifecycle rules", () => {
  const rule = (type: string, age: number): object => ({ action: [{ type }], condition: [{ age }] });
  const bucket = (...rules: readonly object[]): object => ({ name: "b", lifecycle_rule: rules });
  const turn = (before: object | undefined, after: object, extra: Partial<PlannedResource> = {}): readonly string[] =>
    effects(safetyCleanupRule, "google_storage_bucket", before, after, extra);

  test("that delete more objects, or fewer", () => {
    expect([
      turn(bucket(), bucket(rule("Delete", 1))),
      turn(bucket(rule("Delete", 365)), bucket(rule("Delete", 1))),
    ]).toEqual([["widened"], ["widened"]]);
    expect(turn(bucket(rule("Delete", 1), rule("Delete", 2)), bucket(rule("Delete", 2)))).toEqual(["narrowed"]);
    expect([turn(bucket(), bucket(rule("SetStorageClass", 1))), turn(undefined, bucket(rule("Delete", 1)))]).toEqual([
      [],
      [],
    ]);
    expect(
      turn(bucket(), bucket({ action: [{ type: "Delete" }], condition: [{}] }), {
        unknown: { lifecycle_rule: [{ condition: [{ age: true }] }] },
      }),
    ).toEqual(["unknown"]);
  });
});

describe("guards", () => {
  const turn = (
    type: string,
    before: object | undefined,
    after: object | undefined,
    extra: Partial<PlannedResource> = {},
  ): readonly string[] => effects(safetyGuardsRule, type, before, after, extra);

  test.each([
    ["google_logging_project_sink", { filter: "a" }, { filter: "b" }],
    ["google_monitoring_alert_policy", { conditions: [{ x: 1 }] }, { conditions: [{ x: 2 }] }],
    ["google_iam_deny_policy", { rules: [{ x: 1 }] }, { rules: [{ x: 2 }] }],
    ["google_iam_principal_access_boundary_policy", { details: [{ x: 1 }] }, { details: [{ x: 2 }] }],
    [
      "google_project_organization_policy",
      { list_policy: [{ deny: [{ all: true }] }] },
      { list_policy: [{ deny: [{ values: ["x"] }] }] },
    ],
    [
      "google_org_policy_policy",
      { spec: [{ rules: [{ deny_all: "TRUE" }] }] },
      { spec: [{ rules: [{ values: [{ denied_values: ["x"] }] }] }] },
    ],
    ["google_compute_security_policy", { rule: [{ x: 1 }] }, { rule: [{ x: 2 }] }],
    ["google_project_access_approval_settings", { enrolled_services: [{ x: 1 }] }, { enrolled_services: [] }],
    [
      "google_binary_authorization_policy",
      { admission_whitelist_patterns: [{ name_pattern: "a" }] },
      { admission_whitelist_patterns: [{ name_pattern: "b" }] },
    ],
    [
      "google_network_security_gateway_security_policy_rule",
      { basic_profile: "DENY", session_matcher: "a" },
      { basic_profile: "DENY", session_matcher: "b" },
    ],
  ])("%s", (type, body, changed) => {
    expect(turn(type, body, undefined)).toEqual(["widened"]);
    expect(turn(type, undefined, body)).toEqual(["narrowed"]);
    expect(turn(type, body, changed)).toEqual(["unknown"]);
    expect(turn(type, body, { ...body, description: "other" })).toEqual([]);
    expect(turn(type, { ...body, deletion_policy: "ABANDON" }, undefined)).toEqual([]);
  });

  test("that weaken by being there", () => {
    expect(turn("google_logging_project_exclusion", undefined, { filter: "a" })).toEqual(["widened"]);
    expect(turn("google_logging_project_exclusion", { filter: "a" }, undefined)).toEqual(["narrowed"]);
    expect(turn("google_network_security_url_lists", { values: ["a"] }, { values: ["a", "b"] })).toEqual(["widened"]);
  });

  test("that take the place of stricter ones when they are new", () => {
    const spec = (one: object): object => ({ name: "projects/p/policies/c", spec: [one] });
    const POLICY = "google_org_policy_policy";
    expect(turn(POLICY, undefined, spec({ rules: [{ enforce: "TRUE" }] }))).toEqual(["narrowed"]);
    for (const lifts of [{ rules: [{ enforce: "FALSE" }] }, { rules: [{ allow_all: "TRUE" }] }, { reset: true }]) {
      expect(turn(POLICY, undefined, spec(lifts))).toEqual(["widened"]);
      expect(turn(POLICY, spec(lifts), undefined)).toEqual(["narrowed"]);
    }
    expect(turn(POLICY, undefined, spec({ rules: [{ values: [{ allowed_values: ["x"] }] }] }))).toEqual(["unknown"]);
    expect(
      turn(POLICY, undefined, spec({ rules: [{}] }), { unknown: { spec: [{ rules: [{ enforce: true }] }] } }),
    ).toEqual(["unknown"]);
    expect(turn("google_project_organization_policy", undefined, { boolean_policy: [{ enforced: false }] })).toEqual([
      "widened",
    ]);
    expect(turn("google_folder_organization_policy", undefined, { restore_policy: [{ default: true }] })).toEqual([
      "widened",
    ]);
    expect(turn("google_compute_security_policy_rule", undefined, { action: "allow" })).toEqual(["widened"]);
    expect(turn("google_network_security_gateway_security_policy_rule", undefined, { basic_profile: "ALLOW" })).toEqual(
      ["widened"],
    );
    expect(
      turn("google_binary_authorization_policy", undefined, {
        default_admission_rule: [{ evaluation_mode: "ALWAYS_ALLOW" }],
      }),
    ).toEqual(["unknown"]);
    expect(turn("google_service_networking_vpc_service_controls", undefined, { enabled: false })).toEqual(["widened"]);
  });

  test("that are switched off where they stand", () => {
    const enforced = (on: unknown): object => ({ constraint: "c", boolean_policy: [{ enforced: on }] });
    expect(turn("google_project_organization_policy", enforced(true), enforced(false))).toEqual(["widened"]);
    expect(turn("google_project_organization_policy", enforced(false), enforced(true))).toEqual(["narrowed"]);
  });

  test("of what is audited", () => {
    const audit = (...logs: readonly object[]): object => ({
      project: "p",
      service: "allServices",
      audit_log_config: logs,
    });
    const read = { log_type: "DATA_READ", exempted_members: [] };
    const type = "google_project_iam_audit_config";
    expect(turn(type, audit(read), undefined)).toEqual(["widened"]);
    expect(turn(type, audit(read), audit())).toEqual(["widened"]);
    expect(turn(type, audit(read), audit({ ...read, exempted_members: ["user:eve@example.com"] }))).toEqual([
      "widened",
    ]);
    expect(turn(type, undefined, audit(read))).toEqual(["narrowed"]);
    expect(turn(type, audit(read), audit(read))).toEqual([]);
    // The one service was audited before, as all were.
    expect(turn(type, audit(read), { ...audit(read), service: "storage.googleapis.com" })).toEqual(["widened"]);
    expect(turn(type, audit(read), audit({}), { unknown: { audit_log_config: [{ log_type: true }] } })).toEqual([
      "unknown",
    ]);
  });

  test("of what is audited by a whole policy", () => {
    const policy = (...auditConfigs: readonly object[]): object => ({
      project: "p",
      policy_data: JSON.stringify({ auditConfigs }),
    });
    const all = (exempted?: readonly string[]): object => ({
      service: "allServices",
      auditLogConfigs: [{ logType: "DATA_READ", ...(exempted === undefined ? {} : { exemptedMembers: exempted }) }],
    });
    const said = (before: object | undefined, after: object | undefined): readonly string[] =>
      saidBy(safetyGuardsRule, {
        address: "google_project_iam_policy.P",
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      });
    expect(said(policy(all()), policy())).toEqual([
      'widened: access to "allServices" is no longer logged ("DATA_READ")',
    ]);
    expect(said(policy(all()), undefined)).toHaveLength(1);
    expect(said(policy(all()), policy(all(["user:eve@example.com"])))).toEqual([
      'widened: access to "allServices" ("DATA_READ") by "user:eve@example.com" is no longer logged',
    ]);
    expect(said(policy(), policy(all()))[0]).toMatch(/^narrowed/);
    expect(said(policy(all()), policy(all([])))).toEqual([]);
    expect(said(policy(all()), { project: "p", policy_data: "{" })).toEqual([]);
  });

  test("that are APIs", () => {
    const service = (name: string, extra: object = {}): object => ({ project: "p", service: name, ...extra });
    expect(turn("google_project_service", service("containerscanning.googleapis.com"), undefined)).toEqual(["widened"]);
    expect(
      turn(
        "google_project_service",
        service("containerscanning.googleapis.com", { disable_on_destroy: false }),
        undefined,
      ),
    ).toEqual([]);
    expect(turn("google_project_service", service("translate.googleapis.com"), undefined)).toEqual([]);
  });
});
