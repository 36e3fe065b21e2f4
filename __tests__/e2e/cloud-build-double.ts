import { gunzipSync } from "node:zlib";
import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { ResourcesDouble } from "./resources-double";
import type { Collection } from "./resources-double";
import { callerOf, imageOf, lastPart, projectOf } from "./service-double";
import type { Cloud, ServiceDouble } from "./service-double";

interface Build extends Json {
  readonly id: string;
  readonly status: string;
  readonly buildTriggerId: string;
}

interface Need {
  readonly permission: string;
  readonly resource: string;
}

/** What triggers and builds name. */
const KEPT: readonly Collection[] = [
  { name: "connections", label: "git connection", idParameter: "connectionId", operations: true },
  { name: "repositories", label: "git repository", idParameter: "repositoryId", operations: true },
  {
    name: "workerPools",
    label: "worker pool",
    idParameter: "workerPoolId",
    operations: true,
    defaults: () => ({ state: "RUNNING" }),
  },
];
const SECRET = "secretmanager.versions.access";

const READ = "artifactregistry.repositories.downloadArtifacts";
const WRITE = "artifactregistry.repositories.uploadArtifacts";

/**
 * The parts of Cloud Build that triggers and their builds use. A build does not run its steps: it ends well, unless it
 * was told to fail, its account lacks a right, what it reads is not there, or what it pushes is there already. A build
 * that begins before its rights are there is a violation too, whether or not somebody would try once more.
 */
export class CloudBuildDouble implements ServiceDouble {
  /** All that was ever begun, by the name of its trigger, with its end. */
  public readonly begun: { readonly name: string; status: string }[] = [];

  private readonly triggers = new Map<string, Json>();
  private readonly builds = new Map<string, Build>();
  private readonly failures = new Map<string, string>();
  private readonly kept: ResourcesDouble;
  private serial = 0;

  constructor(private readonly cloud: Cloud) {
    this.kept = new ResourcesDouble(cloud, KEPT);
  }

  public get inventory(): string[] {
    return [...[...this.triggers.values()].map(({ name }) => `build trigger ${String(name)}`), ...this.kept.inventory];
  }

  /** Pushes a tag to a Git repository: what waits for an approval has the status PENDING. */
  public push(repository: string, tag: string): void {
    for (const [path, trigger] of this.triggers) {
      const { repository: own, push } = (trigger.repositoryEventConfig ?? {}) as { repository?: string; push?: Json };
      if (own !== repository || typeof push?.tag !== "string" || !new RegExp(push.tag).test(tag)) continue;
      const isAsked = (trigger.approvalConfig as Json | undefined)?.approvalRequired === true;
      this.begin(path.replace(/\/triggers\/.*$/, ""), trigger, isAsked ? "PENDING" : "QUEUED");
    }
  }

  /** Lets the next build of a trigger fail, with what it says. */
  public failNext(trigger: string, detail: string): void {
    this.failures.set(trigger, detail);
  }

  public answer(call: Call): Json | Promise<Json> {
    const { method, path, body } = call;
    const [, place = "", kind = "", id = "", run] =
      /^(projects\/[^/]+(?:\/locations\/[^/]+)?)\/(triggers|builds)(?:\/([^/:]+))?(:run)?$/.exec(path) ?? [];
    if (/\/(?:connections|workerPools|operations)(?:\/|$)/.test(path)) return this.answerKept(call);
    if (kind === "builds") return this.answerBuilds(call, place, id);
    if (kind === "") throw new ApiError(501, `the double does not know ${method} ${path}`);
    if (method === "POST" && id === "") return this.createTrigger(place, body);
    const trigger = this.triggers.get(path.replace(/:run$/, ""));
    if (trigger === undefined) throw new ApiError(404, `${path} was not found`);
    if (run !== undefined) return this.run(call, place, trigger);
    if (method === "GET") return trigger;
    if (method === "PATCH") {
      const { id: kept, createTime, resourceName } = trigger;
      this.triggers.set(path, { ...body, id: kept, createTime, resourceName });
      return this.triggers.get(path) ?? {};
    }
    if (method !== "DELETE") throw new ApiError(501, `the double does not know ${method} ${path}`);
    this.triggers.delete(path);
    return {};
  }

  /** A connection reads its token by Cloud Build's own account. */
  private answerKept(call: Call): Json | Promise<Json> {
    const { githubConfig } = call.body as {
      githubConfig?: { authorizerCredential?: { oauthTokenSecretVersion?: string } };
    };
    const version = githubConfig?.authorizerCredential?.oauthTokenSecretVersion ?? "";
    const [, secret = "", project = ""] =
      /^((?:projects\/)([^/]+)\/secrets\/[^/]+)\/versions\/\d+$/.exec(version) ?? [];
    const agent = `serviceAccount:service-${this.cloud.projectNumber}@gcp-sa-cloudbuild.iam.gserviceaccount.com`;
    if (call.method === "POST" && secret !== "" && !this.cloud.allows(agent, SECRET, secret, project))
      throw new ApiError(403, `${agent} lacks ${SECRET} on ${secret}`);
    return this.kept.answer(call);
  }

  /** What a trigger names is there, and what a push may start has its rights. */
  private checkTrigger(trigger: Json, project: string): void {
    const { repository } = (trigger.repositoryEventConfig ?? {}) as { repository?: string };
    const { workerPool } = ((trigger.build as Json).options ?? {}) as { workerPool?: string };
    const named = [repository, workerPool].filter((name) => name !== undefined);
    for (const path of named) void this.kept.answer({ method: "GET", path, query: new URLSearchParams(), body: {} });
    if (repository === undefined) return;
    for (const { permission, resource } of this.lacking(trigger, project))
      this.cloud.note(`a push could start ${String(trigger.name)} without ${permission} on ${resource}`);
  }

  private createTrigger(place: string, body: Json): Json {
    if ([...this.triggers].some(([path, { name }]) => path.startsWith(`${place}/`) && name === body.name))
      throw new ApiError(409, `a trigger named ${String(body.name)} already exists`);
    this.cloud.serviceAccount(lastPart(String(body.serviceAccount)), projectOf(place));
    this.serial += 1;
    const id = `00000000-0000-4000-8000-${String(this.serial).padStart(12, "0")}`;
    const resourceName = `${place}/triggers/${id}`;
    const trigger = { ...body, id, resourceName, createTime: "2026-01-01T00:00:00Z" };
    this.checkTrigger(trigger, projectOf(place));
    this.triggers.set(resourceName, trigger);
    return trigger;
  }

  private run(call: Call, place: string, trigger: Json): Json {
    const project = projectOf(place);
    const account = lastPart(String(trigger.serviceAccount));
    this.demand(call, "cloudbuild.builds.create", `projects/${project}`, project);
    this.demand(call, "iam.serviceAccounts.actAs", `projects/${project}/serviceAccounts/${account}`, project);
    const build = this.begin(place, trigger, "QUEUED");
    return { name: `${place}/operations/build-${build.id}`, metadata: { build }, done: false };
  }

  private begin(place: string, trigger: Json, status: string): Build {
    const project = projectOf(place);
    const account = lastPart(String(trigger.serviceAccount));
    const { images, substitutions, tags } = trigger.build as Json;
    this.serial += 1;
    const id = `11111111-0000-4000-8000-${String(this.serial).padStart(12, "0")}`;
    const build: Build = {
      id,
      name: `${place}/builds/${id}`,
      projectId: project,
      status,
      buildTriggerId: String(trigger.id),
      images,
      substitutions,
      tags,
      createTime: new Date().toISOString(),
      logUrl: `https://console.cloud.google.com/cloud-build/builds/${id}`,
    };
    for (const { permission, resource } of this.lacking(trigger, project))
      this.cloud.note(`${String(trigger.name)} began before ${account} had ${permission} on ${resource}`);
    this.builds.set(id, build);
    this.begun.push({ name: String(trigger.name), status });
    return build;
  }

  private answerBuilds(call: Call, place: string, id: string): Json {
    const project = projectOf(place);
    if (call.method !== "GET") throw new ApiError(501, "the double starts builds by their triggers only");
    if (id === "") {
      this.demand(call, "cloudbuild.builds.list", `projects/${project}`, project);
      const [, wanted] = /build_trigger_id="([^"]+)"/.exec(call.query.get("filter") ?? "") ?? [];
      const builds = [...this.builds.values()].filter(({ buildTriggerId }) =>
        [buildTriggerId, undefined].includes(wanted),
      );
      return { builds: builds.reverse() };
    }
    this.demand(call, "cloudbuild.builds.get", `projects/${project}`, project);
    const build = this.builds.get(id);
    if (build === undefined) throw new ApiError(404, `build ${id} was not found`);
    const next = { ...build, ...this.nextState(build, project) };
    this.builds.set(id, next);
    const entry = this.begun[[...this.builds.keys()].indexOf(id)];
    if (entry !== undefined) entry.status = next.status;
    return next;
  }

  /** Each look moves it on. */
  private nextState(build: Build, project: string): Json {
    if (build.status === "QUEUED") return { status: "WORKING" };
    if (build.status !== "WORKING") return {};
    const detail = this.failure(build, project);
    if (detail === undefined) return { status: "SUCCESS" };
    return { status: "FAILURE", failureInfo: { type: "USER_BUILD_STEP", detail } };
  }

  private failure(build: Build, project: string): string | undefined {
    const trigger = [...this.triggers.values()].find(({ id }) => id === build.buildTriggerId);
    if (trigger === undefined) return "its trigger is gone";
    const name = String(trigger.name);
    const told = this.failures.get(name);
    this.failures.delete(name);
    if (told !== undefined) return told;
    const [lack] = this.lacking(trigger, project);
    if (lack !== undefined) return `the account lacks ${lack.permission} on ${lack.resource}`;
    try {
      this.upload(trigger);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private upload(trigger: Json): void {
    const { images = [], artifacts, tags } = trigger.build as { images?: string[]; artifacts?: Json; tags?: string[] };
    for (const uri of images) {
      const { repository, image, tag } = imageOf(uri) ?? notAnImage(uri);
      this.cloud.push(repository, image, tag);
    }
    for (const { repository, pipeline, digest } of pipelinesOf(trigger.build as Json)) {
      this.cloud.push(repository.name, pipeline, digest);
    }
    const uploads = (artifacts?.pythonPackages ?? []) as { repository: string }[];
    for (const { repository } of uploads) {
      const { repository: name } = imageOf(repository) ?? notAnImage(repository);
      this.cloud.push(name, String(trigger.name), tags?.[0] ?? "upload");
    }
  }

  /** What its account needs and has not got. What it reads has to be there. */
  private lacking(trigger: Json, project: string): Need[] {
    const member = `serviceAccount:${lastPart(String(trigger.serviceAccount))}`;
    return this.needs(trigger, project).filter(
      ({ permission, resource }) => !this.cloud.allows(member, permission, resource, project),
    );
  }

  private needs(trigger: Json, project: string): Need[] {
    const build = trigger.build as Json;
    const { bucket, object } = ((build.source as Json | undefined)?.storageSource ?? {}) as Record<string, string>;
    const dockerfiles =
      bucket === undefined ? "" : gunzipSync(this.cloud.object(bucket, object ?? "")).toString("latin1");
    const pushed = [...((build.images ?? []) as string[]), ...uploadsOf(build)];
    const read = [
      ...repositoriesIn([...dockerfiles.matchAll(/^FROM .*$/gm)].join("\n")),
      ...repositoriesIn(toldOf(build)),
    ];
    const published = pipelinesOf(build).map(({ repository }) => repository.name);
    const written = new Set([...pushed.map((uri) => imageOf(uri)?.repository ?? ""), ...published]);
    for (const repository of [...read, ...written]) this.cloud.repository(repository);
    const { secretManager = [] } = (build.availableSecrets ?? {}) as { secretManager?: { versionName: string }[] };
    return [
      { permission: "logging.logEntries.create", resource: `projects/${project}` },
      ...secretManager.map(({ versionName }) => ({
        permission: SECRET,
        resource: versionName.replace(/\/versions\/.*$/, ""),
      })),
      ...(bucket === undefined ? [] : [{ permission: "storage.objects.get", resource: `buckets/${bucket}` }]),
      ...[...written].map((resource) => ({ permission: WRITE, resource })),
      ...[...new Set(read)].map((resource) => ({ permission: READ, resource })),
    ];
  }

  private demand(call: Call, permission: string, resource: string, project: string): void {
    const caller = callerOf(call);
    if (caller === undefined || this.cloud.allows(caller, permission, resource, project)) return;
    this.cloud.note(`${caller} asked for what needs ${permission} on ${resource}, and has it not`);
    throw new ApiError(403, `Permission '${permission}' denied on resource '${resource}'`);
  }
}

function uploadsOf({ artifacts }: Json): string[] {
  const uploads = ((artifacts as Json | undefined)?.pythonPackages ?? []) as { repository: string }[];
  return uploads.map(({ repository }) => repository);
}

/** The repositories that a text names. */
function repositoriesIn(text: string): string[] {
  const named = text.matchAll(/[a-z0-9-]+-(?:docker|python)\.pkg\.dev\/[^/\s"'\\]+\/[a-z0-9-]+/g);
  return [...named].flatMap(([uri]) => imageOf(uri)?.repository ?? []);
}

function notAnImage(uri: string): never {
  throw new Error(`${uri} is in no repository`);
}

/** What the step of a build that compiles a pipeline is told. */
interface CompiledPipeline {
  readonly index: string;
  readonly pipeline: string;
  readonly digest: string;
  readonly repository: { readonly name: string };
}

interface Step {
  readonly name: string;
  readonly args?: readonly string[];
}

function pipelinesOf({ steps }: Json): readonly CompiledPipeline[] {
  return (steps as Step[]).flatMap(({ args = [] }) =>
    args[3]?.startsWith('{"compiled"') === true ? [JSON.parse(args[3].replaceAll("$$", "$")) as CompiledPipeline] : [],
  );
}

/** What names the repositories that the steps read. A pipeline's own image and placeholder are of its components. */
function toldOf(build: Json): string {
  const compiled = pipelinesOf(build);
  if (compiled.length === 0) return JSON.stringify(build.steps);
  return JSON.stringify([(build.steps as Step[]).map(({ name }) => name), compiled.map(({ index }) => index)]);
}
