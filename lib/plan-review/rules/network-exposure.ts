import { fieldsOf, HiddenValue, type ResourceChange, type TerraformFields } from "../../terraform";
import { ruleOf } from "../observation";
import type { PlanRule } from "../plan-rule";
import { type AllowList, allowListObservations } from "../allow-list";
import { valueAt } from "../../terraform/resource-values";
import { ranked, SAFE_WHEN_SET, safeWhenOff, safeWhenOn, type Setting, settingObservations } from "../setting";

const RUN = ["google_cloud_run_v2_service"];
const FIRST_RUN = ["google_cloud_run_service"];
const CLUSTER = ["google_container_cluster"];
const SQL = ["google_sql_database_instance"];
const BACKENDS = ["google_compute_backend_service", "google_compute_region_backend_service"];
const isForNew = true;

/** Who gets to a service, and where its code gets to; for new ones too. */
const SETTINGS: readonly Setting[] = [
  {
    types: [...RUN, "google_cloud_run_v2_worker_pool"],
    path: "ingress",
    strength: ranked(
      [
        ["INGRESS_TRAFFIC_ALL"],
        ["INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"],
        ["INGRESS_TRAFFIC_INTERNAL_ONLY"],
        ["INGRESS_TRAFFIC_NONE"],
      ],
      "INGRESS_TRAFFIC_ALL",
    ),
    isForNew,
    applies: (body) => "ingress" in body,
    weaker: "it can be called from more places",
    stronger: "it can be called from fewer places",
  },
  {
    types: FIRST_RUN,
    path: "ingress",
    strength: ranked([["all"], ["internal-and-cloud-load-balancing"], ["internal"]], "all"),
    isForNew,
    weaker: "it can be called from more places",
    stronger: "it can be called from fewer places",
  },
  {
    types: FIRST_RUN,
    path: "egress",
    strength: ranked([["private-ranges-only"], ["all-traffic"]], "private-ranges-only"),
    weaker: "its code reaches the internet past your network",
    stronger: "its code reaches everything through your network",
  },
  {
    types: RUN,
    path: "invoker_iam_disabled",
    strength: safeWhenOff(false),
    isForNew,
    weaker: "everybody may call it: no role is asked for",
    stronger: "only who has the role may call it",
  },
  {
    types: RUN,
    path: "iap_enabled",
    strength: safeWhenOn(false),
    weaker: "Identity-Aware Proxy no longer stands before it",
    stronger: "Identity-Aware Proxy stands before it",
  },
  {
    types: [...RUN, "google_cloud_run_v2_worker_pool"],
    path: "template.vpc_access.egress",
    strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
    weaker: "its code reaches the internet past your network",
    stronger: "its code reaches everything through your network",
  },
  {
    types: ["google_cloud_run_v2_job"],
    path: "template.template.vpc_access.egress",
    strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
    weaker: "its code reaches the internet past your network",
    stronger: "its code reaches everything through your network",
  },
  {
    types: ["google_cloudfunctions2_function"],
    path: "service_config.ingress_settings",
    strength: ranked([["ALLOW_ALL"], ["ALLOW_INTERNAL_AND_GCLB"], ["ALLOW_INTERNAL_ONLY"]], "ALLOW_ALL"),
    isForNew,
    weaker: "it can be called from more places",
    stronger: "it can be called from fewer places",
  },
  {
    types: ["google_cloudfunctions2_function"],
    path: "service_config.vpc_connector_egress_settings",
    strength: ranked(
      [["PRIVATE_RANGES_ONLY", "VPC_CONNECTOR_EGRESS_SETTINGS_UNSPECIFIED"], ["ALL_TRAFFIC"]],
      "PRIVATE_RANGES_ONLY",
    ),
    weaker: "its code reaches the internet past your network",
    stronger: "its code reaches everything through your network",
  },
  {
    types: ["google_cloudfunctions_function"],
    path: "ingress_settings",
    strength: ranked([["ALLOW_ALL"], ["ALLOW_INTERNAL_AND_GCLB"], ["ALLOW_INTERNAL_ONLY"]], "ALLOW_ALL"),
    isForNew,
    weaker: "it can be called from more places",
    stronger: "it can be called from fewer places",
  },
  {
    types: ["google_cloudfunctions_function"],
    path: "vpc_connector_egress_settings",
    strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
    weaker: "its code reaches the internet past your network",
    stronger: "its code reaches everything through your network",
  },
  {
    types: ["google_cloudbuild_worker_pool"],
    path: "worker_config.no_external_ip",
    strength: safeWhenOn(false),
    isForNew,
    weaker: "builds reach the internet from external addresses",
    stronger: "builds have no external addresses",
  },
  {
    types: ["google_cloudbuild_worker_pool"],
    path: "network_config.peered_network",
    strength: SAFE_WHEN_SET,
    weaker: "builds no longer run on your network",
    stronger: "builds run on your network",
  },
  {
    types: ["google_cloudbuild_worker_pool"],
    path: "private_service_connect.route_all_traffic",
    strength: safeWhenOn(false),
    weaker: "builds reach the internet past your network",
    stronger: "builds reach everything through your network",
  },
  {
    types: CLUSTER,
    path: "private_cluster_config.enable_private_nodes",
    strength: safeWhenOn(false),
    isForNew,
    weaker: "its nodes have external addresses",
    stronger: "its nodes have no external addresses",
  },
  {
    types: ["google_container_node_pool"],
    path: "network_config.enable_private_nodes",
    strength: safeWhenOn(false),
    weaker: "its nodes have external addresses",
    stronger: "its nodes have no external addresses",
  },
  {
    types: ["google_dataproc_cluster"],
    path: "cluster_config.gce_cluster_config.internal_ip_only",
    strength: safeWhenOn(true),
    isForNew,
    weaker: "its hosts have external addresses",
    stronger: "its hosts have no external addresses",
  },
  {
    types: ["google_tpu_v2_vm"],
    path: "network_config.enable_external_ips",
    strength: safeWhenOff(false),
    isForNew,
    weaker: "it has an external address",
    stronger: "it has no external address",
  },
  {
    types: CLUSTER,
    path: "private_cluster_config.enable_private_endpoint",
    strength: safeWhenOn(false),
    isForNew,
    weaker: "its control plane answers on the internet",
    stronger: "its control plane answers only inside",
  },
  {
    types: CLUSTER,
    path: "master_authorized_networks_config",
    strength: SAFE_WHEN_SET,
    weaker: "its control plane answers everybody who reaches it",
    stronger: "its control plane answers listed networks only",
  },
  {
    types: CLUSTER,
    path: "master_authorized_networks_config.gcp_public_cidrs_access_enabled",
    strength: safeWhenOff(true),
    weaker: "its control plane answers hosts of all customers of Google Cloud",
    stronger: "its control plane answers no hosts of other customers of Google Cloud",
  },
  {
    types: CLUSTER,
    path: "control_plane_endpoints_config.dns_endpoint_config.allow_external_traffic",
    strength: safeWhenOff(false),
    isForNew,
    weaker: "its control plane answers on the internet, by its DNS name",
    stronger: "its control plane answers only inside, by its DNS name",
  },
  {
    types: CLUSTER,
    path: "control_plane_endpoints_config.ip_endpoints_config.enabled",
    strength: safeWhenOff(true),
    weaker: "its control plane answers by its addresses",
    stronger: "its control plane no longer answers by its addresses",
  },
  {
    types: CLUSTER,
    path: "network_policy.enabled",
    strength: safeWhenOn(false),
    weaker: "network policies of its pods are not in force",
    stronger: "network policies of its pods are in force",
  },
  {
    types: SQL,
    path: "settings.ip_configuration.ipv4_enabled",
    strength: safeWhenOff(true),
    isForNew,
    weaker: "it has an external address",
    stronger: "it has no external address",
  },
  {
    types: SQL,
    path: "settings.ip_configuration.ssl_mode",
    strength: ranked(
      [["ALLOW_UNENCRYPTED_AND_ENCRYPTED"], ["ENCRYPTED_ONLY"], ["TRUSTED_CLIENT_CERTIFICATE_REQUIRED"]],
      "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
    ),
    weaker: "connections need less encryption",
    stronger: "connections need more encryption",
  },
  {
    types: ["google_workbench_instance"],
    path: "gce_setup.disable_public_ip",
    strength: safeWhenOn(false),
    isForNew,
    weaker: "it has an external address",
    stronger: "it has no external address",
  },
  {
    types: ["google_workbench_instance"],
    path: "disable_proxy_access",
    strength: safeWhenOn(false),
    weaker: "people reach it through Google's proxy",
    stronger: "nobody reaches it through Google's proxy",
  },
  {
    types: ["google_notebooks_instance"],
    path: "no_public_ip",
    strength: safeWhenOn(false),
    isForNew,
    weaker: "it has an external address",
    stronger: "it has no external address",
  },
  {
    types: ["google_colab_runtime_template"],
    path: "network_spec.enable_internet_access",
    strength: safeWhenOff(false),
    isForNew,
    weaker: "notebooks reach the internet",
    stronger: "notebooks do not reach the internet",
  },
  {
    types: ["google_vertex_ai_index_endpoint"],
    path: "public_endpoint_enabled",
    strength: safeWhenOff(false),
    isForNew,
    weaker: "it answers on the internet",
    stronger: "it answers only inside",
  },
  {
    types: ["google_vertex_ai_endpoint"],
    path: "network",
    strength: SAFE_WHEN_SET,
    weaker: "it is no longer on your network only",
    stronger: "it answers on your network only",
  },
  {
    types: ["google_vertex_ai_endpoint"],
    path: "private_service_connect_config.enable_private_service_connect",
    strength: safeWhenOn(false),
    weaker: "it no longer answers inside only",
    stronger: "it answers only inside",
  },
  {
    types: ["google_vertex_ai_feature_online_store"],
    path: "dedicated_serving_endpoint.private_service_connect_config.enable_private_service_connect",
    strength: safeWhenOn(false),
    weaker: "it no longer answers inside only",
    stronger: "it answers only inside",
  },
  {
    types: BACKENDS,
    path: "iap.enabled",
    strength: safeWhenOn(false),
    weaker: "Identity-Aware Proxy no longer stands before it",
    stronger: "Identity-Aware Proxy stands before it",
  },
  {
    types: BACKENDS,
    path: "security_policy",
    strength: SAFE_WHEN_SET,
    weaker: "no Cloud Armor policy keeps requests from it",
    stronger: "a Cloud Armor policy keeps requests from it",
  },
  {
    types: ["google_redis_instance"],
    path: "auth_enabled",
    strength: safeWhenOn(false),
    weaker: "everybody who reaches it may read it",
    stronger: "only who has the password may read it",
  },
  {
    types: ["google_dns_policy"],
    path: "enable_inbound_forwarding",
    strength: safeWhenOff(false),
    isForNew,
    weaker: "other networks can ask for its names",
    stronger: "other networks can no longer ask for its names",
  },
];

/**
 * The first kind of Cloud Run says as annotations what the second one has attributes for.
 *
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
function withAnnotations(change: ResourceChange): ResourceChange {
  if (change.type !== "google_cloud_run_service" || change.before === change.after) return change;
  const read = (body: TerraformFields | undefined): TerraformFields | undefined => {
    if (body === undefined) return undefined;
    const at = (path: string, name: string): unknown => {
      const annotations = valueAt(body, path);
      return annotations instanceof HiddenValue ? annotations : fieldsOf(annotations)[`run.googleapis.com/${name}`];
    };
    return {
      name: body.name,
      ingress: at("metadata.annotations", "ingress"),
      egress: at("template.metadata.annotations", "vpc-access-egress"),
    };
  };
  return { ...change, before: read(change.before), after: read(change.after) };
}

/** Who is let in by name. */
const LISTS: readonly AllowList[] = [
  {
    types: CLUSTER,
    path: "master_authorized_networks_config.cidr_blocks",
    name: "cidr_block",
    within: "master_authorized_networks_config",
    lets: "reach its control plane",
  },
  { types: SQL, path: "settings.ip_configuration.authorized_networks", name: "value", lets: "connect" },
  {
    types: ["google_storage_bucket"],
    path: "ip_filter.public_network_source.allowed_ip_cidr_ranges",
    within: "ip_filter",
    lets: "get at it",
  },
  {
    types: ["google_storage_bucket"],
    path: "ip_filter.vpc_network_sources",
    name: "network",
    within: "ip_filter",
    lets: "get at it",
  },
  { types: ["google_vertex_ai_endpoint"], path: "private_service_connect_config.project_allowlist", lets: "reach it" },
];

/** Services and code that are reached from, or reach, more than before, whatever the network says. */
export const networkExposureRule: PlanRule = ruleOf(
  {
    id: "network-exposure",
    kind: "network",
    finds:
      "services that answer more callers, and builds, clusters, databases and notebooks that get external addresses or pass by the network",
  },
  ({ changes }) => [
    ...settingObservations(changes.map(withAnnotations), SETTINGS),
    ...allowListObservations(changes, LISTS),
  ],
);
