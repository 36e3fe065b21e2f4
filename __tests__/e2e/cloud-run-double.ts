import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { ResourcesDouble } from "./resources-double";
import type { Collection } from "./resources-double";
import { imageOf, lastPart, projectOf } from "./service-double";
import type { Cloud } from "./service-double";

interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/** How an execution of a job has ended. */
export interface Execution {
  readonly job: string;
  readonly code: number | null;
  readonly output: string;
}

/**
 * With a token a job's name must be shorter.
 *
 * @see https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
 */
const MOST_NAME = 63;

/**
 * Jobs and services of Cloud Run. A job that says `run_execution_token` is really executed where its container's
 * command is a Python program in the command line: on this machine, with its environment, as its account, against this
 * cloud. Its creation is done when the execution is. What else a container would do is taken for done.
 */
export class CloudRunDouble extends ResourcesDouble {
  public readonly executions: Execution[] = [];

  private readonly running = new Map<string, Promise<Json>>();
  private readonly processes = new Set<ChildProcess>();

  constructor(cloud: Cloud) {
    super(cloud, collections(cloud));
  }

  public override answer(call: Call): Json | Promise<Json> {
    // Who waits for an operation hears of it when it has ended.
    return this.running.get(call.path) ?? super.answer(call);
  }

  /** Ends what still runs. */
  public stop(): void {
    for (const child of this.processes) child.kill();
  }

  protected override create(kind: Collection, path: string, query: URLSearchParams, body: Json): Json | Promise<Json> {
    const done = super.create(kind, path, query, body) as Json;
    if (kind.name !== "jobs" || (body.runExecutionToken ?? body.startExecutionToken) === undefined) return done;
    const name = String((done.response as Json).name);
    const operation = `${path.replace(/\/jobs$/, "")}/operations/${lastPart(name)}-${this.executions.length}`;
    const ended = this.execute(name, body).then(({ code, output }) => ({
      name: operation,
      done: true,
      ...(code === 0
        ? { response: done.response }
        : { error: { code: 9, message: `The execution of ${lastPart(name)} failed: ${output.trim()}` } }),
    }));
    this.running.set(operation, ended);
    return body.runExecutionToken === undefined ? done : { name: operation, done: false };
  }

  private async execute(name: string, body: Json): Promise<Execution> {
    const { containers, serviceAccount } = (body.template as { template: Json }).template as {
      containers: readonly Container[];
      serviceAccount: string;
    };
    const [{ command = [], args = [], env = [] }] = containers as [Container];
    const [program, ...options] = [...command, ...args];
    const ended =
      program !== "python3" || options[0] !== "-c"
        ? { code: 0, output: "" }
        : await this.python(options, {
            ...Object.fromEntries(env.map(({ name: key, value }) => [key, value ?? ""])),
            ...this.endpoints(serviceAccount),
          });
    const execution = { job: lastPart(name), ...ended };
    this.executions.push(execution);
    return execution;
  }

  /** Where a program finds this cloud, and how long it waits. */
  private endpoints(account: string): Record<string, string> {
    const { address } = this.cloud;
    return {
      CLOUD_BUILD_URL: `${address}/cloudbuild/v1/`,
      ARTIFACT_REGISTRY_URL: `${address}/v1/`,
      STORAGE_URL: `${address}/storage/v1/`,
      TOKEN_URL: `${address}/token/v1/${account}`,
      PATIENCE: "2",
      PAUSE: "0.02",
    };
  }

  private python(options: readonly string[], env: Record<string, string>): Promise<Omit<Execution, "job">> {
    return new Promise((resolve) => {
      const child = spawn("python3", options, { env: { PATH: process.env.PATH, ...env } });
      let output = "";
      this.processes.add(child);
      child.stdout.on("data", (chunk) => (output += String(chunk)));
      child.stderr.on("data", (chunk) => (output += String(chunk)));
      child.on("close", (code) => {
        this.processes.delete(child);
        resolve({ code, output });
      });
    });
  }
}

function collections(cloud: Cloud): Collection[] {
  const ready = (name: string): Json => ({
    uid: "11111111-2222-3333-4444-555555555555",
    generation: "1",
    observedGeneration: "1",
    etag: '"1"',
    creator: "deployer@example.com",
    launchStage: "GA",
    terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED" },
    latestReadyRevision: `${name}-00001-abc`,
  });
  const template = (body: Json, job: boolean): Json =>
    (job ? (body.template as { template: Json }).template : body.template) as Json;
  const check =
    (job: boolean) =>
    (body: Json, name: string): void => {
      const { containers = [], serviceAccount } = template(body, job) as {
        containers?: Container[];
        serviceAccount?: string;
      };
      const token = (body.runExecutionToken ?? body.startExecutionToken ?? "") as string;
      if (lastPart(name).length + token.length >= MOST_NAME)
        throw new ApiError(400, `${name} and its token are too long`);
      if (serviceAccount !== undefined) cloud.serviceAccount(serviceAccount, projectOf(name));
      for (const { image } of containers) pullable(cloud, image);
    };
  return [
    {
      name: "jobs",
      label: "job",
      idParameter: "jobId",
      operations: true,
      check: check(true),
      defaults: (_body, name) => ready(name),
    },
    {
      name: "services",
      label: "service",
      idParameter: "serviceId",
      operations: true,
      check: check(false),
      defaults: (_body, name) => ({
        ...ready(name),
        ingress: "INGRESS_TRAFFIC_ALL",
        uri: `https://${lastPart(name)}-abcdefghij-uc.a.run.app`,
        urls: [`https://${lastPart(name)}-abcdefghij-uc.a.run.app`],
        traffic: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
      }),
    },
  ];
}

/** An image of a repository of this cloud has to be there; of what a remote repository could fetch, the repository. */
function pullable(cloud: Cloud, uri: string): void {
  const named = imageOf(uri);
  if (named === undefined) return;
  const { repository, image, tag } = named;
  const { mode } = cloud.repository(repository);
  if (mode === "STANDARD_REPOSITORY" && tag !== "" && !cloud.holds(repository, image, tag))
    throw new ApiError(400, `Image '${uri}' not found.`);
}
