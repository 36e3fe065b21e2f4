import type { TerraformFields } from "./terraform-resources";

/**
 * Types of which the provider deletes nothing: what is destroyed leaves the state, and stays in force as it is. Their
 * `Delete` in the source of version 7.45.0 sends no request; most are settings of something that has them at all times.
 *
 * @see https://github.com/hashicorp/terraform-provider-google/tree/v7.45.0/google/services
 */
const UNDELETED: ReadonlySet<string> = new Set([
  "google_apigee_control_plane_access",
  "google_apigee_environment_addons_config",
  "google_apigee_sync_authorization",
  "google_apihub_api_hub_instance",
  "google_apihub_host_project_registration",
  "google_app_engine_application",
  "google_app_engine_service_network_settings",
  "google_app_engine_service_split_traffic",
  "google_apphub_boundary",
  "google_artifact_registry_project_config",
  "google_backup_dr_service_config",
  "google_bigquery_job",
  "google_chronicle_big_query_export",
  "google_chronicle_data_export",
  "google_chronicle_findings_refinement",
  "google_chronicle_findings_refinement_deployment",
  "google_chronicle_reference_list",
  "google_chronicle_retrohunt",
  "google_chronicle_rule_deployment",
  "google_cloud_quotas_quota_adjuster_settings",
  "google_cloud_quotas_quota_preference",
  "google_clouddomains_registration",
  "google_compute_network_peering_routes_config",
  "google_compute_preview_feature",
  "google_compute_project_default_network_tier",
  "google_compute_region_commitment",
  "google_compute_snapshot_settings",
  "google_contact_center_insights_encryption_spec",
  "google_contact_center_insights_qa_scorecard_revision",
  "google_container_registry",
  "google_dialogflow_cx_generative_settings",
  "google_dialogflow_encryption_spec",
  "google_discovery_engine_acl_config",
  "google_discovery_engine_license_config",
  "google_discovery_engine_serving_config",
  "google_discovery_engine_user_store",
  "google_discovery_engine_widget_config",
  "google_document_ai_processor_default_version",
  "google_document_ai_warehouse_location",
  "google_eventarc_google_channel_config",
  "google_firebase_app_check_app_attest_config",
  "google_firebase_app_check_device_check_config",
  "google_firebase_app_check_play_integrity_config",
  "google_firebase_app_check_recaptcha_enterprise_config",
  "google_firebase_app_check_recaptcha_v3_config",
  "google_firebase_app_hosting_build",
  "google_firebase_app_hosting_default_domain",
  "google_firebase_app_hosting_traffic",
  "google_firebase_remote_config_remote_config",
  "google_gkeonprem_bare_metal_admin_cluster",
  "google_gkeonprem_vmware_admin_cluster",
  "google_iap_brand",
  "google_identity_platform_config",
  "google_kms_ekm_connection",
  "google_kms_key_handle",
  "google_kms_key_ring",
  "google_kms_secret_ciphertext",
  "google_logging_folder_settings",
  "google_logging_organization_settings",
  "google_model_armor_floorsetting",
  "google_oracle_database_cloud_exadata_infrastructure_exascale_config",
  "google_public_ca_external_account_key",
  "google_resource_manager_capability",
  "google_scc_source",
  "google_scc_v2_organization_source",
  "google_service_networking_vpc_service_controls",
  "google_sql_provision_script",
  "google_storage_control_folder_intelligence_config",
  "google_storage_control_organization_intelligence_config",
  "google_storage_control_project_intelligence_config",
  "google_vertex_ai_cache_config",
  "google_vmwareengine_subnet",
  "google_workload_identity_service_agent",
]);

/** Whether what Terraform destroys of a type stays in force, whatever it says of itself. */
export function isNeverDeleted(type: string): boolean {
  return UNDELETED.has(type);
}

/** The setting of a resource by which it stays in force when Terraform destroys it; undefined where none does. */
export function keptBy(body: TerraformFields | undefined): string | undefined {
  if (body?.deletion_policy === "ABANDON") return "deletion_policy is ABANDON";
  return body?.noop_on_destroy === true ? "noop_on_destroy is on" : undefined;
}
