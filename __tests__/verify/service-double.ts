import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PackageName } from "../../lib/packages";
import { readListedRule } from "../../lib/policy/listed-rule";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { readFileName } from "../../lib/packages/distribution-file";

export type Json = Record<string, unknown>;

export const LOCATION = "projects/acme-ml/locations/us-central1/repositories";
export const REMOTE = `${LOCATION}/python-remote-repo`;
export const STANDARD = `${LOCATION}/python-own`;
export const VIRTUAL = `${LOCATION}/python-virtual`;

export interface Repository {
  readonly about: Json;
  rules: Json[];
  policy?: Json;
  /** Of a standard repository: the files that were uploaded. */
  readonly uploaded?: Readonly<Record<string, readonly string[]>>;
}

export interface Request {
  readonly method: string;
  /** With the query, decoded. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly quotaProject: string | undefined;
  readonly range: string | undefined;
  readonly body: string;
}

/** Answers a request in its own way, or does not and returns false. */
export type Fault = (request: Request, response: ServerResponse) => boolean;

/** Decides on a download from a repository that is not virtual. */
export type Enforcement = (repository: Repository, name: string, version: string, fileName: string) => boolean;

export const rule = (id: string, fields: Json, repository = REMOTE): Json => ({
  name: `${repository}/rules/${id}`,
  operation: "DOWNLOAD",
  ...fields,
});

export const allow = (packageId: string, ...versions: string[]): Json =>
  rule(`python-remote-repo-${packageId}`, {
    action: "ALLOW",
    packageId,
    ...(versions.length === 0
      ? {}
      : { condition: { expression: versions.map((one) => `pkg.version.id == "${one}"`).join(" || ") } }),
  });

export const denyAll = rule("python-remote-repo-deny-all", { action: "DENY" });

export const asTheModelSays: Enforcement = ({ rules }, name, version) =>
  new RepositoryPolicy(rules.map(readListedRule)).decide(name, version).outcome === "allowed";

/** The SHA-256 of a file of the double: of its name. */
export const digestOf = (fileName: string): string => createHash("sha256").update(fileName).digest("hex");

function fileEntry(repository: string, id: string, file: string): Json {
  const value = Buffer.from(digestOf(file), "hex").toString("base64");
  return {
    name: `${repository}/files/${encodeURIComponent(`${id}/${file}`)}`,
    owner: `${repository}/packages/${id}/versions/${encodeURIComponent(readFileName(file, id)?.version ?? "")}`,
    hashes: [
      { type: "MD5", value: "AA==" },
      { type: "SHA256", value },
    ],
  };
}

/** Artifact Registry's REST API, Resource Manager's, IAM's, and the host for downloads, at one address. */
export class ServiceDouble {
  public readonly requests: Request[] = [];
  public readonly faults: Fault[] = [];
  public enforcement: Enforcement = asTheModelSays;
  public pageSize = 1000;

  public readonly repositories = new Map<string, Repository>([
    [
      REMOTE,
      {
        about: {
          name: REMOTE,
          format: "PYTHON",
          mode: "REMOTE_REPOSITORY",
          remoteRepositoryConfig: { pythonRepository: { publicRepository: "PYPI" } },
        },
        rules: [denyAll, allow("six", "1.17.0"), allow("requests", "2.32.3")],
        policy: { bindings: [{ role: "roles/artifactregistry.reader", members: ["group:ml@example.com"] }] },
      },
    ],
    [
      STANDARD,
      {
        about: { name: STANDARD, format: "PYTHON", mode: "STANDARD_REPOSITORY" },
        rules: [],
        uploaded: { "acme-tools": ["acme_tools-1.0.tar.gz"] },
      },
    ],
    [
      VIRTUAL,
      {
        about: {
          name: VIRTUAL,
          format: "PYTHON",
          mode: "VIRTUAL_REPOSITORY",
          virtualRepositoryConfig: {
            upstreamPolicies: [
              { id: "own", repository: STANDARD, priority: 20 },
              { id: "pypi", repository: REMOTE, priority: 10 },
            ],
          },
        },
        rules: [],
        policy: {},
      },
    ],
  ]);
  public projectPolicy: Json | undefined = { bindings: [{ role: "roles/owner", members: ["user:ann@example.com"] }] };
  public readonly roles = new Map<string, readonly string[]>();

  /** What the public index has. */
  public readonly files: Record<string, readonly string[]> = {
    six: [
      "six-1.15.0-py2.py3-none-any.whl",
      "six-1.17.0-py2.py3-none-any.whl",
      "six-1.16.0.tar.gz",
      "six-1.17.0.tar.gz",
    ],
    requests: ["requests-2.31.0-py3-none-any.whl", "requests-2.32.3-py3-none-any.whl"],
    toml: ["toml-0.10.2-py2.py3-none-any.whl"],
    idna: ["idna-3.10-py3-none-any.whl"],
    "zope-interface": ["zope.interface-7.1.tar.gz", "zope.interface-7.2.tar.gz"],
    kiwi: ["kiwi-1.0-rc1.tar.gz", "kiwi-0.9.tar.gz"],
  };

  private readonly server: Server = createServer((request, response) => {
    void this.handle(request, response);
  });

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this.address;
  }

  public get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  public get remote(): Repository {
    return this.repositories.get(REMOTE)!;
  }

  /** Answers every request whose path matches with this, so many times. */
  public fail(
    path: RegExp,
    status: number,
    answer: unknown = { error: { code: status, message: `failed with ${status}` } },
    headers: Record<string, string> = {},
    times = Infinity,
  ): void {
    let left = times;
    this.faults.push(({ path: asked }, response) => {
      if (!path.test(asked) || left <= 0) return false;
      left -= 1;
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
      return true;
    });
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await incoming.setEncoding("utf8").toArray()).join("");
    const { method = "GET", url = "/", headers } = incoming;
    const request = {
      method,
      path: decodeURIComponent(url),
      authorization: headers.authorization,
      quotaProject: headers["x-goog-user-project"]?.toString(),
      range: headers.range,
      body,
    };
    this.requests.push(request);
    if (this.faults.some((fault) => fault(request, response))) return;
    if (/^\/v[13]\//.test(request.path)) this.answerApi(new URL(url, "http://double"), response);
    else this.answerDownload(request, response);
  }

  private answerApi(url: URL, response: ServerResponse): void {
    const path = decodeURIComponent(url.pathname).replace(/^\/v[13]\//, "");
    const send = (status: number, answer: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    };
    const missing = (): void => {
      send(404, { error: { code: 404, message: `Requested entity was not found: ${path}`, status: "NOT_FOUND" } });
    };
    const [, name = "", rest = ""] = /^(projects\/[^/]+\/locations\/[^/]+\/repositories\/[^/:]+)(.*)$/.exec(path) ?? [];
    const repository = this.repositories.get(name);
    if (path === "projects/acme-ml:getIamPolicy" && this.projectPolicy !== undefined) {
      send(200, this.projectPolicy);
    } else if (path.includes("roles/")) {
      const permissions = this.roles.get(path);
      if (permissions === undefined)
        send(403, {
          error: {
            code: 403,
            message: `You don't have permission to get the role at ${path}.`,
            status: "PERMISSION_DENIED",
          },
        });
      else send(200, { name: path, includedPermissions: permissions });
    } else if (repository === undefined) {
      missing();
    } else if (rest === "") {
      send(200, repository.about);
    } else if (rest === ":getIamPolicy") {
      send(200, repository.policy ?? {});
    } else if (rest === "/rules") {
      const start = Number(url.searchParams.get("pageToken") ?? 0);
      const end = start + Math.min(this.pageSize, Number(url.searchParams.get("pageSize")));
      send(200, {
        rules: repository.rules.slice(start, end),
        ...(end < repository.rules.length ? { nextPageToken: String(end) } : {}),
      });
    } else if (rest === "/files") {
      const all = Object.entries(repository.uploaded ?? {}).flatMap(([id, files]) =>
        files.map((file) => fileEntry(name, id, file)),
      );
      const start = Number(url.searchParams.get("pageToken") ?? 0);
      const end = start + this.pageSize;
      send(200, { files: all.slice(start, end), ...(end < all.length ? { nextPageToken: String(end) } : {}) });
    } else if (rest === "/packages") {
      send(200, { packages: Object.keys(repository.uploaded ?? {}).map((id) => ({ name: `${name}/packages/${id}` })) });
    } else if (repository.uploaded?.[rest.replace("/packages/", "")] !== undefined) {
      send(200, { name: path });
    } else {
      missing();
    }
  }

  private answerDownload({ path, authorization }: Request, response: ServerResponse): void {
    const send = (status: number, type: string, text: string | Buffer): void => {
      response.writeHead(status, { "content-type": type });
      response.end(text);
    };
    const [, project = "", repositoryId = "", name = "", fileName] =
      /^\/([^/]+)\/([^/]+)\/simple\/([^/]+)\/(.+)?$/.exec(path) ?? [];
    const resource = `projects/${project}/locations/us-central1/repositories/${repositoryId}`;
    if (!(authorization ?? "").startsWith("Basic ")) {
      send(401, "text/plain", "log in");
      return;
    }
    const serving = this.serving(resource, PackageName.parse(name).normalized);
    const files = serving?.uploaded?.[name] ?? (serving?.uploaded === undefined ? this.files[name] : undefined);
    if (serving === undefined || files === undefined) {
      send(404, "text/plain", "not found");
    } else if (fileName === undefined) {
      send(
        200,
        "text/html",
        files.map((file) => `<a href="${encodeURIComponent(file)}#sha256=0">${file}</a>\n`).join(""),
      );
    } else if (!this.enforcement(serving, name, readFileName(fileName, name)?.version ?? "", fileName)) {
      send(403, "text/plain", "The download of this package is denied by a rule");
    } else {
      send(
        200,
        "application/octet-stream",
        Buffer.from(fileName.endsWith(".whl") ? "PK\u0003\u0004wheel" : "\u001f\u008bsdist", "latin1"),
      );
    }
  }

  /** The repository that serves a package, which is an upstream when it is virtual. */
  private serving(resource: string, name: string): Repository | undefined {
    const repository = this.repositories.get(resource);
    const config = repository?.about.virtualRepositoryConfig as
      { upstreamPolicies: readonly { repository: string; priority: number }[] } | undefined;
    if (config === undefined) return repository;
    const ordered = [...config.upstreamPolicies].sort((one, other) => other.priority - one.priority);
    const upstreams = ordered.map((upstream) => this.repositories.get(upstream.repository));
    return upstreams.find(
      (upstream) =>
        upstream !== undefined && (upstream.uploaded === undefined || upstream.uploaded[name] !== undefined),
    );
  }
}
