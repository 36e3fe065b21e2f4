import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { lastPart } from "./service-double";
import type { Cloud, ServiceDouble } from "./service-double";

/** How a service keeps one kind of its resources. */
export interface Collection {
  /** The last part of a collection's path: `secrets`. */
  readonly name: string;
  /** What the inventory calls one: `secret`. */
  readonly label: string;
  /**
   * The query parameter that holds the id of a new one; without it the body has the name, or the service makes one up.
   */
  readonly idParameter?: string;
  /** Whether a new one is put where it is to be, as topics are. */
  readonly isPut?: boolean;
  /** Whether changes are answered by an operation. */
  readonly operations?: boolean;
  /** What the service fills in where nothing was said. */
  readonly defaults?: (body: Json, name: string) => Json;
  /** Throws ApiError where a new one names what is not there. */
  readonly check?: (body: Json, name: string) => void;
}

/**
 * Services that keep what they are told: create, read, change and delete, and a policy for each. A collection is added
 * by a line, in `google-cloud-double.ts`.
 */
export class ResourcesDouble implements ServiceDouble {
  private readonly resources = new Map<string, { readonly kind: Collection; readonly data: Json }>();
  private serial = 0;

  constructor(
    protected readonly cloud: Cloud,
    private readonly collections: readonly Collection[],
  ) {}

  public get inventory(): string[] {
    return [...this.resources].map(([name, { kind }]) => `${kind.label} ${lastPart(name)}`);
  }

  public answer({ method, path, query, body }: Call): Json | Promise<Json> {
    if (path.includes("/operations/")) return { name: path, done: true, response: {} };
    const [, paused] = /^(.+):(?:pause|resume)$/.exec(path) ?? [];
    if (paused !== undefined) return this.found(paused).data;
    const kind = this.collections.find(({ name }) => path.endsWith(`/${name}`));
    if (kind !== undefined && method === "POST") return this.create(kind, path, query, body);
    if (kind !== undefined && method === "GET") return { [kind.name]: this.list(path) };
    const put = this.collections.find(({ name, isPut }) => isPut === true && path.split("/").at(-2) === name);
    if (put !== undefined && method === "PUT" && !this.resources.has(path)) return this.keep(put, path, body);
    const { kind: found, data } = this.found(path);
    if (method === "GET") return data;
    if (method === "DELETE") return this.delete(path, found);
    if (method === "PATCH" || method === "PUT") return this.change(path, found, data, query, body);
    throw new ApiError(501, `the double does not know ${method} ${path}`);
  }

  /** All that there is, by name. */
  protected get all(): (readonly [name: string, data: Json])[] {
    return [...this.resources].map(([name, { data }]) => [name, data] as const);
  }

  /** What there is of a resource. */
  protected found(name: string): { readonly kind: Collection; readonly data: Json } {
    const resource = this.resources.get(name);
    if (resource === undefined) throw new ApiError(404, `${name} was not found`);
    return resource;
  }

  protected done(kind: Collection, name: string, response: Json): Json | Promise<Json> {
    const place = /^projects\/[^/]+(?:\/locations\/[^/]+)?/.exec(name)?.[0] ?? "projects/p";
    return kind.operations === true ? { name: `${place}/operations/done`, done: true, response } : response;
  }

  protected create(kind: Collection, path: string, query: URLSearchParams, body: Json): Json | Promise<Json> {
    this.serial += 1;
    const given = kind.idParameter === undefined ? body.name : query.get(kind.idParameter);
    const id = typeof given === "string" && given !== "" ? lastPart(given) : String(1_000_000_000_000 + this.serial);
    const name = `${path}/${id}`;
    if (this.resources.has(name)) throw new ApiError(409, `${name} already exists`);
    kind.check?.(body, name);
    return this.done(kind, name, this.keep(kind, name, body));
  }

  private keep(kind: Collection, name: string, body: Json): Json {
    const data = { createTime: "2026-01-01T00:00:00Z", ...kind.defaults?.(body, name), ...body, name };
    this.resources.set(name, { kind, data });
    return data;
  }

  private change(name: string, kind: Collection, before: Json, query: URLSearchParams, body: Json) {
    const mask = query.get("updateMask");
    const fields = mask === null ? Object.keys(body) : mask.split(",").map((field) => field.split(".")[0] ?? "");
    const after = mask === null ? body : { ...before, ...Object.fromEntries(fields.map((key) => [key, body[key]])) };
    kind.check?.(after, name);
    return this.done(kind, name, this.keep(kind, name, after));
  }

  private delete(name: string, kind: Collection): Json | Promise<Json> {
    this.resources.delete(name);
    this.cloud.forgetPolicy(name);
    return this.done(kind, name, {});
  }

  private list(path: string): Json[] {
    return [...this.resources].filter(([name]) => name.startsWith(`${path}/`)).map(([, { data }]) => data);
  }
}
