import { own, type Phrase, phrase } from "../text/phrase";
import { abilityOf } from "./role";

/** How a resource that has a policy is called: one of them, and all that are in a project. */
const THINGS = new Map([
  ["google_artifact_registry_repository", "repository"],
  ["google_storage_bucket", "bucket"],
  ["google_storage_bucket_object", "object"],
  ["google_service_account", "service account"],
  ["google_project", "project"],
  ["google_folder", "folder"],
  ["google_organization", "organization"],
  ["google_secret_manager_secret", "secret"],
  ["google_kms_crypto_key", "key"],
  ["google_kms_key_ring", "key ring"],
  ["google_cloud_run_v2_service", "service"],
  ["google_cloud_run_service", "service"],
  ["google_cloud_run_v2_job", "job"],
  ["google_compute_subnetwork", "subnet"],
  ["google_compute_instance", "host"],
  ["google_dns_managed_zone", "DNS zone"],
  ["google_pubsub_topic", "topic"],
  ["google_pubsub_subscription", "subscription"],
  ["google_bigquery_dataset", "dataset"],
  ["google_bigquery_table", "table"],
  ["google_iam_workload_identity_pool", "workload identity pool"],
  ["google_billing_account", "billing account"],
  ["google_cloud_identity_group", "group"],
]);

/** What holds other resources: a role on it is one on all of them. */
const CONTAINERS = ["project", "folder", "organization", "key ring", "billing account"];

/** What roles of access lists, which are older than IAM, let their members do. */
const ON_LISTS = new Map([
  ["READER", "read"],
  ["WRITER", "read and change"],
  ["OWNER", "read, change and share"],
]);

/**
 * What members of a role can do, to be read after "can now" or "can no longer".
 *
 * @param type of the resource whose policy it is, as `google_storage_bucket`
 * @param name of that resource
 */
export function abilityWords(role: string, type: string, name: string): Phrase {
  const thing = THINGS.get(type);
  const target = phrase`${thingWords(type)} ${name}`;
  if (type === "google_cloud_identity_group") return phrase`be ${role} of ${target}, with all roles that has`;
  const ability = abilityOf(role);
  const onList = ON_LISTS.get(role);
  if (onList !== undefined) return phrase`${own(onList)} ${target}`;
  if (ability === undefined) return phrase`use role ${role} on ${target}`;
  const does = own(ability.does);
  const isWithin = ![thing, "project"].includes(ability.thing);
  const isContainer = thing !== undefined && CONTAINERS.includes(thing);
  return isContainer && isWithin ? phrase`${does} every ${own(ability.thing)} in ${target}` : phrase`${does} ${target}`;
}

/**
 * What a type of resource is called in an IAM policy: `repository`, or `compute network` for one that has no better
 * word.
 */
export function thingWords(type: string): Phrase {
  const thing = THINGS.get(type);
  return thing === undefined ? typeWords(type) : own(thing);
}

/**
 * A type of resource in words: `compute network`. A plan may call a type whatever it likes, and then it is a text like
 * any other.
 */
export function typeWords(type: string): Phrase {
  return /^google_[a-z0-9_]{1,200}$/.test(type)
    ? own(type.replace(/^google_/, "").replaceAll("_", " "))
    : phrase`${type}`;
}
