import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { planOf } from "../plan-builder";

/** The effects of all that the review says of one resource, each once. */
function effects(type: string, before: object | undefined, after: object | undefined): readonly string[] {
  const resource = {
    address: `${type}.X`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
  const { plans } = reviewPlans([{ name: "x", plan: TerraformPlan.read(planOf({ resources: [resource] })) }]);
  return [...new Set(plans.flatMap(({ findings }) => findings.map(({ effect }) => effect)))].sort();
}

const settings = (ip: object, more: object = {}): object => ({
  name: "db",
  settings: [{ ...more, ip_configuration: [{ ipv4_enabled: false, ...ip }] }],
});
const run = (access: object): object => ({ name: "run", template: [{ vpc_access: [access] }] });

/** Type, before, after, and what is so then; the answers are of Google's documentation. */
const CHANGES: readonly [type: string, before: object | undefined, after: object | undefined, expected: string[]][] = [
  ["google_sql_user", undefined, { name: "root", host: "%", password_wo_version: 1 }, ["widened"]],
  ["google_sql_user", { name: "root", host: "10.0.0.1" }, { name: "root", host: "%" }, ["unknown"]],
  ["google_sql_ssl_cert", undefined, { common_name: "laptop", instance: "db" }, ["widened"]],
  [
    "google_sql_database_instance",
    settings({ psc_config: [{ psc_enabled: true, allowed_consumer_projects: ["a"] }] }),
    settings({ psc_config: [{ psc_enabled: true, allowed_consumer_projects: ["a", "stranger"] }] }),
    ["widened"],
  ],
  [
    "google_sql_database_instance",
    settings({}, { connector_enforcement: "REQUIRED" }),
    settings({}, { connector_enforcement: "NOT_REQUIRED" }),
    ["widened"],
  ],
  [
    "google_sql_database_instance",
    settings({}, { database_flags: [{ name: "cloudsql.iam_authentication", value: "on" }] }),
    settings({}, { database_flags: [{ name: "cloudsql.iam_authentication", value: "off" }] }),
    ["unknown"],
  ],
  ["google_sql_database_instance", settings({}, { tier: "db-f1-micro" }), settings({}, { tier: "db-g1-small" }), []],
  ["google_cloud_run_v2_service", undefined, { name: "s", ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" }, []],
  ["google_cloud_run_v2_service", undefined, { name: "s", ingress: "INGRESS_TRAFFIC_ALL" }, ["widened"]],
  [
    "google_cloud_run_v2_service",
    { name: "s", ingress: "INGRESS_TRAFFIC_NONE" },
    { name: "s", ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" },
    ["widened"],
  ],
  [
    "google_cloudbuild_trigger",
    { name: "t", github: [{ owner: "o", name: "r", push: [{ branch: "b" }] }] },
    { name: "t", github: [{ owner: "o", name: "r", push: [{ branch: "b", invert_regex: true }] }] },
    ["unknown"],
  ],
  ["google_iam_workforce_pool", { session_duration: "3600s" }, { session_duration: "43200s" }, ["widened"]],
  ["google_iam_workforce_pool", { session_duration: "43200s" }, {}, ["narrowed"]],
  ["google_iam_oauth_client", undefined, { client_type: "PUBLIC_CLIENT" }, ["widened"]],
  ["google_iam_oauth_client", undefined, { client_type: "PUBLIC_CLIENT", disabled: true }, []],
  ["google_kms_autokey_config", { folder: "folders/1", key_project: "p" }, { folder: "folders/1" }, ["widened"]],
  ["google_kms_autokey_config", { folder: "folders/1" }, { folder: "folders/1", key_project: "p" }, ["narrowed"]],
  ["google_cloud_tasks_queue", { name: "q" }, { name: "q", http_target: [{ http_method: "PUT" }] }, ["unknown"]],
  [
    "google_apigee_target_server",
    { host: "h", s_sl_info: [{ enabled: true }] },
    { host: "h", s_sl_info: [{ enabled: true, ignore_validation_errors: true }] },
    ["widened"],
  ],
  ["google_netapp_host_group", { hosts: ["a"] }, { hosts: ["a", "b"] }, ["widened"]],
  ["google_netapp_host_group", { hosts: ["a", "b"] }, { hosts: ["a"] }, ["narrowed"]],
  // What is switched off on both sides, or is not there, is the same.
  [
    "google_sql_database_instance",
    settings({}),
    settings({ psc_config: [{ psc_enabled: false, psc_auto_dns_enabled: false }] }),
    [],
  ],
  [
    "google_kms_crypto_key_version",
    { crypto_key: "k", state: "DISABLED" },
    { crypto_key: "k", state: "ENABLED" },
    ["widened"],
  ],
  [
    "google_kms_crypto_key_version",
    { crypto_key: "k", state: "ENABLED" },
    { crypto_key: "k", state: "DISABLED" },
    ["changed", "narrowed"],
  ],
  [
    "google_secret_manager_secret_version",
    { secret: "s", enabled: false },
    { secret: "s", enabled: true },
    ["widened"],
  ],
  ["google_secret_manager_secret_version", { secret: "s" }, { secret: "s", enabled: false }, ["narrowed"]],
  ["google_cloud_scheduler_job", { name: "j", paused: true }, { name: "j" }, ["widened"]],
  ["google_cloud_scheduler_job", { name: "j" }, { name: "j", paused: true }, ["narrowed"]],
  [
    "google_bigquery_dataset",
    { dataset_id: "d", default_table_expiration_ms: 86_400_000 },
    { dataset_id: "d", default_table_expiration_ms: 3_600_000 },
    ["widened"],
  ],
  [
    "google_bigquery_dataset",
    { dataset_id: "d" },
    { dataset_id: "d", delete_contents_on_destroy: true, max_time_travel_hours: 48 },
    ["widened"],
  ],
  [
    "google_storage_bucket",
    { name: "b", logging: [{ log_bucket: "logs" }] },
    { name: "b", logging: [{ log_bucket: "stranger" }] },
    ["unknown"],
  ],
  [
    "google_container_cluster",
    { name: "c", logging_config: [{ enable_components: ["SYSTEM_COMPONENTS", "APISERVER"] }] },
    { name: "c", logging_config: [{ enable_components: ["SYSTEM_COMPONENTS"] }] },
    ["unknown"],
  ],
  ["google_tags_location_tag_binding", undefined, { parent: "//x", tag_value: "tagValues/1" }, ["unknown"]],
  ["google_tags_tag_binding", { parent: "//x", tag_value: "tagValues/1" }, undefined, ["unknown"]],
  [
    "google_redis_instance",
    { name: "c", transit_encryption_mode: "SERVER_AUTHENTICATION" },
    { name: "c", transit_encryption_mode: "DISABLED" },
    ["widened"],
  ],
  [
    "google_container_cluster",
    { name: "c", anonymous_authentication_config: [{ mode: "LIMITED" }] },
    { name: "c", anonymous_authentication_config: [{ mode: "ENABLED" }] },
    ["widened"],
  ],
  [
    "google_container_cluster",
    { name: "c", rbac_binding_config: [{ enable_insecure_binding_system_unauthenticated: false }] },
    { name: "c", rbac_binding_config: [{ enable_insecure_binding_system_unauthenticated: true }] },
    ["widened"],
  ],
  [
    "google_container_cluster",
    { name: "c", logging_config: [{ enable_components: ["SYSTEM_COMPONENTS", "APISERVER"] }] },
    { name: "c", logging_config: [{ enable_components: ["SYSTEM_COMPONENTS"] }] },
    ["unknown"],
  ],
  [
    "google_container_node_pool",
    { name: "p", node_config: [{ machine_type: "e2-small", labels: { a: "b" } }] },
    { name: "p", node_config: [{ machine_type: "e2-medium", labels: { a: "b" } }] },
    [],
  ],
  [
    "google_gke_hub_scope_rbac_role_binding",
    undefined,
    { user: "a@example.com", role: [{ predefined_role: "ADMIN" }] },
    ["widened"],
  ],
  [
    "google_cloud_run_v2_service",
    run({ connector: "c", egress: "ALL_TRAFFIC" }),
    run({ egress: "ALL_TRAFFIC" }),
    ["unknown"],
  ],
  [
    "google_cloud_run_v2_service",
    run({ network_interfaces: [{ network: "one" }] }),
    run({ network_interfaces: [{ network: "two" }] }),
    ["unknown"],
  ],
  [
    "google_storage_bucket",
    { name: "b", ip_filter: [{ mode: "Enabled", allow_cross_org_vpcs: false }] },
    { name: "b", ip_filter: [{ mode: "Enabled", allow_cross_org_vpcs: true }] },
    ["widened"],
  ],
  [
    "google_storage_transfer_job",
    undefined,
    { transfer_spec: [{ gcs_data_sink: [{ bucket_name: "b" }] }] },
    ["unknown"],
  ],
  [
    "google_cloud_scheduler_job",
    { name: "j", http_target: [{ uri: "https://a.example" }] },
    { name: "j", http_target: [{ uri: "https://b.example" }] },
    ["unknown"],
  ],
  [
    "google_dataproc_cluster",
    { name: "c", cluster_config: [{ initialization_action: [{ script: "gs://a/one.sh" }] }] },
    { name: "c", cluster_config: [{ initialization_action: [{ script: "gs://b/two.sh" }] }] },
    ["unknown"],
  ],
  [
    "google_cloudbuild_trigger",
    { name: "t", filename: "x", substitutions: { _IMAGE: "a" } },
    { name: "t", filename: "x", substitutions: { _IMAGE: "b" } },
    ["unknown"],
  ],
  [
    "google_monitoring_notification_channel",
    { type: "email", labels: { email_address: "team@example.com" } },
    { type: "email", labels: { email_address: "nobody@example.com" } },
    ["unknown"],
  ],
  [
    "google_iap_settings",
    { name: "x", access_settings: [{ reauth_settings: [{ max_age: "3600s" }] }] },
    { name: "x", access_settings: [{ reauth_settings: [{ max_age: "86400s" }] }] },
    ["widened"],
  ],
  ["google_firebaserules_release", { name: "r", ruleset_name: "a" }, { name: "r", ruleset_name: "b" }, ["unknown"]],
  ["google_org_policy_custom_constraint", { name: "custom.x" }, undefined, ["widened"]],
  ["google_app_engine_standard_app_version", undefined, { service: "s", version_id: "v" }, ["widened"]],
  ["google_app_engine_standard_app_version", { service: "s", version_id: "v" }, undefined, ["narrowed"]],
  ["google_app_engine_standard_app_version", { service: "s", noop_on_destroy: true }, undefined, []],
  [
    "google_app_engine_flexible_app_version",
    { service: "s", deployment: [{ container: [{ image: "a" }] }] },
    { service: "s", deployment: [{ container: [{ image: "b" }] }] },
    ["unknown"],
  ],
  [
    "google_app_engine_service_network_settings",
    { service: "s", network_settings: [{ ingress_traffic_allowed: "INGRESS_TRAFFIC_ALLOWED_INTERNAL_ONLY" }] },
    { service: "s", network_settings: [{ ingress_traffic_allowed: "INGRESS_TRAFFIC_ALLOWED_INTERNAL_AND_LB" }] },
    ["widened"],
  ],
  ["google_firebase_app_check_service_config", { enforcement_mode: "ENFORCED" }, undefined, ["widened"]],
  [
    "google_firebase_app_check_service_config",
    { enforcement_mode: "UNENFORCED" },
    { enforcement_mode: "ENFORCED" },
    ["narrowed"],
  ],
  ["google_firebase_app_check_debug_token", undefined, { app_id: "a" }, ["widened"]],
  ["google_firebase_app_hosting_traffic", undefined, { target: [{ splits: [{ build: "b" }] }] }, ["unknown"]],
  ["google_gke_backup_restore_channel", undefined, { name: "r", destination_project: "projects/1" }, ["widened"]],
  [
    "google_gke_backup_backup_plan",
    { name: "b", backup_schedule: [{ paused: false }] },
    { name: "b", backup_schedule: [{ paused: true }] },
    ["widened"],
  ],
  ["google_storage_batch_operations_job", undefined, { job_id: "j", delete_object: [{ x: 1 }] }, ["unknown"]],
  [
    "google_secure_source_manager_branch_rule",
    { branch_rule_id: "b", minimum_approvals_count: 2 },
    { branch_rule_id: "b", minimum_approvals_count: 1 },
    ["widened"],
  ],
  [
    "google_secure_source_manager_branch_rule",
    { branch_rule_id: "b", disabled: false },
    { branch_rule_id: "b", disabled: true },
    ["widened"],
  ],
  ["google_cloud_asset_project_feed", { feed_id: "f", asset_types: ["a"] }, undefined, ["widened"]],
  [
    "google_compute_interconnect",
    { name: "i", macsec_enabled: true },
    { name: "i", macsec_enabled: false },
    ["widened"],
  ],
  [
    "google_compute_interconnect",
    { name: "i", admin_enabled: true },
    { name: "i", admin_enabled: false },
    ["narrowed"],
  ],
  ["google_compute_zone_vm_extension_policy", undefined, { name: "v", extension_policies: [{ x: 1 }] }, ["unknown"]],
  ["google_network_management_vpc_flow_logs_config", { state: "ENABLED" }, { state: "DISABLED" }, ["widened"]],
  ["google_network_services_edge_cache_service", { edge_security_policy: "a" }, {}, ["widened"]],
  ["google_network_services_multicast_group_range", { consumer_accept_list: ["1"] }, {}, ["unknown"]],
  ["google_network_management_connectivity_test", undefined, { name: "t", protocol: "TCP" }, []],
  ["google_parameter_manager_parameter_version", { disabled: true }, { disabled: false }, ["widened"]],
  ["google_bigtable_gc_policy", undefined, { table: "t", max_age: [{ duration: "24h" }] }, ["unknown"]],
  ["google_beyondcorp_security_gateway_application", undefined, { application_id: "a" }, ["widened"]],
  ["google_dataplex_asset", undefined, { name: "a", resource_spec: [{ name: "bucket" }] }, ["widened"]],
  ["google_managed_kafka_acl", { acl_id: "a", acl_entries: [{ principal: "User:*" }] }, undefined, ["unknown"]],
  ["google_active_directory_domain", { authorized_networks: ["a"] }, { authorized_networks: ["a", "b"] }, ["widened"]],
  ["google_active_directory_domain_trust", undefined, { selective_authentication: true }, ["widened"]],
  ["google_backup_dr_backup_vault", {}, { access_restriction: "UNRESTRICTED" }, ["widened"]],
  ["google_backup_dr_backup_vault", {}, { access_restriction: "WITHIN_PROJECT" }, ["narrowed"]],
  ["google_vmwareengine_external_access_rule", undefined, { name: "r", action: "ALLOW" }, ["widened"]],
  ["google_vmwareengine_external_access_rule", { name: "r", action: "DENY" }, undefined, ["widened"]],
  ["google_vmwareengine_network_policy", undefined, { internet_access: [{ enabled: true }] }, ["widened"]],
  ["google_data_fusion_instance", undefined, { name: "d", private_instance: true }, []],
  ["google_data_fusion_instance", undefined, { name: "d" }, ["widened"]],
  ["google_data_catalog_policy_tag", { display_name: "pii" }, undefined, ["widened"]],
  ["google_config_deployment", undefined, { terraform_blueprint: [{ gcs_source: "gs://a" }] }, ["unknown"]],
  [
    "google_discovery_engine_widget_config",
    undefined,
    { access_settings: [{ allow_public_access: true }] },
    ["widened"],
  ],
  ["google_ces_guardrail", { enabled: true }, { enabled: false }, ["widened"]],
  ["google_gkeonprem_vmware_cluster", {}, { authorization: [{ admin_users: [{ username: "a" }] }] }, ["unknown"]],
  ["google_healthcare_fhir_store", {}, { disable_resource_versioning: true }, ["widened"]],
];

test.each(CHANGES)("%s: %j becomes %j", (type, before, after, expected) => {
  expect(effects(type, before, after)).toEqual(expected);
});
