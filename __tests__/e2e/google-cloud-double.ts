import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { CloudBuildDouble } from "./cloud-build-double";
import { CloudRunDouble } from "./cloud-run-double";
import { ComputeDouble } from "./compute-double";
import { CustomRoles } from "./custom-roles";
import { GatewayPoliciesDouble, GatewaysDouble } from "./gateways-double";
import { PROJECT_NUMBER } from "./registry-double";
import { ResourcesDouble } from "./resources-double";
import type { Collection } from "./resources-double";
import { SchedulesDouble } from "./schedules-double";
import { SecretsDouble } from "./secrets-double";
import { ServiceNetworkingDouble } from "./service-networking-double";
import { callerOf, lastPart, projectOf } from "./service-double";
import type { Cloud, ServiceDouble } from "./service-double";
import { StorageDouble } from "./storage-double";

/** Endpoints of the provider, with the service that answers them and its version. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  storage: "storage/v1",
  cloud_build: "cloudbuild/v1",
  cloudbuildv2: "cloudbuild/v2",
  cloud_run_v2: "run/v2",
  secret_manager: "secretmanager/v1",
  eventarc: "eventarc/v1",
  workflows: "workflows/v1",
  cloud_scheduler: "cloudscheduler/v1",
  pubsub: "pubsub/v1",
  colab: "aiplatform/v1",
  access_context_manager: "accesscontextmanager/v1",
  service_networking: "servicenetworking/v1",
  network_security: "networksecurity/v1",
  network_services: "networkservices/v1",
};

/** Services that keep what they are told. */
const KEPT: Readonly<Record<string, readonly Collection[]>> = {
  eventarc: [{ name: "triggers", label: "event trigger", idParameter: "triggerId", operations: true }],
  workflows: [
    {
      name: "workflows",
      label: "workflow",
      idParameter: "workflowId",
      operations: true,
      defaults: () => ({ state: "ACTIVE", revisionId: "000001-abc", callLogLevel: "CALL_LOG_LEVEL_UNSPECIFIED" }),
    },
  ],
  accesscontextmanager: [{ name: "servicePerimeters", label: "service perimeter", operations: true }],
  pubsub: [{ name: "topics", label: "topic", isPut: true }],
  cloudscheduler: [{ name: "jobs", label: "scheduled job", defaults: () => ({ state: "ENABLED" }) }],
};

/** Names of services whose API is always there. */
const ALWAYS = new Set(["storage", "token"]);

/**
 * The parts of Google Cloud that this project's stacks use: registries, networks and hosts as in the doubles that it is
 * made from, and beside them buckets, builds, Cloud Run, secrets, schedules.
 *
 * ```ts
 * const double = new GoogleCloudDouble();
 * const settings = GoogleCloudDouble.providerSettings(await double.start());
 * const folder = new TerraformFolder(path, cliConfig, settings).configure(stackFile);
 * await folder.init(); await folder.apply(); await folder.plan(); await folder.destroy();
 * double.inventory; double.journal; double.violations; double.builds.begun; double.run.executions;
 * double.builds.failNext("base", "step 1 failed"); double.failWrite(3, 403);
 * await double.stop();
 * ```
 *
 * Rights count: what runs as an account is refused what no policy gives it, and that is a violation.
 */
export class GoogleCloudDouble extends ComputeDouble implements Cloud {
  public address = "";
  public readonly projectNumber = PROJECT_NUMBER;
  public readonly storage = new StorageDouble(this, PROJECT_NUMBER);
  public readonly builds = new CloudBuildDouble(this);
  public readonly run = new CloudRunDouble(this);

  private readonly roles = new CustomRoles();
  private readonly gatewayPolicies = new GatewayPoliciesDouble(this);
  private readonly tags = new Set<string>();
  private readonly noted: string[] = [];
  private readonly services: Readonly<Record<string, ServiceDouble>> = {
    storage: this.storage,
    cloudbuild: this.builds,
    run: this.run,
    aiplatform: new SchedulesDouble(this),
    secretmanager: new SecretsDouble(this),
    servicenetworking: new ServiceNetworkingDouble(this),
    networksecurity: this.gatewayPolicies,
    networkservices: new GatewaysDouble(this, this.gatewayPolicies),
    ...Object.fromEntries(Object.entries(KEPT).map(([service, kinds]) => [service, new ResourcesDouble(this, kinds)])),
  };

  public static override providerSettings(address: string): Json {
    return {
      ...ComputeDouble.providerSettings(address),
      ...Object.fromEntries(
        Object.entries(ENDPOINTS).map(([name, place]) => [`${name}_custom_endpoint`, `${address}/${place}/`]),
      ),
    };
  }

  public override async start(): Promise<string> {
    this.address = await super.start();
    return this.address;
  }

  public override async stop(): Promise<void> {
    this.run.stop();
    await super.stop();
  }

  public override get inventory(): string[] {
    return [
      ...super.inventory,
      ...Object.values(this.services).flatMap(({ inventory }) => inventory),
      ...this.roles.inventory,
      ...[...this.tags].map((tag) => `image ${tag.replace(/^.*\/repositories\//, "")}`),
    ].sort();
  }

  public allows(member: string, permission: string, resource: string, project: string): boolean {
    return [resource, `projects/${project}`]
      .flatMap((place) => this.bindingsOn(place))
      .some(({ role, members }) => members.includes(member) && this.roles.permissions(role).includes(permission));
  }

  public serviceAccount(email: string, project: string): void {
    const [, own = project] = /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(email) ?? [];
    void super.answer(get(`projects/${own}/serviceAccounts/${email}`));
  }

  public override repository(name: string): Json {
    return super.repository(name);
  }

  public override forgetPolicy(resource: string): void {
    super.forgetPolicy(resource);
  }

  public push(repository: string, image: string, tag: string): void {
    const { dockerConfig } = this.repository(repository) as { dockerConfig?: { immutableTags?: boolean } };
    const key = `${repository}/${image}:${tag}`;
    if (dockerConfig?.immutableTags === true && this.tags.has(key))
      throw new Error(`the tag ${tag} of ${image} is there already, and cannot be moved`);
    this.tags.add(key);
  }

  public holds(repository: string, image: string, tag: string): boolean {
    return this.tags.has(`${repository}/${image}:${tag}`);
  }

  public object(bucket: string, name: string): Buffer {
    return this.storage.content(bucket, name);
  }

  public note(violation: string): void {
    this.noted.push(violation);
  }

  protected override answer(call: Call): Json | Promise<Json> {
    const { path, method } = call;
    if (/^projects\/[^/]+\/roles(?:\/|$)/.test(path)) return this.roles.answer(call);
    const [, repository, image = "", tag = ""] =
      /^(projects\/.+\/repositories\/[^/]+)\/packages\/(.+)\/tags\/([^/]+)$/.exec(path) ?? [];
    if (repository !== undefined) return this.readTag(call, repository, image, tag);
    const [, service = "", rest = ""] = /^\/(?:upload\/)?([a-z]+)\/v\d\/(.*)$/.exec(path) ?? [];
    if (service === "token") return { access_token: `account:${rest}`, expires_in: 3599, token_type: "Bearer" };
    const double = this.services[service];
    if (double !== undefined) return this.answerService(service, double, { ...call, path: rest });
    const answer = super.answer(call);
    if (method === "DELETE") for (const key of this.tags) if (key.startsWith(`${path}/`)) this.tags.delete(key);
    return answer;
  }

  protected override broken(): string[] {
    return [...super.broken(), ...this.noted.splice(0)];
  }

  private answerService(service: string, double: ServiceDouble, call: Call): Json | Promise<Json> {
    const { path, method } = call;
    if (!ALWAYS.has(service) && !this.has(`${service}.googleapis.com`))
      throw new ApiError(403, `${service}.googleapis.com has not been used before or it is disabled`);
    const [, bucket] = /^b\/([^/]+)\/iam$/.exec(path) ?? [];
    if (bucket !== undefined) {
      this.storage.bucket(bucket);
      return super.answer(
        method === "GET"
          ? get(`buckets/${bucket}:getIamPolicy`)
          : { ...call, method: "POST", path: `buckets/${bucket}:setIamPolicy`, body: { policy: call.body } },
      );
    }
    const [, resource] = /^(.+):[gs]etIamPolicy$/.exec(path) ?? [];
    if (resource === undefined) return double.answer(call);
    void double.answer(get(resource));
    return super.answer(call);
  }

  private readTag(call: Call, repository: string, image: string, tag: string): Json {
    const caller = callerOf(call);
    if (caller !== undefined && !this.allows(caller, "artifactregistry.tags.get", repository, projectOf(repository)))
      throw new ApiError(403, `Permission 'artifactregistry.tags.get' denied on resource '${repository}'`);
    if (!this.holds(repository, image, tag)) throw new ApiError(404, `tag ${tag} of ${lastPart(image)} was not found`);
    return { name: call.path };
  }
}

function get(path: string): Call {
  return { method: "GET", path, query: new URLSearchParams(), body: {} };
}
