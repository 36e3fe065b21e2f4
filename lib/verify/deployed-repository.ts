import type { PackageSource } from "../policy";
import { fieldOf, type JsonObject, textOf } from "./json-fields";
import { RepositoryName } from "./repository-name";

/** An entry of a virtual repository's upstream policy. */
export interface DeployedUpstream {
  /** As the service names it: its whole name, which may be of another project. */
  readonly resource: string;

  /**
   * The same, taken apart.
   *
   * @default - it is no name of a repository
   */
  readonly name?: RepositoryName;

  /** @default - not known */
  readonly priority?: number;
}

/** What the service says of a repository; nothing of what it holds or allows. */
export interface DeployedRepository {
  readonly format: string;
  readonly mode: "remote" | "standard" | "virtual" | "unknown";

  /** @default - none, or none that is understood */
  readonly source?: PackageSource;

  /** Of a virtual repository, the first to be asked first. */
  readonly upstreams: readonly DeployedUpstream[];
}

const MODES = new Map<string | undefined, DeployedRepository["mode"]>([
  ["REMOTE_REPOSITORY", "remote"],
  ["STANDARD_REPOSITORY", "standard"],
  ["VIRTUAL_REPOSITORY", "virtual"],
]);

/**
 * Reads a repository:
 * https://github.com/googleapis/googleapis/blob/master/google/devtools/artifactregistry/v1/repository.proto
 */
export function readRepository(answer: JsonObject): DeployedRepository {
  const source = readSource(fieldOf(answer, "remoteRepositoryConfig"));
  return {
    format: textOf(answer, "format") ?? "unknown",
    mode: MODES.get(textOf(answer, "mode")) ?? "unknown",
    ...(source === undefined ? {} : { source }),
    upstreams: readUpstreams(fieldOf(answer, "virtualRepositoryConfig")),
  };
}

function readSource(config: unknown): PackageSource | undefined {
  const python = fieldOf(config, "pythonRepository");
  const preset = textOf(python, "publicRepository");
  if (preset !== undefined) return { preset };
  const url = textOf(fieldOf(config, "commonRepository"), "uri") ?? textOf(fieldOf(python, "customRepository"), "uri");
  return url === undefined ? undefined : { url };
}

function readUpstreams(config: unknown): readonly DeployedUpstream[] {
  const policies = fieldOf(config, "upstreamPolicies");
  if (!Array.isArray(policies)) return [];
  return policies
    .map((policy: unknown): DeployedUpstream => {
      const resource = textOf(policy, "repository") ?? "";
      const name = RepositoryName.read(resource);
      // A zero is left out of JSON.
      const priority = fieldOf(policy, "priority") ?? 0;
      return {
        resource,
        ...(name && { name }),
        ...(Number.isInteger(priority) ? { priority: priority as number } : {}),
      };
    })
    .sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0));
}
