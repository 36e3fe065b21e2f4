import type { PolicyRepository } from "./policy-repository";

const MODES: ReadonlyMap<unknown, PolicyRepository["mode"]> = new Map([
  // What the service makes where nothing is written.
  [undefined, "standard"],
  [null, "standard"],
  ["STANDARD_REPOSITORY", "standard"],
  ["REMOTE_REPOSITORY", "remote"],
  ["VIRTUAL_REPOSITORY", "virtual"],
]);

/**
 * What a `google_artifact_registry_repository` says in its attribute `mode`; what cannot be seen, or is nothing that
 * the service knows, is unknown.
 *
 * @see https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories#Mode
 */
export function repositoryMode(written: unknown): PolicyRepository["mode"] {
  return MODES.get(written) ?? "unknown";
}
