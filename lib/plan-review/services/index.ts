import { INSIGHTS } from "./insights";
import { VECTOR_SEARCH } from "./vector-search";
import { BIGTABLE } from "./bigtable";
import { BIGLAKE } from "./biglake";
import { BEYONDCORP } from "./beyondcorp";
import { DATAPLEX } from "./dataplex";
import { MANAGED_KAFKA } from "./managed-kafka";
import { ACTIVE_DIRECTORY } from "./active-directory";
import { MODEL_ARMOR } from "./model-armor";
import { BACKUP_DR } from "./backup-dr";
import { ASSURED_WORKLOADS } from "./assured-workloads";
import { VMWARE_ENGINE } from "./vmware-engine";
import { EDGE_CLUSTERS } from "./edge-clusters";
import { GEMINI } from "./gemini";
import { INTEGRATION_CONNECTORS } from "./integration-connectors";
import { API_HUB } from "./api-hub";
import { DATA_CATALOG } from "./data-catalog";
import { DEPLOYMENTS } from "./deployments";
import { PROOFS } from "./proofs";
import { AGENTS } from "./agents";
import { FIREBASE_APP_CHECK } from "./firebase-app-check";
import { FIREBASE_HOSTING } from "./firebase-hosting";
import { STORAGE_INSIGHTS } from "./storage-insights";
import { PRIVATE_LINES } from "./private-lines";
import { DATAFORM } from "./dataform";
import { PARAMETER_MANAGER } from "./parameter-manager";
import { WATCHING } from "./watching";
import { NOTEBOOKS } from "./notebooks";
import { MEDIA_CDN } from "./media-cdn";
import { MULTICAST } from "./multicast";
import { FLOW_LOGS } from "./flow-logs";
import { MONITORING_OBJECTIVES } from "./monitoring-objectives";
import { IDENTITY_PLATFORM } from "./identity-platform";
import { CHRONICLE } from "./chronicle";
import { GKE_MULTICLOUD } from "./gke-multicloud";
import { ORACLE_DATABASE } from "./oracle-database";
import { DIALOGFLOW } from "./dialogflow";
import { DATASTREAM } from "./datastream";
import { EVENTARC_BUS } from "./eventarc-bus";
import { BIGQUERY_DATA } from "./bigquery-data";
import { DATAPROC_WORK } from "./dataproc-work";
import { COLAB } from "./colab";
import { VERTEX_AI_WORK } from "./vertex-ai-work";
import { SPANNER } from "./spanner";
import { CLOUD_DEPLOY } from "./cloud-deploy";
import { SECURITY_CENTER } from "./security-center";
import { SERVICE_DIRECTORY } from "./service-directory";
import { DEVELOPER_CONNECT } from "./developer-connect";
import { DATA_LOSS_PREVENTION } from "./data-loss-prevention";
import { FIRESTORE } from "./firestore";
import { CERTIFICATE_MANAGER } from "./certificate-manager";
import { DATAFLOW } from "./dataflow";
import { OS_CONFIG } from "./os-config";
import type { ResourceCard, ServiceCards } from "../cards/card";
import { APP_ENGINE } from "./app-engine";
import { APIGEE } from "./apigee";
import { ARTIFACT_REGISTRY } from "./artifact-registry";
import { BACKUP } from "./backup";
import { BIGQUERY } from "./bigquery";
import { BINARY_AUTHORIZATION } from "./binary-authorization";
import { CERTIFICATE_AUTHORITY } from "./certificate-authority";
import { CLOUD_ARMOR } from "./cloud-armor";
import { CLOUD_BUILD } from "./cloud-build";
import { CLOUD_FUNCTIONS } from "./cloud-functions";
import { CLOUD_RUN } from "./cloud-run";
import { CLOUD_SQL } from "./cloud-sql";
import { COMPOSER } from "./composer";
import { COMPUTE_CAPACITY } from "./compute-capacity";
import { COMPUTE_HOSTS } from "./compute-hosts";
import { DATABASES } from "./databases";
import { DATAPROC } from "./dataproc";
import { DISCOVERY_ENGINE } from "./discovery-engine";
import { DISKS } from "./disks";
import { DNS } from "./dns";
import { EVENTARC } from "./eventarc";
import { FILE_STORAGE } from "./file-storage";
import { FIREBASE } from "./firebase";
import { FIREWALL } from "./firewall";
import { GKE } from "./gke";
import { GKE_FLEET } from "./gke-fleet";
import { HEALTH_CHECKS } from "./health-checks";
import { HEALTHCARE } from "./healthcare";
import { IAM } from "./iam";
import { IAP } from "./iap";
import { INSTANCE_GROUPS } from "./instance-groups";
import { KMS } from "./kms";
import { LOAD_BALANCER_ROUTES } from "./load-balancer-routes";
import { LOAD_BALANCING } from "./load-balancing";
import { LOGGING } from "./logging";
import { MONITORING } from "./monitoring";
import { NETAPP } from "./netapp";
import { NETWORK_CONNECTIVITY } from "./network-connectivity";
import { NETWORK_ENDPOINTS } from "./network-endpoints";
import { NETWORK_LINKS } from "./network-links";
import { NETWORK_SECURITY } from "./network-security";
import { NETWORK_SERVICES } from "./network-services";
import { NETWORKS } from "./networks";
import { ORGANIZATION } from "./organization";
import { PUBSUB } from "./pubsub";
import { SECRET_MANAGER } from "./secret-manager";
import { SOURCE_REPOSITORIES } from "./source-repositories";
import { STORAGE } from "./storage";
import { TAGS } from "./tags";
import { UTILITY_PROVIDERS } from "./utility-providers";
import { VERTEX_AI } from "./vertex-ai";
import { VPC_SERVICE_CONTROLS } from "./vpc-service-controls";
import { WORKBENCH } from "./workbench";
import { WORKFLOWS } from "./workflows";
import { WORKSTATIONS } from "./workstations";

/** Every service of which the review knows something. */
export const SERVICES: readonly ServiceCards[] = [
  INSIGHTS,
  VECTOR_SEARCH,
  BIGTABLE,
  BIGLAKE,
  BEYONDCORP,
  DATAPLEX,
  MANAGED_KAFKA,
  ACTIVE_DIRECTORY,
  MODEL_ARMOR,
  BACKUP_DR,
  ASSURED_WORKLOADS,
  VMWARE_ENGINE,
  EDGE_CLUSTERS,
  GEMINI,
  INTEGRATION_CONNECTORS,
  API_HUB,
  DATA_CATALOG,
  DEPLOYMENTS,
  PROOFS,
  AGENTS,
  FIREBASE_APP_CHECK,
  FIREBASE_HOSTING,
  STORAGE_INSIGHTS,
  PRIVATE_LINES,
  DATAFORM,
  PARAMETER_MANAGER,
  WATCHING,
  NOTEBOOKS,
  MEDIA_CDN,
  MULTICAST,
  FLOW_LOGS,
  APP_ENGINE,
  APIGEE,
  ARTIFACT_REGISTRY,
  MONITORING_OBJECTIVES,
  IDENTITY_PLATFORM,
  CHRONICLE,
  GKE_MULTICLOUD,
  ORACLE_DATABASE,
  DIALOGFLOW,
  DATASTREAM,
  EVENTARC_BUS,
  BIGQUERY_DATA,
  DATAPROC_WORK,
  COLAB,
  VERTEX_AI_WORK,
  SPANNER,
  CLOUD_DEPLOY,
  SECURITY_CENTER,
  SERVICE_DIRECTORY,
  DEVELOPER_CONNECT,
  DATA_LOSS_PREVENTION,
  FIRESTORE,
  CERTIFICATE_MANAGER,
  DATAFLOW,
  OS_CONFIG,
  BACKUP,
  BIGQUERY,
  BINARY_AUTHORIZATION,
  CERTIFICATE_AUTHORITY,
  CLOUD_ARMOR,
  CLOUD_BUILD,
  CLOUD_FUNCTIONS,
  CLOUD_RUN,
  CLOUD_SQL,
  COMPOSER,
  COMPUTE_CAPACITY,
  COMPUTE_HOSTS,
  DATABASES,
  DATAPROC,
  DISCOVERY_ENGINE,
  DISKS,
  DNS,
  EVENTARC,
  FILE_STORAGE,
  FIREBASE,
  FIREWALL,
  GKE,
  GKE_FLEET,
  HEALTH_CHECKS,
  HEALTHCARE,
  IAM,
  IAP,
  INSTANCE_GROUPS,
  KMS,
  LOAD_BALANCER_ROUTES,
  LOAD_BALANCING,
  LOGGING,
  MONITORING,
  NETAPP,
  NETWORK_CONNECTIVITY,
  NETWORK_ENDPOINTS,
  NETWORK_LINKS,
  NETWORK_SECURITY,
  NETWORK_SERVICES,
  NETWORKS,
  ORGANIZATION,
  PUBSUB,
  SECRET_MANAGER,
  SOURCE_REPOSITORIES,
  STORAGE,
  TAGS,
  UTILITY_PROVIDERS,
  VERTEX_AI,
  VPC_SERVICE_CONTROLS,
  WORKBENCH,
  WORKFLOWS,
  WORKSTATIONS,
];

const CARDS: ReadonlyMap<string, ResourceCard> = new Map(SERVICES.flatMap((cards) => Object.entries(cards)));

/** What the review knows of a resource type; undefined where that is nothing. */
export function cardOf(type: string): ResourceCard | undefined {
  return CARDS.get(type);
}
