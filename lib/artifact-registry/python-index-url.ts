import type { IRepository } from "./repository-interface";

/** The simple index of a repository. @see https://cloud.google.com/artifact-registry/docs/python/authentication */
export function indexUrlOf(repository: IRepository): string {
  return `https://${repository.registryUri}/simple/`;
}
