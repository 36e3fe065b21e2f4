import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { ResourcesDouble } from "./resources-double";
import type { Cloud } from "./service-double";

/** Secrets with their versions, whose values only `:access` tells. */
export class SecretsDouble extends ResourcesDouble {
  private readonly versions = new Map<string, { readonly data: Json; readonly payload: Json }>();

  constructor(cloud: Cloud) {
    super(cloud, [{ name: "secrets", label: "secret", idParameter: "secretId" }]);
  }

  public override answer(call: Call): Json | Promise<Json> {
    const { path, body } = call;
    const [, secret] = /^(.+\/secrets\/[^/]+):addVersion$/.exec(path) ?? [];
    if (secret !== undefined) return this.addVersion(secret, body.payload as Json);
    const [, version, verb] = /^(.+\/secrets\/[^/]+\/versions\/[^/:]+)(?::(\w+))?$/.exec(path) ?? [];
    return version === undefined ? super.answer(call) : this.answerVersion(version, verb);
  }

  private addVersion(secret: string, payload: Json): Json {
    this.found(secret);
    const count = [...this.versions.keys()].filter((name) => name.startsWith(`${secret}/`)).length;
    const data = { name: `${secret}/versions/${count + 1}`, state: "ENABLED", createTime: "2026-01-01T00:00:00Z" };
    this.versions.set(data.name, { data, payload });
    return data;
  }

  private answerVersion(name: string, verb: string | undefined): Json {
    const version = this.versions.get(name);
    if (version === undefined) throw new ApiError(404, `Secret Version [${name}] not found.`);
    if (verb === "access") return { name, payload: version.payload };
    const state = { destroy: "DESTROYED", enable: "ENABLED", disable: "DISABLED" }[verb ?? ""] ?? version.data.state;
    const data = { ...version.data, state };
    this.versions.set(name, { ...version, data });
    return data;
  }
}
