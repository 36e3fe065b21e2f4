/**
 * Which predefined role holds every permission of which others, by service: `admin>writer,viewer`, without those that
 * follow. In a project the basic roles hold what those of services do.
 *
 * @see https://github.com/darkbitio/gcp-iam-role-permissions/tree/8ab2a6ff8d7e977c4feb6b60a377883d45560050/roles (what
 *   `gcloud iam roles describe` printed for each role; worked out from that)
 */
const INCLUDED = `
basic: viewer>artifactregistry.viewer,bigquery.connectionUser,bigtable.viewer,cloudbuild.builds.viewer,
cloudbuild.viewer,cloudfunctions.viewer,cloudkms.protectedResourcesViewer,cloudkms.viewer,cloudscheduler.viewer,
cloudsql.schemaViewer,cloudsql.viewer,composer.viewer,compute.imageUser,compute.viewer,container.clusterViewer,
dataflow.viewer,dataproc.serverlessViewer,datastore.backupSchedulesViewer,datastore.backupsViewer,
datastore.userCredsViewer,datastore.viewer,dns.viewer,eventarc.viewer,iam.roleViewer,iam.viewer,iap.viewer,
logging.viewer,monitoring.viewer,notebooks.viewer,orgpolicy.policyViewer,privateca.viewer,pubsub.viewer,
resourcemanager.tagViewer,run.sshReader,run.viewer,secretmanager.viewer,serviceusage.apiKeysViewer,
serviceusage.serviceUsageViewer,spanner.viewer,storage.viewer,workflows.viewer editor>viewer,
aiplatform.colabEnterpriseUser,aiplatform.editor,artifactregistry.editor,bigquery.jobUser,bigtable.editor,
bigtable.user,cloudbuild.builds.approver,cloudbuild.builds.editor,cloudbuild.editor,cloudfunctions.editor,
cloudkms.ekmConnectionsAdmin,cloudkms.importer,cloudscheduler.admin,cloudsql.editor,cloudsql.instanceUser,
composer.editor,composer.user,compute.editor,compute.networkUser,compute.networkViewer,container.clusterAdmin,
container.defaultNodeServiceAccount,container.editor,dataflow.developer,dataproc.editor,dataproc.serverlessNode,
datastore.editor,datastore.user,dns.editor,eventarc.editor,iam.editor,iap.editor,logging.logWriter,
logging.sqlAlertWriter,monitoring.metricWriter,monitoring.notificationChannelEditor,monitoring.servicesEditor,
monitoring.snoozeEditor,monitoring.uptimeCheckConfigEditor,notebooks.editor,notebooks.runner,privateca.editor,
pubsub.publisher,pubsub.subscriber,redis.dbConnectionUser,redis.editor,redis.viewer,resourcemanager.projectMover,
resourcemanager.tagHoldAdmin,run.editor,secretmanager.editor,serviceusage.apiKeysAdmin,
serviceusage.serviceUsageAdmin,spanner.databaseUser,spanner.editor,spanner.graphIntelligenceUser,storage.editor,
storage.hmacKeyAdmin,workflows.invoker owner>editor,aiplatform.admin,aiplatform.colabEnterpriseAdmin,
artifactregistry.admin,bigquery.connectionAdmin,bigquery.resourceAdmin,bigtable.admin,billing.projectManager,
cloudbuild.admin,cloudfunctions.admin,cloudkms.admin,cloudkms.cryptoOperator,cloudkms.expertPqcSigner,
cloudkms.expertRawAesCbc,cloudkms.expertRawAesCtr,cloudkms.expertRawPKCS1,cloudsql.admin,composer.admin,
compute.instanceAdmin,compute.instanceAdmin.v1,compute.interconnectAttachmentGroupAnalyzer,
compute.interconnectGroupAnalyzer,compute.loadBalancerAdmin,compute.networkAdmin,compute.orgFirewallPolicyAdmin,
compute.osLoginExternalUser,compute.securityAdmin,compute.storageAdmin,container.cloudKmsKeyUser,
container.developer,dataproc.admin,datastore.owner,dns.admin,eventarc.admin,iam.admin,iam.roleAdmin,iap.admin,
iap.remediatorUser,iap.tunnelResourceAccessor,logging.admin,monitoring.admin,notebooks.admin,privateca.admin,
pubsub.admin,redis.admin,resourcemanager.lienModifier,resourcemanager.projectDeleter,
resourcemanager.projectIamAdmin,resourcemanager.tagAdmin,resourcemanager.tagUser,run.admin,secretmanager.admin,
spanner.admin,workflows.editor aiplatform: admin>editor colabEnterpriseAdmin>colabEnterpriseUser,
notebookRuntimeAdmin colabEnterpriseUser>notebookExecutorUser,notebookRuntimeUser editor>notebookRuntimeUser,user
notebookRuntimeAdmin>notebookRuntimeUser user>notebookExecutorUser,viewer artifactregistry: admin>repoAdmin
attachmentWriter>attachmentReader createOnPushRepoAdmin>createOnPushWriter,repoAdmin createOnPushWriter>writer
editor>createOnPushRepoAdmin,viewer reader>attachmentReader repoAdmin>writer viewer>reader writer>attachmentWriter,
reader bigquery: admin>connectionAdmin,dataOwner,metadataViewer,resourceEditor,routineAdmin,securityAdmin,user
connectionAdmin>connectionUser dataEditor>dataViewer,routineDataEditor dataOwner>dataEditor
dataViewer>routineDataViewer metadataViewer>routineMetadataViewer resourceAdmin>resourceEditor
resourceEditor>resourceViewer routineAdmin>routineDataEditor routineDataEditor>routineDataViewer
routineDataViewer>routineMetadataViewer user>jobUser bigtable: admin>user,viewer editor>viewer user>reader billing:
admin>projectManager,user,viewer cloudbuild: admin>connectionAdmin,editor,tokenAccessor
builds.approver>builds.viewer builds.builder>builds.editor,workerPoolUser builds.editor>builds.viewer
connectionAdmin>connectionViewer editor>viewer,workerPoolOwner,workerPoolUser tokenAccessor>readTokenAccessor
viewer>connectionViewer,workerPoolViewer workerPoolEditor>workerPoolViewer workerPoolOwner>workerPoolEditor
cloudfunctions: admin>developer,editor developer>invoker editor>invoker,viewer cloudkms: admin>importer
cryptoKeyEncrypterDecrypter>cryptoKeyDecrypter,cryptoKeyEncrypter cryptoOperator>cryptoKeyEncrypterDecrypter,
decapsulator,signerVerifier decapsulator>publicKeyViewer signerVerifier>signer,verifier verifier>publicKeyViewer
cloudscheduler: admin>jobRunner,viewer cloudsql: admin>editor,instanceUser editor>client,schemaViewer,viewer
composer: admin>user editor>viewer environmentAndStorageObjectAdmin>admin,editor,environmentAndStorageObjectViewer
environmentAndStorageObjectUser>user,environmentAndStorageObjectViewer
environmentAndStorageObjectViewer>environmentAndStorageObjectUser compute: admin>editor,instanceAdmin,
instanceAdmin.v1,orgFirewallPolicyAdmin,osLoginExternalUser,securityAdmin,storageAdmin editor>imageUser,
orgFirewallPolicyUser,osAdminLogin,viewer instanceAdmin>imageUser instanceAdmin.v1>imageUser,osAdminLogin
networkAdmin>networkUser,networkViewer orgFirewallPolicyAdmin>orgFirewallPolicyUser osAdminLogin>osLogin
storageAdmin>imageUser container: admin>clusterAdmin,developer,editor clusterAdmin>clusterViewer
developer>clusterViewer editor>viewer viewer>clusterViewer dataflow: admin>developer developer>viewer dataproc:
admin>editor editor>serverlessEditor,viewer serverlessEditor>serverlessViewer datastore: admin>cloneAdmin,editor,
restoreAdmin backupSchedulesAdmin>backupSchedulesViewer backupsAdmin>backupsViewer editor>backupSchedulesAdmin,
backupsAdmin,indexAdmin,userCredsAdmin,viewer owner>admin,user restoreAdmin>backupsViewer
userCredsAdmin>userCredsViewer dns: admin>editor editor>peer,viewer viewer>reader eventarc: admin>developer,editor,
eventReceiver developer>connectionPublisher,publisher editor>connectionPublisher,messageBusAdmin,publisher,viewer
messageBusAdmin>messageBusUser viewer>multiProjectEventCollector iam: accessPolicyAdmin>accessPolicyUser,
accessPolicyViewer admin>accessPolicyAdmin,editor,operationViewer,serviceAccountAdmin,workforcePoolAdmin,
workloadIdentityPoolAdmin dataScientist>serviceAccountUser databasesAdmin>roleViewer,serviceAccountUser
denyAdmin>denyReviewer devOps>serviceAccountAdmin,serviceAccountUser editor>serviceAccountApiKeyBindingAdmin,
serviceAccountCreator,serviceAccountDeleter,serviceAccountKeyAdmin,serviceAccountUser,viewer
organizationRoleAdmin>organizationRoleViewer,roleAdmin organizationRoleViewer>roleViewer
principalAccessBoundaryAdmin>principalAccessBoundaryUser,principalAccessBoundaryViewer roleAdmin>roleViewer
securityAdmin>securityReviewer securityAuditor>denyReviewer,organizationRoleViewer,principalAccessBoundaryViewer,
securityReviewer serviceAccountAdmin>serviceAccountApiKeyBindingAdmin,serviceAccountCreator,serviceAccountDeleter
serviceAccountTokenCreator>workloadIdentityUser supportUser>organizationRoleViewer,viewer viewer>accessPolicyViewer,
denyReviewer,principalAccessBoundaryViewer,serviceAccountViewer,workforcePoolViewer,workloadIdentityPoolViewer
workforcePoolAdmin>scimSyncer,workforcePoolEditor workforcePoolEditor>workforcePoolViewer
workloadIdentityPoolAdmin>workloadIdentityPoolViewer workloadIdentityUser>serviceAccountOpenIdTokenCreator iap:
editor>settingsAdmin,viewer logging: admin>configWriter,fieldAccessor,logWriter,privateLogViewer,viewAccessor,viewer
configWriter>linkViewer,sqlAlertWriter privateLogViewer>linkViewer viewer>linkViewer monitoring: admin>editor,
metricsScopesAdmin alertPolicyEditor>alertPolicyViewer alertViewer>cloudConsoleIncidentViewer,
cloudConsoleIncidentEditor cloudConsoleIncidentEditor>alertViewer,cloudConsoleIncidentViewer
cloudConsoleIncidentViewer>cloudConsoleIncidentEditor editor>alertPolicyEditor,metricWriter,
notificationChannelEditor,servicesEditor,snoozeEditor,uptimeCheckConfigEditor,viewer
metricsScopesAdmin>metricsScopesViewer notificationChannelEditor>notificationChannelViewer
servicesEditor>servicesViewer snoozeEditor>snoozeViewer uptimeCheckConfigEditor>uptimeCheckConfigViewer
viewer>alertPolicyViewer,cloudConsoleIncidentViewer,metricsScopesViewer,notificationChannelViewer,servicesViewer,
snoozeViewer,uptimeCheckConfigViewer notebooks: admin>editor,runner editor>viewer legacyAdmin>legacyViewer
runner>viewer viewer>legacyViewer orgpolicy: policyAdmin>policyViewer privateca: admin>caManager,editor
auditor>poolReader caManager>auditor certificateManager>auditor,certificateRequester editor>certificateManager,
viewer,workloadCertificateRequester viewer>auditor,templateUser pubsub: admin>editor editor>publisher,subscriber,
viewer redis: admin>dbConnectionUser,editor,viewer resourcemanager: folderAdmin>folderCreator,folderEditor,
folderIamAdmin,folderMover,projectIamAdmin folderCreator>folderViewer folderEditor>folderViewer
organizationAdmin>folderIamAdmin,folderViewer,organizationViewer,projectIamAdmin projectCreator>organizationViewer
tagAdmin>tagHoldAdmin run: admin>editor developer>invoker,jobsExecutorWithOverrides,sshReader,sshRoot,viewer,editor
editor>developer invoker>servicesInvoker jobsExecutorWithOverrides>jobsExecutor sourceDeveloper>editor
sourceViewer>viewer secretmanager: admin>editor,secretAccessor editor>secretVersionManager,viewer
secretVersionManager>secretVersionAdder serviceusage: apiKeysAdmin>apiKeysViewer
serviceUsageAdmin>serviceUsageConsumer serviceUsageConsumer>serviceUsageViewer spanner: admin>backupAdmin,
databaseAdmin,editor,restoreAdmin backupAdmin>backupWriter databaseAdmin>databaseUser,fineGrainedAccessUser,
graphIntelligenceUser databaseReaderWithDataBoost>databaseReader databaseUser>databaseReader editor>backupWriter,
fineGrainedAccessUser,viewer graphIntelligenceUser>databaseReaderWithDataBoost storage: admin>bucketViewer,
folderAdmin,legacyBucketOwner,objectAdmin editor>viewer folderAdmin>legacyObjectOwner,objectCreator,objectViewer
legacyBucketOwner>legacyBucketWriter legacyBucketWriter>legacyBucketReader legacyObjectOwner>legacyObjectReader
objectAdmin>legacyObjectOwner,objectUser objectUser>objectCreator,objectViewer objectViewer>legacyObjectReader
workflows: admin>invoker,viewer,editor editor>admin
`;

/** Roles of access lists, which are older than IAM. @see https://cloud.google.com/bigquery/docs/access-control-basic-roles */
const OF_LISTS: readonly (readonly [role: string, includes: readonly string[]])[] = [
  ["OWNER", ["WRITER", "roles/bigquery.dataOwner"]],
  ["WRITER", ["READER", "roles/bigquery.dataEditor"]],
  ["READER", ["roles/bigquery.dataViewer"]],
  ["roles/bigquery.dataOwner", ["OWNER"]],
  ["roles/bigquery.dataEditor", ["WRITER"]],
  ["roles/bigquery.dataViewer", ["READER"]],
];

const BASIC = "basic";

/** Roles that hold every permission of one directly, by that one's name. */
const HOLDERS: ReadonlyMap<string, readonly string[]> = holders();

const ALL_HOLDERS = new Map<string, ReadonlySet<string>>();

/** The role itself and those that hold all of its permissions, as far as that is known. */
export function rolesThatHold(role: string): ReadonlySet<string> {
  const known = ALL_HOLDERS.get(role);
  if (known !== undefined) return known;
  const found = new Set([role]);
  for (const one of found) for (const holder of HOLDERS.get(one) ?? []) found.add(holder);
  ALL_HOLDERS.set(role, found);
  return found;
}

function holders(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (role: string, includes: readonly string[]): void => {
    for (const one of includes) found.set(one, [...(found.get(one) ?? []), role]);
  };
  for (const [role, includes] of [...includedIn(INCLUDED), ...OF_LISTS]) add(role, includes);
  return found;
}

function includedIn(table: string): readonly (readonly [role: string, includes: readonly string[]])[] {
  let service = "";
  return table
    .replaceAll(",\n", ",")
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const [role = "", includes] = word.split(">");
      if (includes !== undefined)
        return [[nameIn(service, role), includes.split(",").map((one) => nameIn(service, one))]];
      service = role.slice(0, -1);
      return [];
    });
}

function nameIn(service: string, role: string): string {
  return `roles/${service === BASIC ? role : `${service}.${role}`}`;
}
