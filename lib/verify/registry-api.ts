import { quote } from "../text/quoting";
import type { Credentials } from "./credentials";
import { type HttpClient, readBody, ServiceError, whenToReturn } from "./http-client";
import { isJsonObject } from "../text/json-object";
import { fieldOf, type JsonObject, textOf } from "./json-fields";
import type { RepositoryName } from "./repository-name";
import type { ServiceEndpoints } from "./service-endpoints";

const LONGEST_ANSWER = 16 * 1024 * 1024;
/** "Maximum page size is 1,000": google/devtools/artifactregistry/v1/rule.proto */
const PAGE_SIZE = 1000;
const MOST_PAGES = 1000;
const MOST_ITEMS = 100_000;

/**
 * The questions to Google's REST APIs, each of which only reads. Answers are objects, and nothing more is known of
 * them.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/devtools/artifactregistry/v1/service.proto
 * @see https://github.com/googleapis/googleapis/blob/master/google/cloud/resourcemanager/v3/projects.proto
 * @see https://github.com/googleapis/googleapis/blob/master/google/iam/admin/v1/iam.proto
 */
export class RegistryApi {
  public constructor(
    private readonly http: HttpClient,
    private readonly endpoints: ServiceEndpoints,
    private readonly credentials: Credentials,
  ) {}

  public repository(name: RepositoryName): Promise<JsonObject> {
    return this.ask(this.urlOf(name));
  }

  /** All rules of a repository. */
  public rules(name: RepositoryName): Promise<readonly unknown[]> {
    return this.listed(name, "rules");
  }

  /** All files of a repository. */
  public files(name: RepositoryName): Promise<readonly unknown[]> {
    return this.listed(name, "files");
  }

  /** What is in a collection, from all pages. */
  private async listed(name: RepositoryName, collection: "files" | "rules"): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    const seen = new Set<string>();
    let token = "";
    do {
      const query = new URLSearchParams({ pageSize: String(PAGE_SIZE), ...(token === "" ? {} : { pageToken: token }) });
      const page = await this.ask(`${this.urlOf(name)}/${collection}?${query.toString()}`);
      const items = fieldOf(page, collection) ?? [];
      const next = fieldOf(page, "nextPageToken") ?? "";
      if (!Array.isArray(items) || typeof next !== "string")
        throw new ServiceError(`a page of ${collection} is not what the API promises`);
      found.push(...(items as unknown[]));
      seen.add(token);
      token = next;
      if (seen.has(token) && token !== "")
        throw new ServiceError(`the pages of ${collection} go round in circles: a page token came twice`);
      if (found.length > MOST_ITEMS || seen.size > MOST_PAGES) {
        throw new ServiceError(
          `the list of ${collection} does not end within ${MOST_ITEMS} ${collection} and ${MOST_PAGES} pages`,
        );
      }
    } while (token !== "");
    return found;
  }

  /** Whether a repository has a package: whether somebody uploaded it, or it was cached. */
  public async hasPackage(name: RepositoryName, packageName: string): Promise<boolean> {
    try {
      await this.ask(`${this.urlOf(name)}/packages/${encodeURIComponent(packageName)}`);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) return false;
      throw error;
    }
  }

  /** The ids of packages in a repository, as many as one page holds. */
  public async somePackages(name: RepositoryName): Promise<readonly string[]> {
    const packages = fieldOf(await this.ask(`${this.urlOf(name)}/packages?pageSize=${PAGE_SIZE}`), "packages");
    if (!Array.isArray(packages)) return [];
    return packages.flatMap((item: unknown) => textOf(item, "name")?.replace(/^.*\/packages\//, "") ?? []);
  }

  /** Version 3 is what shows conditions: google/iam/v1/options.proto */
  public repositoryPolicy(name: RepositoryName): Promise<JsonObject> {
    return this.ask(`${this.urlOf(name)}:getIamPolicy?options.requestedPolicyVersion=3`);
  }

  public projectPolicy(project: string): Promise<JsonObject> {
    const url = `${this.endpoints.of("cloudresourcemanager")}/v3/projects/${encodeURIComponent(project)}:getIamPolicy`;
    return this.ask(url, JSON.stringify({ options: { requestedPolicyVersion: 3 } }));
  }

  /** What a role lets its members do. */
  public async rolePermissions(role: string): Promise<readonly string[]> {
    if (!/^(?:(?:projects|organizations)\/[a-z0-9.:-]+\/)?roles\/[A-Za-z0-9_.]+$/.test(role)) {
      throw new ServiceError(`${quote(role)} is not the name of a role`);
    }
    const answer = await this.ask(
      `${this.endpoints.of("iam")}/v1/${role.split("/").map(encodeURIComponent).join("/")}`,
    );
    // A deleted role gives nobody anything, until somebody brings it back.
    const permissions = fieldOf(answer, "includedPermissions") ?? [];
    if (textOf(answer, "name") !== role || !Array.isArray(permissions))
      throw new ServiceError("the answer is not the role that was asked for");
    return permissions.filter((permission) => typeof permission === "string");
  }

  private urlOf({ project, location, repository }: RepositoryName): string {
    const parts = ["projects", project, "locations", location, "repositories", repository];
    return `${this.endpoints.of("artifactregistry")}/v1/${parts.map(encodeURIComponent).join("/")}`;
  }

  private async ask(url: string, body?: string): Promise<JsonObject> {
    const { token, quotaProject } = await this.credentials.accessToken();
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      ...(quotaProject === undefined ? {} : { "x-goog-user-project": quotaProject }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    return this.http.send(body === undefined ? { url, headers } : { url, headers, body }, async (response) => {
      const text = await readBody(response, LONGEST_ANSWER);
      const answer = parse(text);
      if (!response.ok) throw new ServiceError(failure(response, answer), response.status);
      if (!isJsonObject(answer)) throw new ServiceError(`${new URL(url).host} answered with what is not a JSON object`);
      return answer;
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(response: Response, answer: unknown): string {
  const message = textOf(fieldOf(answer, "error"), "message");
  const status = `${new URL(response.url).host} answered with status ${response.status}${whenToReturn(response)}`;
  if (response.status >= 300 && response.status < 400) return `${status}, a redirect, which is not followed`;
  return message === undefined ? status : `${status}: ${quote(message)}`;
}
