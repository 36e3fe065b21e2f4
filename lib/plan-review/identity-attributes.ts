/** Attributes that say what a resource is called. */
export const NAMES = /^(?:name|email|account_id|bucket|dataset|.*_id)$/;

/** Attributes that say where it is. */
const PLACES = new Set(["project", "location", "region", "zone", "parent"]);

/**
 * Attributes that say what it is a part of, or which part it is: with those above, all that occur in ids of resources.
 *
 * https://github.com/hashicorp/terraform-provider-google/tree/v7.45.0/google/services, `ReplaceVars`
 */
const OWNERS = new Set(
  `access_level api app backend backend_bucket backend_service bare_metal_cluster billing_account brand
  capability_name catalog cloud_exadata_infrastructure cluster code_repository_index collection
  connect_cluster constraint cross_site_network crypto_key data_table_row database dataplex_zone dataset
  delivery_pipeline developer_email disk domain domain_name egress_policy_name endpoint entity entitytype
  environment environmentid experiment feature feature_group feature_online_store featurestore feed
  firewall_policy flow_hook_point folder fqdn gateway_security_policy global_network_endpoint_group group
  group_name host hub import_job index_endpoint ingress_policy_name instance instance_group
  instance_group_manager instance_name interconnect_attachment ip_address key key_ring keystore lake
  language_code log_type logtype managed_zone map membership metrics_scope multicloud_data_transfer_config
  namespace network network_endpoint_group note_name oauthclient object odbnetwork org organization
  parameter parent_connection parser parserextension peering perimeter perimeter_name plugin policy pool
  port priority processor project_number qa_scorecard region_instance_group_manager
  region_network_endpoint_group report_config repository reservation resource response_policy
  response_policy_name revision role router router_nat rule rule_name secret security_policy service
  service_account_email serviceinstance spoke subscription table table_name target_domain_name tenant
  tensorboard topic type user vault_name vmware_cluster volume_name`.split(/\s+/),
);

// Plans have many resources, and few names of attributes.
const KNOWN_NAMES = new Map<string, boolean>();

/** Whether an attribute says which resource it is: what it is called, where it is, and what it is a part of. */
export function isIdentity(name: string): boolean {
  const known = KNOWN_NAMES.get(name) ?? (NAMES.test(name) || PLACES.has(name) || OWNERS.has(name));
  KNOWN_NAMES.set(name, known);
  return known;
}
