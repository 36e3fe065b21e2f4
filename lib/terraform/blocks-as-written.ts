/**
 * Blocks that are in no type filled in by Google: they are as the configuration has them, or are not there. Those of
 * provider 7.45.0.
 */
const NEVER_FILLED_IN: ReadonlySet<string> = new Set(
  (
    "accelerator_config access_approval_config access_config access_group_configs access_groups access_levels " +
    "access_logging_config access_restrictions access_rules_options acl_entries action_config actions_config " +
    "adaptive_protection_config additional_notification_targets admin_settings admission_whitelist_patterns " +
    "advanced_machine_features advertised_ip_ranges after_agent_callbacks after_model_callbacks " +
    "after_tool_callbacks agent_spec agent_tool ai_platform_floor_setting alert_strategy all_instances_config " +
    "all_updates_rule allocation_options allow allowed_data_access_labels allowlisted_certificates alloydb " +
    "alternative_name_server_config amount android_settings annotator_selector answer_choices " +
    "answer_feedback_settings anthos_cluster api_config app_engine app_engine_http_target " +
    "app_engine_routing_override application_endpoint application_settings approval_workflow arguments " +
    "artifact_configs artifact_examples artifacts_config aspects associated_entities async_primary_disk " +
    "attached_disk attachments attestation_authority attestation_authority_note attestation_rules attributes " +
    "audio_export_settings audio_processing_config audit_log_config auth_config auth_provider_binding " +
    "auth_provider_type_params authority authorization auto_accept auto_healing_policies auto_upgrade_config " +
    "autoclass automated_agent_config automated_backup_config autoscale autoscaling_config autoscaling_settings " +
    "aws aws_v4_authentication azure azure_services_authentication backend backend_metastores backfill_all " +
    "backfill_none backfill_pipeline_job backup_config backup_retention_policy backup_rules backup_schedule " +
    "bandwidth_limit bap_config basic basic_algorithm basic_scaling basic_service basic_sli " +
    "before_agent_callbacks before_model_callbacks before_tool_callbacks bgp big_query big_query_source " +
    "biglake_configuration bigquery_config bigquery_profile bigtable bitbucket_cloud_config " +
    "bitbucket_data_center_config bitbucket_server_trigger_config block_devices blocking_functions boolean_policy " +
    "boost_action broker_capacity_config bucket_list bucket_options build build_config cache_parameters " +
    "capacity_config certificate_authority_config channel_profile chart_layout chat_engine_config cipher_suite " +
    "circuit_breakers cleanup_policies client_certificate client_certificate_settings client_function " +
    "client_ip_resolution_config clone cloud_control_details cloud_control_metadata cloud_function " +
    "cloud_kms_config cloud_resource cloud_run cloud_spanner cloud_sql cloud_storage_config cloudsql " +
    "cluster_admission_rules cluster_endpoints cluster_operations cmek_config cmek_settings code_callback " +
    "codebase collection_group_scope collector_ilb column_family column_info common_config " +
    "compute_instance_backup_plan_properties compute_instance_restore_properties " +
    "compute_instance_target_environment compute_resources condition_config config_variable configmanagement " +
    "configuration connected_repositories connection_config connection_tracking_policy consistent_hash " +
    "consumer_accept_lists contact_settings container_image content_filter content_matchers contexts " +
    "control_plane control_plane_node controlled_egress_config copy cors create_notebook_execution_job_request " +
    "create_pipeline_job_request crypto_key_config custom custom_actions custom_config custom_domain " +
    "custom_environment_spec custom_intercept_profile custom_learned_ip_ranges custom_metrics " +
    "custom_mirroring_profile custom_oauth_config custom_placement_config custom_provider custom_target " +
    "customer_encryption customer_policy daily_recurrence dashboard_chart dashboard_query data " +
    "data_boost_isolation_read_only data_discovery_spec data_documentation_spec data_governance_tag " +
    "data_masking_policy data_profile_spec data_provider data_quality_spec data_store_settings data_store_spec " +
    "data_store_tool database_scope dataform_repository_source dataset datastore_config datastore_mount_config " +
    "ddos_protection_config dead_letter_policy decrypted_credential dedicated_resources default_admission_rule " +
    "default_channel_profile default_cluster_config default_custom_error_response_policy " +
    "default_encryption_configuration default_route_action default_url_redirect default_version deidentify_config " +
    "delete_after_duration delete_object delivery_config denied_data_access_labels deny deny_maintenance_period " +
    "deploy_config deployed_index_auth_config deployment desired_auto_created_endpoints " +
    "desired_psc_auto_connections desired_user_created_endpoints destination destination_config " +
    "destination_configs destination_dataset destination_ip_ranges destination_volume_parameters destinations " +
    "detection_exclusion_application developer_connect_event_config device_policy dictionary " +
    "direct_notebook_source directory_services discovery_spec disk disk_backup_plan_properties " +
    "disk_consistency_group_policy disk_encryption_key disk_restore_properties disk_target_environment disks " +
    "dispatch_rules dns_config dns_settings docker_config document_processing_config documentation domain_config " +
    "dry_run_spec dump_flags dynamic_parsing dynamic_tier_options egress_from egress_to elements eligible_users " +
    "email_preferences enable_k8s_beta_apis enabled_tool encryption encryption_configuration encryption_key " +
    "end_date endpoint_matcher endpoint_matchers endpoint_settings endpoint_spec endpoints_api_service " +
    "enrolled_services entities entity_population_mechanism entries entry_fulfillment entry_references entrypoint " +
    "environment_config ethereum_details evaluation_metrics_thresholds event_publish_config event_stream " +
    "eventing_config exclude_cloud_storage_buckets exclude_cloud_storage_locations excluded_phrases exclusions " +
    "execution_identity execution_spec export_policy extended_attributes_oauth2_client extension_chains " +
    "extension_policies external_catalog_dataset_options external_catalog_table_options " +
    "external_data_configuration external_data_sources external_dataset_reference " +
    "external_protection_level_options extra_attributes_oauth2_client extract failover_policy failure_details " +
    "fallback_settings feature_registry_source federated_catalog_options feed_output_config feedback_contexts " +
    "field_extractors fields file_search_tool file_shares filter filter_action filter_config filters flag " +
    "fleet_default_member_config flex_shielding flexible_runtime_settings floor_setting_metadata form " +
    "forward_ssh_connectivity forwarding_config framework frequency_options fulfillment full_backup_spec " +
    "function_spec gcp_config gcs_fileset_spec gcs_notebook_source gcs_profile gcs_source gdce_cluster " +
    "generation_config generative_safety_settings generic_web_service git_file_source git_integration_settings " +
    "git_remote_settings github github_config github_enterprise_config gitlab_config gitlab_enterprise_config gke " +
    "gke_clusters google_managed google_mcp_server_floor_setting google_search_tool graphql_operation_group " +
    "group_key group_placement_policy group_preferenceset_assignments grpc_health_check grpc_operation_group " +
    "grpc_tls_health_check ha_policy hadoop_config header_action hive_config hive_metastore_config hive_options " +
    "homepage_setting host_rule hosting_service http2_health_check http_check http_config http_health_check " +
    "http_rules http_target https_health_check hubs human_agent_assistant_config human_agent_handoff_config " +
    "hybrid_replication_parameters identity identity_constraints idp_config ignored_clusters_selector " +
    "image_encryption_key include_all_resources include_cloud_storage_buckets include_cloud_storage_locations " +
    "incremental_backup_spec index_config inference_parameter ingestion ingestion_data_source_settings " +
    "ingestion_labels ingress_from ingress_to initial_config initial_replication initial_user " +
    "inline_certificate_issuance_config inline_trust_config input_payload_format insights_export_settings " +
    "inspect_config inspect_job instance_encryption_key instance_filter instance_schedule_policy " +
    "instance_selectors instruction intent interconnect_attachment interconnects interface interfaces " +
    "ios_settings ip_filter issuance_policy jobs jupyter_session key_data key_spec kms_settings " +
    "knowledge_connector_settings l2_forwarding language_settings large_capacity_config large_custom_dictionary " +
    "libraries license_resource lifecycle_rule linked_interconnect_attachments linked_producer_vpc_network " +
    "linked_router_appliance_instances linked_vpc_network linked_vpn_tunnels list_policy liveness_check llm_agent " +
    "llm_model_settings llm_policy llm_prompt_security load load_balancer local_data local_disk_encryption " +
    "locality_lb_policies lock_config logging logging_query low_code macsec maintenance_update_policy managed " +
    "managed_backup_source management_cluster manual_scaling mapping_pipeline_job match matching_criteria " +
    "materialized_view maven_config max_age max_pods_constraint max_version mcp_data_sources mcp_server_spec " +
    "mcp_toolset md5_authentication_key md5_authentication_keys media_recommendation_engine_config mediations " +
    "memcache_parameters mesh message_transforms messages metadata_filters metadata_integration metastore " +
    "migration mirrored_resources model_config model_parameter model_safety model_settings mongodb_profile " +
    "monitored_resource mtls_policy multi_region_settings multi_target mysql mysql_profile named_port " +
    "nat64_subnetwork network_endpoints network_interface network_match network_pass_through_lb_traffic_policy " +
    "network_performance_config network_policy network_resources network_rules network_settings networking " +
    "networks new_message_event_notification_config new_recognition_result_notification_config nfs_datastore " +
    "node_access_config node_pool_autoscaling node_type_configs node_type_flexibility notebook " +
    "notebook_runtime_template_ref notification_configs oauth_config object_metadata_report_options oidc " +
    "oidc_config on_deploy_update_policy one_time_schedule online_serving_config ontap_source open_api_spec " +
    "open_api_toolset operation_group ops_analytics_query optimized oracle oracle_profile orchestrated_resource " +
    "orchestration_scope orchestrator org_config origin_override_action origin_redirect os_environment_config " +
    "os_policies other_cloud_starting_location outcome_filters outlier_detection parameter_groups parameter_spec " +
    "parameters params parquet_options partition_config partner_permissions passthrough_extensions " +
    "password_policy patch_config path_matcher peering_config performance_config performance_data " +
    "periodic_export_config personalization_settings pig_config placeholders placement platform_config " +
    "platform_logs_config point_in_time_restore_context policy_sets policycontroller postgres_homogeneous_config " +
    "postgresql postgresql_profile preconfigured_waf_config predefined_question_config predefined_values " +
    "predict_request_response_logging_config preferred_tables preserved_state presto_config principal_info " +
    "private_config private_connectivity private_registry_config private_service_connect " +
    "private_visibility_config privileged_access process_interval profile_assessment_configs promote_action " +
    "prompt_text property_definitions proto_schema provider_oauth_config proxy proxy_config proxy_protocol_config " +
    "psc_configs psc_interface_config publisher publishing_options pubsub_config pubsub_configs pubsub_target " +
    "push_config put_metadata put_object_hold pyspark_application_config pyspark_batch pyspark_config " +
    "python_function qa_question_data_options query queued_provisioning quota quota_config rag_managed_db_config " +
    "range_partitioning rate_limit_options raw_disk read_pool_config readiness_check readiness_checks " +
    "rebalance_config recaptcha_options_config reconciliation_pipeline_job recurring_schedule redirect_action " +
    "redirect_options regex region_disk_target_environment related_url remote_dialogflow_agent " +
    "remote_function_options remote_repository_config replication replication_spec repositories " +
    "repository_event_config request_based_sli requested_run_duration requester_justification_config " +
    "required_aspects reservation_config resource_group resource_pools resource_runtime_spec resource_settings " +
    "resource_spec resource_usage_export_config response_type restore_backup_context restore_backup_source " +
    "restore_backupdr_backup_source restore_backupdr_pitr_source restore_config restore_continuous_backup_source " +
    "restore_parameters restore_policy restricted_export_config restrictions retention retention_config " +
    "retention_policy reverse_ssh_connectivity rewrite_object roles rollback_safe_upgrade rollout " +
    "rollout_operation rollout_policy rotation routine routing routing_policy rule_sets run runtime_config " +
    "s_sl_info saml sample_rule scaling_config scan_config schedule schedule_customizations schedule_info " +
    "schedule_options scheduled_backup schema_foreign_type_info schema_settings scope scope_info " +
    "scoped_access_settings scratch_disk search_engine_config secondary_config secondary_disk " +
    "secret_environment_variables secret_manager_config secret_sync_config secret_volumes secrets security_config " +
    "security_settings selector selectors self_managed sensitive_labels sensitive_params serial_pipeline serve " +
    "server_certificate server_validation_ca service_config service_discovery service_perimeters " +
    "service_resolvers services session_settings signed_uri_destination single_cluster_routing single_region_keys " +
    "site skills snapshot_encryption_key snapshot_policy snapshot_schedule_policy source source_config " +
    "source_disk_encryption_key source_folders source_image_encryption_key source_ip_ranges source_projects " +
    "source_repository source_snapshot_encryption_key source_to_build sp_config spark spark_application_config " +
    "spark_application_environment_config spark_batch spark_config spark_connect_session spark_options " +
    "spark_r_application_config spark_r_batch spark_service_instance_config spark_sql_application_config " +
    "spark_sql_batch sparksql_config specific_reservation speech_to_text_settings split sql_server_profile " +
    "ssl_health_check stackdriver_logging_config stages start_date stateful_disk stateful_external_ip " +
    "stateful_internal_ip static_ip_connectivity storage_resources stream_configs streaming_config " +
    "strong_session_affinity_cookie stt_config subject subject_alternative_dns_names subordinate_config " +
    "subset_view summarization_context sync_config synonyms_action synthetic_monitor table_constraints " +
    "table_replication_info tables target target_projects target_resource_config target_secure_tags targets " +
    "task_restart_policy tasks tcp_check tcp_health_check template terms terraform_blueprint test " +
    "test_case_conversation_turns test_config testing_options text_to_speech_settings threat_prevention_profile " +
    "threshold_rules tiering_policy time_partitioning time_zone_settings tls_settings tool tool_fake_config " +
    "toolsets topics traffic_port_selector traffic_spec training_phrases transfer_spec transition_routes " +
    "trigger_spec trigger_template triggers trust_stores ttl_config tts_config tuning_metadata ui_branding " +
    "ull_multicast_domain upgrade_policy upstreams url_filtering_profile user_defined_access_urls " +
    "user_defined_fields user_managed_keys_config user_metadata validation_config validation_shared_keys " +
    "variable_declarations vector_schema version_configs version_info view virtual_machine " +
    "virtual_machine_preferences virtual_repository_config vpc_access_connector vpc_network_sources " +
    "vpc_peering_config vpc_peering_connectivity vpc_project waf_settings waves web_settings webhook_config " +
    "weekly_recurrence widget_tool windows_based_sli wire_properties workbench_runtime " +
    "workforce_identity_federation_config workload workload_options workload_policy " +
    "workspace_compilation_overrides x509 yearly_price"
  ).split(" "),
);

/** Blocks that are filled in, or attributes, in other types, and in these only as the configuration has them. */
const NEVER_FILLED_IN_OF: ReadonlySet<string> = new Set(
  [
    "accelerators: compute_node_template data_fusion_instance",
    "access_settings: iap_settings",
    "action: ces_guardrail",
    "actions: data_loss_prevention_discovery_config",
    "addons_config: apigee_addons_config",
    "advanced_options_config: compute_organization_security_policy compute_region_security_policy",
    "advanced_settings: dialogflow_cx_flow dialogflow_cx_page",
    "attestation: container_analysis_occurrence",
    "automatic_scaling: app_engine_flexible_app_version",
    "autoscaling: container_aws_node_pool container_azure_node_pool container_node_pool",
    "autoscaling_policy: compute_autoscaler compute_region_autoscaler",
    "bigquery_dataset: bigquery_analytics_hub_listing",
    "binary_authorization: cloud_run_v2_job cloud_run_v2_service cloud_run_v2_worker_pool container_cluster",
    "binary_authorization: gkeonprem_bare_metal_cluster",
    "boot_disk: compute_instance",
    "client: identity_platform_tenant",
    "condition: artifact_registry_rule bigquery_dataset_access cloud_asset_folder_feed cloud_asset_organization_feed",
    "condition: cloud_asset_project_feed iam_folders_policy_binding iam_organizations_policy_binding",
    "condition: iam_projects_policy_binding migration_center_assets_export_job",
    "conditions: contact_center_insights_auto_labeling_rule discovery_engine_control",
    "conditions: firebase_remote_config_remote_config monitoring_alert_policy",
    "config: apihub_api_hub_instance container_aws_node_pool container_azure_node_pool gkeonprem_vmware_node_pool",
    "config: privateca_certificate privateca_certificate_authority",
    "connection_pool_config: alloydb_instance",
    "csv_options: storage_insights_report_config",
    "customer_managed_encryption: secret_manager_regional_secret",
    "details: chronicle_feed iam_folder_access_policy iam_organization_access_policy iam_project_access_policy",
    "encryption_config: alloydb_backup alloydb_cluster backup_dr_backup_vault dataproc_metastore_service",
    "encryption_config: dataproc_workflow_template spanner_database",
    "encryption_spec: colab_runtime_template dialogflow_encryption_spec privateca_ca_pool vector_search_collection",
    "encryption_spec: vertex_ai_dataset vertex_ai_endpoint vertex_ai_evaluation_metric vertex_ai_feature_online_store",
    "encryption_spec: vertex_ai_featurestore vertex_ai_index vertex_ai_index_endpoint vertex_ai_persistent_resource",
    "encryption_spec: vertex_ai_reasoning_engine vertex_ai_tensorboard",
    "endpoint: apihub_curation gke_hub_membership",
    "endpoint_config: vertex_ai_endpoint_with_model_garden_deployment",
    "endpoints: compute_wire_group network_connectivity_destination",
    "event_handlers: dialogflow_cx_page",
    "event_trigger: cloudfunctions2_function",
    "features: dialogflow_fulfillment",
    "fleet: container_attached_cluster container_aws_cluster container_azure_cluster container_cluster",
    "fleet: edgecontainer_cluster",
    "gateway: network_connectivity_spoke",
    "guest_accelerator: compute_instance_template compute_region_instance_template",
    "hierarchical_namespace: storage_bucket",
    "index_configs: logging_project_bucket_config",
    "instance_flexibility_policy: compute_region_instance_group_manager",
    "instances: compute_bulk_per_instance_config",
    "labels: deployment_manager_deployment monitoring_metric_descriptor",
    "log_config: compute_firewall compute_router_nat compute_subnetwork integration_connectors_connection",
    "log_config: network_services_edge_cache_service network_services_multicast_group_consumer_activation",
    "log_config: network_services_multicast_group_range network_services_multicast_group_range_activation",
    "log_config: network_services_wasm_plugin",
    "logging_config: container_attached_cluster dialogflow_conversation_profile storage_transfer_job",
    "maintenance_config: gkeonprem_bare_metal_admin_cluster gkeonprem_bare_metal_cluster",
    "maintenance_policy: container_cluster container_node_pool data_fusion_instance lustre_instance memcache_instance",
    "maintenance_policy: memorystore_instance redis_cluster redis_instance",
    "maintenance_window: compute_node_group dataproc_metastore_service looker_instance",
    "max_stream_duration: compute_backend_service",
    "metadata: compute_instance_settings monitoring_metric_descriptor vertex_ai_index",
    "metrics: contact_center_insights_qa_question",
    "monitoring_config: vertex_ai_featurestore_entitytype",
    "network: app_engine_flexible_app_version compute_packet_mirroring",
    "network_config: cloudbuild_worker_pool data_fusion_instance dataproc_metastore_service",
    "network_config: gkeonprem_bare_metal_admin_cluster gkeonprem_bare_metal_cluster gkeonprem_vmware_admin_cluster",
    "network_config: gkeonprem_vmware_cluster network_services_agent_gateway vmwareengine_private_cloud",
    "nlu_settings: dialogflow_cx_flow",
    "node_config: gkeonprem_bare_metal_admin_cluster gkeonprem_bare_metal_cluster memcache_instance",
    "node_pool_config: gkeonprem_bare_metal_node_pool",
    "notification_config: dialogflow_conversation_profile healthcare_dicom_store healthcare_fhir_store",
    "notification_config: healthcare_hl7_v2_store storage_transfer_job",
    "placement_policy: container_node_pool",
    "principal: access_context_manager_gcp_user_access_binding",
    "private_cluster_config: workstations_workstation_cluster",
    "private_service_connect_config: vertex_ai_endpoint",
    "properties: apigee_environment oracle_database_cloud_exadata_infrastructure oracle_database_cloud_vm_cluster",
    "properties: oracle_database_db_system oracle_database_exadb_vm_cluster oracle_database_exascale_db_storage_vault",
    "properties: oracle_database_goldengate_connection oracle_database_goldengate_connection_assignment",
    "properties: oracle_database_goldengate_deployment",
    "psc_config: alloydb_cluster network_connectivity_service_connection_policy",
    "public_key: network_services_edge_cache_keyset",
    "pubsub_topic: bigquery_analytics_hub_listing",
    "replicas: spanner_instance_config",
    "reservation_affinity: compute_instance_template compute_region_instance_template notebooks_instance",
    "resource_policies: compute_instance_group_manager compute_region_instance_group_manager",
    "resources: agentic_applications_analyst_agent_persona app_engine_flexible_app_version compute_region_commitment",
    "retry_config: cloud_scheduler_job",
    "retry_policy: eventarc_trigger pubsub_subscription",
    "role: gke_hub_scope_rbac_role_binding",
    "rule: compute_firewall_policy_with_rules compute_network_firewall_policy_with_rules",
    "rule: compute_region_network_firewall_policy_with_rules",
    "rules: cloud_security_compliance_cloud_control clouddeploy_automation clouddeploy_deploy_policy",
    "rules: compute_router_nat iam_access_boundary_policy iam_deny_policy network_services_grpc_route",
    "rules: network_services_http_route network_services_tcp_route network_services_tls_route",
    "scheduling: dataproc_job",
    "schema: biglake_iceberg_table",
    "secondary_worker_config: dataproc_autoscaling_policy",
    "service_account: compute_instance compute_instance_template compute_region_instance_template",
    "service_directory: dialogflow_cx_webhook",
    "settings: healthcare_workspace",
    "spec: access_context_manager_service_perimeter cloud_run_domain_mapping gke_hub_feature org_policy_policy",
    "spec: spanner_backup_schedule",
    "ssl_config: integration_connectors_connection",
    "status: access_context_manager_service_perimeter",
    "storage: gkeonprem_bare_metal_admin_cluster gkeonprem_bare_metal_cluster",
    "storage_location: compute_snapshot_settings",
    "subnet: vpc_access_connector",
    "subnetwork: compute_router_nat",
    "telemetry: monitoring_custom_service",
    "timeout: network_services_edge_cache_origin",
    "vcenter: gkeonprem_vmware_admin_cluster",
    "version: compute_instance_group_manager compute_region_instance_group_manager",
    "versions: network_services_wasm_plugin",
    "vm_image: notebooks_environment notebooks_instance",
    "worker_config: dataproc_autoscaling_policy",
    "workload_identity_config: compute_instance compute_instance_template compute_region_instance_template",
  ].flatMap((line) => {
    const [block = "", types = ""] = line.split(": ");
    return types.split(" ").map((type) => `google_${type}.${block}`);
  }),
);

/** All that is not written of it is as its template has it. */
const FROM_TEMPLATE = "google_compute_instance_from_template";

/** Types that are there for every resource that has roles. */
const OF_GRANT = /^google_.{1,200}_iam_(?:member|binding)$/;

/**
 * Whether a resource has a block only where the configuration says so: what the plan does not know of it comes from a
 * `dynamic` block, which it does not show.
 */
export function isOnlyAsWritten(type: string, block: string): boolean {
  if (block === "condition" && OF_GRANT.test(type)) return true;
  if (type === FROM_TEMPLATE) return false;
  return NEVER_FILLED_IN.has(block) || NEVER_FILLED_IN_OF.has(`${type}.${block}`);
}
