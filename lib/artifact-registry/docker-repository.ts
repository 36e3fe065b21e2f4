import type { IRepository, IWritableRepository } from "./repository-interface";

/** A repository of container images. */
export interface IDockerRepository extends IRepository {
  /** What stands before an image's name, without "/": `LOCATION-docker.pkg.dev/PROJECT/REPOSITORY`. */
  readonly imagePrefix: string;
}

/** A repository of container images that can be pushed to. */
export interface IWritableDockerRepository extends IDockerRepository, IWritableRepository {
  /** Whether a tag, once pushed, can never name another image; undefined where the repository is imported. */
  readonly immutableTags?: boolean;
}
