import { own, Phrase, phrase } from "../text/phrase";

/** What a role lets its members do: `upload to` a `repository`. */
interface Ability {
  readonly does: string;

  /** What it is done to, in the words of `THINGS`. */
  readonly thing: string;
}

/** How a resource that has a policy is called: one of them, and all that are in a project. */
const THINGS = new Map([
  ["google_artifact_registry_repository", "repository"],
  ["google_storage_bucket", "bucket"],
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

/**
 * Roles that this project's users meet, with the most dangerous permission of each in words.
 *
 * @see https://cloud.google.com/iam/docs/roles-permissions
 */
const ABILITIES: ReadonlyMap<string, Ability> = new Map(
  Object.entries<Readonly<Record<string, string>>>({
    repository: {
      "artifactregistry.reader": "install from",
      "artifactregistry.writer": "upload to",
      "artifactregistry.createOnPushWriter": "upload to, and create by uploading,",
      "artifactregistry.repoAdmin": "upload to, delete from and change the download rules of",
      "artifactregistry.createOnPushRepoAdmin": "create, upload to, delete from and change the download rules of",
      "artifactregistry.admin": "do everything with",
      "artifactregistry.containerRegistryMigrationAdmin": "do everything with",
    },
    bucket: {
      "storage.objectViewer": "read the objects of",
      "storage.objectCreator": "add objects to",
      "storage.objectUser": "read, change and delete the objects of",
      "storage.objectAdmin": "read, change and delete the objects of",
      "storage.admin": "do everything with",
      "storage.legacyBucketReader": "list the objects of",
      "storage.legacyBucketWriter": "list, change and delete the objects of",
      "storage.legacyBucketOwner": "change the objects and the access of",
      "storage.legacyObjectReader": "read the objects of",
      "storage.legacyObjectOwner": "read and share the objects of",
    },
    "service account": {
      "iam.serviceAccountUser": "run workloads as",
      "iam.serviceAccountTokenCreator": "act as (get tokens of)",
      "iam.serviceAccountOpenIdTokenCreator": "get identity tokens of",
      "iam.workloadIdentityUser": "act as (from outside or from a cluster)",
      "iam.serviceAccountKeyAdmin": "create keys of",
      "iam.serviceAccountAdmin": "change, and let others act as,",
    },
    secret: {
      "secretmanager.secretAccessor": "read the values of",
      "secretmanager.secretVersionAdder": "add values to",
      "secretmanager.secretVersionManager": "add and destroy values of",
      "secretmanager.viewer": "see, without its values,",
      "secretmanager.admin": "do everything with",
    },
    key: {
      "cloudkms.cryptoKeyEncrypterDecrypter": "encrypt and decrypt with",
      "cloudkms.cryptoKeyDecrypter": "decrypt with",
      "cloudkms.cryptoKeyEncrypter": "encrypt with",
      "cloudkms.signer": "sign with",
      "cloudkms.admin": "destroy, and let others use,",
    },
    project: {
      owner: "do everything in",
      editor: "change nearly everything in",
      viewer: "read nearly everything in",
      "resourcemanager.projectIamAdmin": "give any role in",
      "iam.securityAdmin": "give any role in",
      "iam.roleAdmin": "change the custom roles of",
      "iam.workloadIdentityPoolAdmin": "let identities from outside into",
      "iam.organizationRoleAdmin": "change the custom roles of",
      "resourcemanager.organizationAdmin": "give any role in",
      "resourcemanager.folderAdmin": "give any role in",
      "orgpolicy.policyAdmin": "lift the organisation policies of",
      "accesscontextmanager.policyAdmin": "open the service perimeters of",
      "serviceusage.serviceUsageAdmin": "switch on APIs in",
      "serviceusage.serviceUsageConsumer": "use the quota of",
      "compute.admin": "change every host and network in",
      "compute.networkAdmin": "change every network in",
      "compute.securityAdmin": "change every firewall in",
      "iap.tunnelResourceAccessor": "reach hosts through Identity-Aware Proxy in",
      "cloudbuild.builds.editor": "run any build in",
      "cloudbuild.builds.builder": "run as a build in",
      "aiplatform.user": "run pipelines and models in",
      "aiplatform.admin": "do everything with Vertex AI in",
      "bigquery.jobUser": "run queries in",
      "logging.admin": "delete and change the logs of",
      "logging.configWriter": "change what is logged in",
      "logging.logWriter": "write logs to",
      "logging.viewer": "read the logs of",
      "logging.privateLogViewer": "read the audit logs of",
      "monitoring.metricWriter": "write metrics to",
      "container.admin": "do everything with clusters in",
      "container.developer": "run workloads on clusters in",
      "dns.admin": "change every name in the DNS of",
    },
    host: {
      "compute.instanceAdmin": "change",
      "compute.instanceAdmin.v1": "change",
      "compute.osLogin": "log in to",
      "compute.osAdminLogin": "log in as root to",
    },
    subnet: { "compute.networkUser": "put hosts on" },
    service: { "run.invoker": "call", "run.developer": "deploy to", "run.admin": "do everything with" },
    topic: { "pubsub.publisher": "publish to", "pubsub.admin": "do everything with" },
    subscription: { "pubsub.subscriber": "read the messages of" },
    dataset: {
      "bigquery.dataViewer": "read the data of",
      "bigquery.dataEditor": "read and change the data of",
      "bigquery.dataOwner": "read, change and share the data of",
      "bigquery.admin": "do everything with",
    },
  }).flatMap(([thing, roles]) =>
    Object.entries(roles).map(([role, does]) => [`roles/${role}`, { does, thing }] as const),
  ),
);

const PUBLIC = new Map([
  ["allUsers", "everybody on the internet (allUsers)"],
  ["allAuthenticatedUsers", "everybody with any Google account (allAuthenticatedUsers)"],
]);

/** All identities of a pool, whatever the conditions of a role say of one of them. */
const WHOLE_POOL = /^principalSet:\/\/iam\.googleapis\.com\/[^*]{1,1000}\/\*$/;

/** Whether a member is everybody. */
export function isPublic(member: string): boolean {
  return PUBLIC.has(member);
}

/** A member in words; undefined where it is not known. */
export function memberWords(member: string): Phrase {
  const words = PUBLIC.get(member);
  if (words !== undefined) return own(words);
  return WHOLE_POOL.test(member) ? phrase`everybody in the identity pool ${member}` : phrase`${member}`;
}

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
  const ability = ABILITIES.get(role);
  if (ability === undefined) return phrase`use role ${role} on ${target}`;
  const does = own(ability.does);
  const isContainer =
    thing !== undefined && CONTAINERS.includes(thing) && ability.thing !== thing && ability.thing !== "project";
  return isContainer ? phrase`${does} every ${own(ability.thing)} in ${target}` : phrase`${does} ${target}`;
}

/** What a type of resource is called in an IAM policy: `repository`, or `compute network` for one that has no better word. */
export function thingWords(type: string): Phrase {
  const thing = THINGS.get(type);
  return thing === undefined ? typeWords(type) : own(thing);
}

/** A type of resource in words: `compute network`. A plan may call a type whatever it likes, and then it is a text like any other. */
export function typeWords(type: string): Phrase {
  return /^google_[a-z0-9_]{1,200}$/.test(type)
    ? own(type.replace(/^google_/, "").replaceAll("_", " "))
    : phrase`${type}`;
}
