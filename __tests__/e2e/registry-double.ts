import { ApiDouble, ApiError } from "./api-double";
import type { Call, Json } from "./api-double";

interface Repository extends Json {
  readonly name: string;
  readonly format?: string;
  readonly mode?: string;
  readonly virtualRepositoryConfig?: { readonly upstreamPolicies?: readonly { readonly repository: string }[] };
}

interface Rule extends Json {
  readonly name: string;
  readonly action?: string;
  readonly operation?: string;
  readonly packageId?: string;
  readonly condition?: unknown;
}

interface Policy extends Json {
  readonly bindings?: readonly { readonly role: string; readonly members: readonly string[] }[];
  readonly etag?: string;
}

class RegistryState {
  public readonly repositories = new Map<string, Repository>();
  public readonly rules = new Map<string, Rule>();
  public readonly serviceAccounts = new Map<string, Json>();
  public readonly policies = new Map<string, Policy>();
  public readonly services = new Set<string>();
}

type Handler = (call: Call, ...parts: string[]) => Json;

const PROJECT = "projects/[^/:]+";
const REPOSITORIES = `${PROJECT}/locations/[^/]+/repositories`;
const REPOSITORY = `${REPOSITORIES}/[^/:]+`;
const ACCOUNT = `${PROJECT}/serviceAccounts/[^/:]+`;
export const PROJECT_NUMBER = "123456789012";

/**
 * The parts of Artifact Registry, IAM, Service Usage and Resource Manager that a registry stack uses, and the one thing
 * that must hold at every moment: a remote Python repository that somebody may read, directly or through a virtual
 * repository, has its repository-wide DENY; and no ALLOW stands without one.
 */
export class RegistryDouble extends ApiDouble {
  /** @param state what exists at the start; a copy of another double's state, so that a test can go on from there */
  constructor(private readonly state = new RegistryState()) {
    super();
  }

  private readonly routes: readonly (readonly [pattern: RegExp, handler: Handler])[] = [
    this.route("POST", `(${REPOSITORIES})`, (call, parent) => this.createRepository(call, parent)),
    this.route("GET", `(${REPOSITORY})`, (_call, name) => found(this.state.repositories, name)),
    this.route("PATCH", `(${REPOSITORY})`, (call, name) => patch(this.state.repositories, name, call)),
    this.route("DELETE", `(${REPOSITORY})`, (_call, name) => this.deleteRepository(name)),
    this.route("POST", `(${REPOSITORY})/rules`, (call, repository) => this.createRule(call, repository)),
    this.route("GET", `(${REPOSITORY})/rules`, (_call, repository) => ({ rules: this.rulesOf(repository) })),
    this.route("GET", `(${REPOSITORY}/rules/[^/]+)`, (_call, name) => found(this.state.rules, name)),
    this.route("PATCH", `(${REPOSITORY}/rules/[^/]+)`, (call, name) => patch(this.state.rules, name, call)),
    this.route("DELETE", `(${REPOSITORY}/rules/[^/]+)`, (_call, name) => remove(this.state.rules, name)),
    this.route("(?:GET|POST)", `([^:]+):getIamPolicy`, (_call, name) => this.policyOf(ownName(name))),
    this.route("POST", `([^:]+):setIamPolicy`, (call, name) => this.setPolicy(call, ownName(name))),
    this.route("GET", `(${PROJECT})`, (_call, name) => ({
      projectId: lastPart(name),
      projectNumber: PROJECT_NUMBER,
      lifecycleState: "ACTIVE",
    })),
    this.route("POST", `(${PROJECT})/serviceAccounts`, (call, project) => this.createServiceAccount(call, project)),
    this.route("GET", `(${ACCOUNT})`, (_call, name) => found(this.state.serviceAccounts, name)),
    this.route("DELETE", `(${ACCOUNT})`, (_call, name) => remove(this.state.serviceAccounts, name)),
    this.route("GET", `${PROJECT}/services`, () => ({
      services: [...this.state.services].map((service) => ({ name: `projects/${PROJECT_NUMBER}/services/${service}` })),
    })),
    this.route("POST", `${PROJECT}/services/([^/:]+):enable`, (_call, service) => this.enable([service])),
    this.route("POST", `${PROJECT}/services:batchEnable`, ({ body }) => this.enable(body.serviceIds as string[])),
  ];

  /** Settings of the google provider that send it here. */
  public static providerSettings(address: string): Json {
    const services = ["artifact_registry", "iam_beta", "resource_manager", "service_usage"];
    return {
      access_token: "none",
      batching: [{ enable_batching: true, send_after: "0s" }],
      ...Object.fromEntries(services.map((service) => [`${service}_custom_endpoint`, `${address}/v1/`])),
    };
  }

  /** A double that goes on from where this one is, with a journal of its own. */
  public fork(): RegistryDouble {
    return new RegistryDouble(structuredClone(this.state));
  }

  /** Something about each thing that exists, for comparison: `rule r/deny-all DENY`. */
  public get inventory(): string[] {
    const { repositories, rules, policies, serviceAccounts } = this.state;
    return [
      ...[...repositories.keys()].map((name) => `repository ${lastPart(name)}`),
      ...[...rules.values()].map(({ name, action = "" }) => `rule ${lastPart(name)} ${action}`),
      ...[...serviceAccounts.keys()].map((name) => `service account ${lastPart(name)}`),
      ...[...policies].flatMap(([name, { bindings = [] }]) =>
        bindings.flatMap(({ role, members }) =>
          members.map((member) => `grant ${role} on ${lastPart(name)} to ${member}`),
        ),
      ),
    ].sort();
  }

  /** Whether an API is enabled. */
  protected has(service: string): boolean {
    return this.state.services.has(service);
  }

  /** @throws ApiError where there is no such repository */
  protected repository(name: string): Json {
    return found(this.state.repositories, name);
  }

  /** Who has which role on a resource itself. */
  protected bindingsOn(resource: string): NonNullable<Policy["bindings"]> {
    return this.state.policies.get(resource)?.bindings ?? [];
  }

  /** What is gone has no policy. */
  protected forgetPolicy(resource: string): void {
    this.state.policies.delete(resource);
  }

  protected override answer(call: Call): Json | Promise<Json> {
    for (const [pattern, handler] of this.routes) {
      const match = pattern.exec(`${call.method} ${call.path}`);
      if (match !== null) return handler(call, ...match.slice(1));
    }
    throw new ApiError(501, `the double does not know ${call.method} ${call.path}`);
  }

  protected override broken(): string[] {
    const { repositories, policies } = this.state;
    return [...repositories.values()].flatMap(({ name, format, mode }) => {
      const rules = this.rulesOf(name);
      if (rules.some(isRepositoryWideDeny)) return [];
      const id = lastPart(name);
      const broken = rules
        .filter(({ action }) => action === "ALLOW")
        .map((rule) => `${lastPart(rule.name)} stands without a DENY`);
      if (format === "PYTHON" && mode === "REMOTE_REPOSITORY") {
        const readers = policies.get(name)?.bindings?.flatMap(({ members }) => members) ?? [];
        broken.push(...readers.map((member) => `${member} may read ${id}, which has no DENY`));
        for (const virtual of repositories.values()) {
          const upstreams = virtual.virtualRepositoryConfig?.upstreamPolicies ?? [];
          if (upstreams.some(({ repository }) => repository === name)) {
            broken.push(`${lastPart(virtual.name)} serves ${id}, which has no DENY`);
          }
        }
      }
      return broken;
    });
  }

  private route(method: string, path: string, handler: Handler): readonly [RegExp, Handler] {
    return [new RegExp(`^${method} ${path}$`), handler];
  }

  private rulesOf(repository: string): Rule[] {
    return [...this.state.rules.values()].filter(({ name }) => name.startsWith(`${repository}/rules/`));
  }

  private createRepository({ body, query }: Call, parent: string): Json {
    const name = `${parent}/${query.get("repository_id") ?? ""}`;
    if (this.state.repositories.has(name)) throw new ApiError(409, `${name} already exists`);
    const repository = { mode: "STANDARD_REPOSITORY", ...body, name, createTime: "2026-01-01T00:00:00Z" } as Repository;
    for (const upstream of repository.virtualRepositoryConfig?.upstreamPolicies ?? []) {
      found(this.state.repositories, upstream.repository);
    }
    this.state.repositories.set(name, repository);
    return done(repository);
  }

  private deleteRepository(name: string): Json {
    remove(this.state.repositories, name);
    this.state.policies.delete(name);
    for (const rule of this.rulesOf(name)) this.state.rules.delete(rule.name);
    return done({});
  }

  private createRule({ body, query }: Call, repository: string): Json {
    found(this.state.repositories, repository);
    const name = `${repository}/rules/${query.get("ruleId") ?? ""}`;
    const rule = { ...body, name } as Rule;
    if (this.state.rules.has(name)) throw new ApiError(409, `${name} already exists`);
    const twin = this.rulesOf(repository).find(({ packageId }) => packageId === rule.packageId);
    if (twin !== undefined) throw new ApiError(409, `${twin.name} is for the same package already`);
    this.state.rules.set(name, rule);
    return rule;
  }

  private policyOf(resource: string): Policy {
    if (resource.includes("/repositories/")) found(this.state.repositories, resource);
    if (resource.includes("/serviceAccounts/")) found(this.state.serviceAccounts, resource);
    return this.state.policies.get(resource) ?? { etag: "0" };
  }

  private setPolicy({ body }: Call, resource: string): Json {
    const before = this.policyOf(resource);
    const policy = body.policy as Policy;
    // An emptied one is sent without.
    if ((policy.etag ?? before.etag) !== before.etag)
      throw new ApiError(409, "the policy has changed since it was read");
    const after = { ...policy, etag: String(Number(before.etag ?? 0) + 1) };
    this.state.policies.set(resource, after);
    return after;
  }

  private createServiceAccount({ body }: Call, project: string): Json {
    const email = `${String(body.accountId)}@${lastPart(project)}.iam.gserviceaccount.com`;
    const name = `${project}/serviceAccounts/${email}`;
    if (this.state.serviceAccounts.has(name)) throw new ApiError(409, `${name} already exists`);
    const account = {
      ...(body.serviceAccount as Json),
      name,
      email,
      projectId: lastPart(project),
      uniqueId: String(100000000000 + this.state.serviceAccounts.size),
    };
    this.state.serviceAccounts.set(name, account);
    return account;
  }

  private enable(services: readonly string[]): Json {
    for (const service of services) this.state.services.add(service);
    return done({});
  }
}

function isRepositoryWideDeny({ action, operation, packageId, condition }: Rule): boolean {
  return action === "DENY" && operation === "DOWNLOAD" && packageId === undefined && condition === undefined;
}

/** A long-running operation that has ended already. */
function done(response: Json): Json {
  return { name: "projects/p/locations/l/operations/done", done: true, response };
}

function found<T>(things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name);
  if (thing === undefined) throw new ApiError(404, `${name} was not found`);
  return thing;
}

function remove(things: Map<string, Json>, name: string): Json {
  found(things, name);
  things.delete(name);
  return {};
}

function patch<T extends Json>(things: Map<string, T>, name: string, { body, query }: Call): Json {
  const before = found(things, name);
  const fields = (query.get("updateMask") ?? "").split(",");
  const after = { ...before, ...Object.fromEntries(fields.map((field) => [field, body[field]])) };
  things.set(name, after);
  return after;
}

/** Accounts are also named without their project, which their address holds. */
function ownName(resource: string): string {
  return resource.replace(/^projects\/-(?=\/serviceAccounts\/[^@]+@([^.]+)\.)/, "projects/$1");
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
