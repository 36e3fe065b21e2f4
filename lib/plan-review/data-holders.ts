import type { TerraformFields } from "../terraform";
import { isAbsent, textAt } from "../terraform/resource-values";

/** What is lost when a resource is destroyed, by its type: to be read after "with it go". */
const LOST: ReadonlyMap<string, string> = new Map(
  Object.entries({
    google_storage_bucket: "its objects",
    google_storage_bucket_object: "its content",
    google_storage_managed_folder: "its objects",
    google_kms_crypto_key: "all its versions: whatever is encrypted with it cannot be read any more",
    google_kms_crypto_key_version: "the key material: whatever is encrypted with it cannot be read any more",
    google_kms_key_ring: "its keys: whatever is encrypted with them cannot be read any more",
    google_secret_manager_secret: "all its values",
    google_secret_manager_secret_version: "its value",
    google_secret_manager_regional_secret: "all its values",
    google_secret_manager_regional_secret_version: "its value",
    google_dns_managed_zone: "its names: hosts get no answer for them any more, or that of public DNS",
    google_compute_disk: "its data",
    google_compute_region_disk: "its data",
    google_compute_snapshot: "its data",
    google_compute_image: "the image",
    google_compute_machine_image: "the image",
    google_compute_instance: "what is on its boot disk",
    google_workbench_instance: "what is on its disks",
    google_sql_database_instance: "its databases and backups",
    google_sql_database: "its data",
    google_bigquery_dataset: "its tables",
    google_bigquery_table: "its data",
    google_firestore_database: "its data",
    google_spanner_instance: "its databases",
    google_spanner_database: "its data",
    google_bigtable_instance: "its tables",
    google_bigtable_table: "its data",
    google_alloydb_cluster: "its databases",
    google_redis_instance: "its data",
    google_redis_cluster: "its data",
    google_memcache_instance: "its data",
    google_filestore_instance: "its files",
    google_filestore_backup: "its files",
    google_netapp_volume: "its files",
    google_parallelstore_instance: "its files",
    google_lustre_instance: "its files",
    google_sourcerepo_repository: "its commits",
    google_secure_source_manager_repository: "its commits",
    google_privateca_certificate_authority: "its key: no certificate can be issued or revoked with it any more",
    google_dataproc_metastore_service: "its metadata",
    google_discovery_engine_data_store: "its data",
    google_pubsub_topic: "the messages that nobody has read yet",
    google_pubsub_subscription: "the messages that nobody has read yet",
    google_logging_project_bucket_config: "its logs",
    google_logging_folder_bucket_config: "its logs",
    google_logging_organization_bucket_config: "its logs",
    google_project: "everything in it",
    google_folder: "everything in it",
    google_container_cluster: "what runs on it, with the volumes of its nodes",
    google_vertex_ai_dataset: "its data",
    google_vertex_ai_featurestore: "its data",
    google_vertex_ai_feature_online_store: "its data",
    google_vertex_ai_index: "its data",
    google_vertex_ai_tensorboard: "its runs",
    google_notebooks_instance: "what is on its disks",
    google_colab_runtime: "what is on its disk",
    google_healthcare_dataset: "its data",
    google_backup_dr_backup_vault: "its backups",
    google_gke_backup_backup_plan: "its backups",
  }),
);

/** What is lost with a resource, in the review's own words; undefined when it holds nothing of its own. */
export function lostWith(type: string, body: TerraformFields): string | undefined {
  if (type === "google_compute_instance" && textAt(body, "boot_disk.auto_delete") === "false") return undefined;
  if (type !== "google_artifact_registry_repository") return LOST.get(type);
  const mode = textAt(body, "mode") ?? (isAbsent(body.mode) ? "STANDARD_REPOSITORY" : "unknown");
  if (mode === "VIRTUAL_REPOSITORY") return undefined;
  if (mode === "REMOTE_REPOSITORY")
    return "the packages it has cached, some of which its upstream may no longer have, its rules and its policy";
  return "all packages that were uploaded to it, its rules and its policy";
}
