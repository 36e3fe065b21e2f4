import { ValidationError } from "../core/errors";
import { IpRange } from "../core/ip-range";
import { NginxConfiguration } from "./nginx-configuration";
import { type YamlValue, yamlText } from "./yaml-text";

/** Where the volume is mounted. */
const ROOT = "/srv/index";
/** That of the unprivileged nginx image, and where it listens. */
const USER = 101;
const PORT = 8080;
/** Pods of a namespace with this label may ask. */
const CLIENT_LABEL = "package-index/client";
/**
 * `restricted.googleapis.com`: nothing else is reached.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access#config-domain
 */
const GOOGLE_APIS = ["199.36.153.4/30"];
/**
 * GKE's metadata server, by itself and behind Dataplane V2.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy#network-policy-and-workload-identity
 */
const METADATA_SERVER = [
  { address: "169.254.169.252/32", ports: [987, 988] },
  { address: "169.254.169.254/32", ports: [80] },
];
/** @see https://cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache */
const NODE_LOCAL_DNS = "169.254.20.10/32";
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DIGEST = /^[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}$/;
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
/** Google announces none of its own that is larger, and half of the internet is no range of Google's APIs. */
const SHORTEST_PREFIX = 8;

/** What is served, and how it is called. */
export interface KubernetesManifestsOptions {
  /** The bucket with the files and pages, without `gs://`. */
  readonly bucketName: string;
  /**
   * nginx without privileges (as `nginxinc/nginx-unprivileged`) by its digest:
   * `LOCATION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE@sha256:…`.
   */
  readonly image: string;
  /** @default "package-index" */
  readonly namespace?: string;
  /** Of the Deployment, the Service and the service account. @default "package-index" */
  readonly name?: string;
  /** How many pods there are. @default 2 */
  readonly replicas?: number;
  /**
   * Where Cloud Storage is reached: what the names of Google's APIs lead to on the cluster's network.
   *
   * @default - `restricted.googleapis.com`, so that nothing else can be reached
   */
  readonly googleApisRanges?: readonly string[];
}

/**
 * An index in a bucket served from GKE: the bucket is a read-only volume of the Cloud Storage FUSE CSI driver, so that
 * no pod is privileged, and its reader is the service account of Kubernetes itself, by workload identity. Nobody has a
 * password; who may ask is decided by the network policy and, for `kubectl port-forward`, by the cluster's RBAC.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/cloud-storage-fuse-csi-driver
 */
export class KubernetesManifests {
  /** All of it as YAML, for `kubectl apply -f`. @throws ValidationError when an option is not valid */
  public static text(options: KubernetesManifestsOptions): string {
    return yamlText(KubernetesManifests.objects(options));
  }

  /** Each object, in the order in which they are made. @throws ValidationError when an option is not valid */
  public static objects(options: KubernetesManifestsOptions): Readonly<Record<string, YamlValue>>[] {
    validate(options);
    const { namespace = "package-index", name = "package-index", bucketName, image, replicas = 2 } = options;
    const labels = { "app.kubernetes.io/name": name };
    const metadata = { name, namespace, labels };
    return [
      // Nothing in it may be privileged, whoever deploys there.
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      },
      { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { "default.conf": NginxConfiguration.text({ root: ROOT, port: PORT }) },
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: { replicas, selector: { matchLabels: labels }, template: podTemplate(name, image, bucketName, labels) },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: { type: "ClusterIP", selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
      },
      {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata,
        spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
      },
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata,
        spec: networkPolicySpec(labels, options.googleApisRanges ?? GOOGLE_APIS),
      },
    ];
  }

  /**
   * The subject of the workload identity pool that the bucket's reader is, for `Principal.workloadIdentity(…)` with the
   * pool `PROJECT.svc.id.goog`.
   *
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity#configure-authz-principals
   */
  public static workloadIdentitySubject({
    namespace = "package-index",
    name = "package-index",
  }: Pick<KubernetesManifestsOptions, "namespace" | "name">): string {
    return `ns/${namespace}/sa/${name}`;
  }
}

type Labels = Readonly<Record<string, string>>;

function podTemplate(name: string, image: string, bucketName: string, labels: Labels): YamlValue {
  return {
    metadata: { labels, annotations: { "gke-gcsfuse/volumes": "true" } },
    spec: podSpec(name, image, bucketName, labels),
  };
}

function podSpec(name: string, image: string, bucketName: string, labels: Labels): YamlValue {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      },
    ],
    containers: [nginxContainer(image)],
    volumes: [
      {
        name: "index",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: { bucketName, mountOptions: "implicit-dirs,metadata-cache:ttl-secs:60" },
        },
      },
      { name: "configuration", configMap: { name } },
      { name: "temporary", emptyDir: { sizeLimit: "64Mi" } },
    ],
  };
}

function nginxContainer(image: string): YamlValue {
  return {
    name: "nginx",
    image,
    ports: [{ name: "http", containerPort: PORT }],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
    // It lives while nginx answers, and is asked while it can show pages, so that one that has lost its volume is
    // passed over.
    livenessProbe: probeOf(NginxConfiguration.ALIVE_PATH),
    readinessProbe: probeOf("/simple/"),
    volumeMounts: [
      { name: "index", mountPath: ROOT, readOnly: true },
      { name: "configuration", mountPath: "/etc/nginx/conf.d", readOnly: true },
      { name: "temporary", mountPath: "/tmp" },
    ],
  };
}

function probeOf(path: string): YamlValue {
  return { httpGet: { path, port: "http" }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };
}

/**
 * Who asks, and what is reached: names, the metadata server and Google's APIs. Probes of the node come in by
 * themselves.
 */
function networkPolicySpec(labels: Readonly<Record<string, string>>, ranges: readonly string[]): YamlValue {
  const tcp = (...ports: readonly number[]): YamlValue => ports.map((port) => ({ protocol: "TCP", port }));
  const dns = ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 }));
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { [CLIENT_LABEL]: "true" } } }], ports: tcp(PORT) }],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
          { ipBlock: { cidr: NODE_LOCAL_DNS } },
        ],
        ports: dns,
      },
      ...METADATA_SERVER.map(({ address, ports }) => ({ to: [{ ipBlock: { cidr: address } }], ports: tcp(...ports) })),
      { to: ranges.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(443) },
    ],
  };
}

function validate({
  bucketName,
  image,
  namespace,
  name,
  replicas,
  googleApisRanges,
}: KubernetesManifestsOptions): void {
  const problems: string[] = [];
  const check = (what: string, value: string | undefined, pattern: RegExp, allowed: string): void => {
    if (value !== undefined && !pattern.test(value)) problems.push(`${what} ${JSON.stringify(value)}: ${allowed}`);
  };
  check("bucketName", bucketName, BUCKET, "must be the name of a bucket, without gs://");
  check("image", image, DIGEST, "must be an image by its digest, NAME@sha256:DIGEST, so that it is always the same");
  const label = 'must be at most 63 lower-case letters, digits and "-", beginning and ending with a letter or digit';
  check("namespace", namespace, DNS_LABEL, label);
  check("name", name, DNS_LABEL, label);
  const count = replicas ?? 1;
  const isInRange = count >= 1 && count <= 100;
  if (!isInRange || !Number.isInteger(count)) {
    problems.push(`replicas ${JSON.stringify(replicas)}: must be a whole number from 1 to 100`);
  }
  if (googleApisRanges?.length === 0) problems.push("googleApisRanges: are none, so that the bucket could not be read");
  for (const range of googleApisRanges ?? []) {
    const read = IpRange.read(range);
    if (read === undefined || read.prefixLength < SHORTEST_PREFIX)
      problems.push(
        `googleApisRanges ${JSON.stringify(range)}: must be a range of Google's APIs, as 199.36.153.8/30, ` +
          `of /${SHORTEST_PREFIX} at the largest`,
      );
  }
  if (problems.length > 0) throw new ValidationError(problems);
}
