import { gunzipSync } from "node:zlib";
import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
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
  private serial = 0;

  constructor(private readonly cloud: Cloud) {}

  public get inventory(): string[] {
    return [...this.triggers.values()].map(({ name }) => `build trigger ${String(name)}`);
  }

  /** Lets the next build of a trigger fail, with what it says. */
  public failNext(trigger: string, detail: string): void {
    this.failures.set(trigger, detail);
  }

  public answer(call: Call): Json {
    const { method, path, body } = call;
    const [, place = "", kind = "", id = "", run] =
      /^(projects\/[^/]+(?:\/locations\/[^/]+)?)\/(triggers|builds)(?:\/([^/:]+))?(:run)?$/.exec(path) ?? [];
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

  private createTrigger(place: string, body: Json): Json {
    if ([...this.triggers].some(([path, { name }]) => path.startsWith(`${place}/`) && name === body.name))
      throw new ApiError(409, `a trigger named ${String(body.name)} already exists`);
    this.cloud.serviceAccount(lastPart(String(body.serviceAccount)), projectOf(place));
    this.serial += 1;
    const id = `00000000-0000-4000-8000-${String(this.serial).padStart(12, "0")}`;
    const resourceName = `${place}/triggers/${id}`;
    const trigger = { ...body, id, resourceName, createTime: "2026-01-01T00:00:00Z" };
    this.triggers.set(resourceName, trigger);
    return trigger;
  }

  private run(call: Call, place: string, trigger: Json): Json {
    const project = projectOf(place);
    const account = lastPart(String(trigger.serviceAccount));
    this.demand(call, "cloudbuild.builds.create", `projects/${project}`, project);
    this.demand(call, "iam.serviceAccounts.actAs", `projects/${project}/serviceAccounts/${account}`, project);
    const { images, substitutions, tags } = trigger.build as Json;
    this.serial += 1;
    const id = `11111111-0000-4000-8000-${String(this.serial).padStart(12, "0")}`;
    const build: Build = {
      id,
      name: `${place}/builds/${id}`,
      projectId: project,
      status: "QUEUED",
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
    this.begun.push({ name: String(trigger.name), status: "QUEUED" });
    return { name: `${place}/operations/build-${id}`, metadata: { build }, done: false };
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
      this.push(trigger);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private push(trigger: Json): void {
    const { images = [], artifacts, tags } = trigger.build as { images?: string[]; artifacts?: Json; tags?: string[] };
    for (const uri of images) {
      const { repository, image, tag } = imageOf(uri) ?? notAnImage(uri);
      this.cloud.push(repository, image, tag);
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
      ...repositoriesIn(JSON.stringify(build.steps)),
    ];
    const written = new Set(pushed.map((uri) => imageOf(uri)?.repository ?? ""));
    for (const repository of [...read, ...written]) this.cloud.repository(repository);
    return [
      { permission: "logging.logEntries.create", resource: `projects/${project}` },
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
