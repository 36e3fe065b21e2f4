import type { Power } from "./power";

/** What a role lets its members do, in words: `upload to` a `repository`. */
export interface Ability {
  readonly does: string;

  /** What it is done to, as `ability-words.ts` calls it. */
  readonly thing: string;
}

/** What is known of a predefined role. */
export interface Role {
  /** What its members can do to the repositories that it is given for. */
  readonly powers: readonly Power[];

  /**
   * The most dangerous of its permissions.
   *
   * @default - it is called by its name
   */
  readonly ability?: Ability;
}

/**
 * Every predefined role with a power over repositories, and those that users of this project meet, with what they do in
 * words.
 *
 * @see https://cloud.google.com/iam/docs/roles-permissions
 * @see https://github.com/darkbitio/gcp-iam-role-permissions/tree/8ab2a6ff8d7e977c4feb6b60a377883d45560050/roles (what
 *   `gcloud iam roles describe` printed for each role on 2026-08-22; the powers were made from it)
 */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ...on("repository", {
    "artifactregistry.reader": ["install from", "read"],
    "artifactregistry.viewer": ["install from", "read"],
    "artifactregistry.writer": ["upload to", "read"],
    "artifactregistry.createOnPushWriter": ["upload to, and create by uploading,", "read"],
    "artifactregistry.repoAdmin": ["upload to, delete from and change the download rules of", "read", "change-rules"],
    "artifactregistry.createOnPushRepoAdmin": [
      "create, upload to, delete from and change the download rules of",
      "read",
      "change-rules",
    ],
    "artifactregistry.editor": ["change, and change the download rules of,", "read", "change-rules", "replace"],
    "artifactregistry.admin": ["do everything with", "read", "change-rules", "replace", "grant"],
    "artifactregistry.containerRegistryMigrationAdmin": ["do everything with", "read", "grant"],
    "artifactregistry.attachmentReader": ["read the attachments of", "read"],
    "artifactregistry.attachmentWriter": ["read and write the attachments of", "read"],
    "artifactregistry.serviceAgent": ["install from, as the service itself,", "read"],
  }),
  ...on("bucket", {
    "storage.objectViewer": ["read the objects of"],
    "storage.objectCreator": ["add objects to"],
    "storage.objectUser": ["read, change and delete the objects of"],
    "storage.objectAdmin": ["read, change and delete the objects of"],
    "storage.admin": ["do everything with"],
    "storage.legacyBucketReader": ["list the objects of"],
    "storage.legacyBucketWriter": ["list, change and delete the objects of"],
    "storage.legacyBucketOwner": ["change the objects and the access of"],
    "storage.legacyObjectReader": ["read the objects of"],
    "storage.legacyObjectOwner": ["read and share the objects of"],
  }),
  ...on("service account", {
    "iam.serviceAccountUser": ["run workloads as"],
    "iam.serviceAccountTokenCreator": ["act as (get tokens of)"],
    "iam.serviceAccountOpenIdTokenCreator": ["get identity tokens of"],
    "iam.workloadIdentityUser": ["act as (from outside or from a cluster)"],
    "iam.serviceAccountKeyAdmin": ["create keys of"],
    "iam.serviceAccountAdmin": ["change, and let others act as,"],
  }),
  ...on("secret", {
    "secretmanager.secretAccessor": ["read the values of"],
    "secretmanager.secretVersionAdder": ["add values to"],
    "secretmanager.secretVersionManager": ["add and destroy values of"],
    "secretmanager.viewer": ["see, without its values,"],
    "secretmanager.admin": ["do everything with"],
  }),
  ...on("key", {
    "cloudkms.cryptoKeyEncrypterDecrypter": ["encrypt and decrypt with"],
    "cloudkms.cryptoKeyDecrypter": ["decrypt with"],
    "cloudkms.cryptoKeyEncrypter": ["encrypt with"],
    "cloudkms.signer": ["sign with"],
    "cloudkms.admin": ["destroy, and let others use,"],
  }),
  ...on("project", {
    owner: ["do everything in", "read", "change-rules", "replace", "grant"],
    editor: ["change nearly everything in", "read", "change-rules", "replace"],
    viewer: ["read nearly everything in", "read"],
    browser: ["see the folders and projects of"],
    "resourcemanager.projectIamAdmin": ["give any role in", "grant"],
    "resourcemanager.folderIamAdmin": ["give any role in", "grant"],
    "resourcemanager.folderAdmin": ["give any role in", "grant"],
    "resourcemanager.organizationAdmin": ["give any role in", "grant"],
    "iam.securityAdmin": ["give any role in", "grant"],
    "iam.roleAdmin": ["change the custom roles of"],
    "iam.organizationRoleAdmin": ["change the custom roles of"],
    "iam.workloadIdentityPoolAdmin": ["let identities from outside into"],
    "iam.securityAuditor": ["read the settings, and install from the repositories, of", "read"],
    "iam.securityReviewer": ["see who has access in"],
    "iam.supportUser": ["read nearly everything for support in", "read"],
    "iam.dataScientist": ["work with the data, and install from the repositories, of", "read"],
    "iam.devOps": ["change workloads, and upload to the repositories, of", "read"],
    "orgpolicy.policyAdmin": ["lift the organisation policies of"],
    "accesscontextmanager.policyAdmin": ["open the service perimeters of"],
    "serviceusage.serviceUsageAdmin": ["switch on APIs in"],
    "serviceusage.serviceUsageConsumer": ["use the quota of"],
    "compute.admin": ["change every host and network in"],
    "compute.networkAdmin": ["change every network in"],
    "compute.securityAdmin": ["change every firewall in"],
    "iap.tunnelResourceAccessor": ["reach hosts through Identity-Aware Proxy in"],
    "cloudbuild.builds.editor": ["run any build in"],
    "cloudbuild.builds.builder": ["run as a build in", "read"],
    "cloudfunctions.admin": ["do everything with functions in", "read"],
    "cloudfunctions.developer": ["deploy functions to", "read"],
    "run.builder": ["run as a build in", "read"],
    "run.sourceDeveloper": ["deploy code to", "read"],
    "appengine.appAdmin": ["do everything with App Engine in", "read"],
    "appengine.deployer": ["deploy to App Engine in", "read"],
    "aiplatform.user": ["run pipelines and models in"],
    "aiplatform.admin": ["do everything with Vertex AI in"],
    "bigquery.jobUser": ["run queries in"],
    "logging.admin": ["delete and change the logs of"],
    "logging.configWriter": ["change what is logged in"],
    "logging.logWriter": ["write logs to"],
    "logging.viewer": ["read the logs of"],
    "logging.privateLogViewer": ["read the audit logs of"],
    "monitoring.metricWriter": ["write metrics to"],
    "container.admin": ["do everything with clusters in"],
    "container.developer": ["run workloads on clusters in"],
    "dns.admin": ["change every name in the DNS of"],
  }),
  ...on("host", {
    "compute.instanceAdmin": ["change"],
    "compute.instanceAdmin.v1": ["change"],
    "compute.osLogin": ["log in to"],
    "compute.osAdminLogin": ["log in as root to"],
  }),
  ...on("subnet", { "compute.networkUser": ["put hosts on"] }),
  ...on("service", {
    "run.invoker": ["call"],
    "run.developer": ["deploy to"],
    "run.admin": ["do everything with"],
  }),
  ...on("topic", { "pubsub.publisher": ["publish to"], "pubsub.admin": ["do everything with"] }),
  ...on("subscription", { "pubsub.subscriber": ["read the messages of"] }),
  ...on("dataset", {
    "bigquery.dataViewer": ["read the data of"],
    "bigquery.dataEditor": ["read and change the data of"],
    "bigquery.dataOwner": ["read, change and share the data of"],
    "bigquery.admin": ["do everything with"],
  }),
  ...nameless(
    ["read"],
    [
      "aiplatform.agentSandboxServiceAgent",
      "aiplatform.customCodeServiceAgent",
      "aiplatform.serviceAgent",
      "appengine.serviceAgent",
      "assuredoss.admin",
      "assuredoss.projectAdmin",
      "assuredoss.reader",
      "assuredoss.user",
      "binaryauthorization.serviceAgent",
      "cloudbuild.serviceAgent",
      "cloudfunctions.editor",
      "compliancescanning.serviceAgent",
      "containeranalysis.ServiceAgent",
      "containerscanning.ServiceAgent",
      "firebase.admin",
      "firebase.developAdmin",
      "firebaseapphosting.computeRunner",
      "gkemulticloud.controlPlaneMachineServiceAgent",
      "gkemulticloud.nodePoolMachineServiceAgent",
      "ml.serviceAgent",
      "networkactions.serviceAgent",
      "run.serviceAgent",
      "saasservicemgmt.serviceAgent",
      "securitycenter.admin",
      "securitycenter.adminEditor",
      "securitycenter.adminViewer",
    ],
  ),
  ...nameless(["read", "replace"], ["composer.serviceAgent", "firebaseapphosting.serviceAgent"]),
  ...nameless(["read", "grant"], ["appengineflex.serviceAgent", "configdelivery.serviceAgent"]),
  ...nameless(
    ["read", "change-rules", "replace", "grant"],
    ["cloudfunctions.serviceAgent", "composer.worker", "visualinspection.serviceAgent"],
  ),
  ...nameless(["replace"], ["clouddeploymentmanager.serviceAgent"]),
  ...nameless(
    ["grant"],
    [
      "firebase.managementServiceAgent",
      "gkehub.crossProjectServiceAgent",
      "krmapihosting.anthosApiEndpointServiceAgent",
      "privilegedaccessmanager.folderServiceAgent",
      "privilegedaccessmanager.organizationServiceAgent",
      "privilegedaccessmanager.projectServiceAgent",
      "privilegedaccessmanager.serviceAgent",
    ],
  ),
]);

/**
 * Services of which no role has a power over repositories, from the same list: they are met everywhere, and each with
 * an unknown power would hide those that count.
 */
const WITHOUT_POWERS: ReadonlySet<string> = new Set(
  (
    "accesscontextmanager alloydb apigateway apigee backupdr bigquery bigtable billing certificatemanager chronicle " +
    "cloudkms cloudprofiler cloudscheduler cloudsql cloudsupport cloudtasks cloudtrace compute container " +
    "datacatalog dataflow dataform datafusion datalineage datapipelines dataplex dataproc datastore datastream dlp " +
    "dns errorreporting essentialcontacts eventarc file iap logging looker managedidentities memcache metastore " +
    "monitoring networkconnectivity networkmanagement networksecurity networkservices notebooks orgpolicy osconfig " +
    "privateca pubsub pubsublite recaptchaenterprise recommender redis secretmanager servicedirectory " +
    "servicemanagement servicenetworking serviceusage source spanner stackdriver storage storagetransfer vpcaccess " +
    "workflows workloadmanager workstations"
  ).split(" "),
);

/** What a role does in words, where that is known. */
export function abilityOf(role: string): Ability | undefined {
  return ROLES.get(role)?.ability;
}

/**
 * What members of a role can do to the repositories that it is given for. Undefined where that is not known: of a
 * custom role, and of one that is new.
 */
export function powersOfRole(role: string): readonly Power[] | undefined {
  const known = ROLES.get(role);
  if (known !== undefined) return known.powers;
  const [, service = ""] = /^roles\/([A-Za-z]+)\./.exec(role) ?? [];
  return WITHOUT_POWERS.has(service) ? [] : undefined;
}

/** Whether the table has the role itself, so that nobody need be asked for it. */
export function isListedRole(role: string): boolean {
  return ROLES.has(role);
}

function on(
  thing: string,
  roles: Readonly<Record<string, readonly [does: string, ...powers: Power[]]>>,
): readonly (readonly [string, Role])[] {
  return Object.entries(roles).map(([name, [does, ...powers]]) => [
    `roles/${name}`,
    { powers, ability: { does, thing } },
  ]);
}

/** Roles of Google's own agents, and others that hardly anybody meets. */
function nameless(powers: readonly Power[], names: readonly string[]): readonly (readonly [string, Role])[] {
  return names.map((name) => [`roles/${name}`, { powers }]);
}
