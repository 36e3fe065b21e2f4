import type { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";

/** What names a repository, whether it is defined here or imported. */
interface RepositoryNames {
  readonly repositoryName: string;
  readonly location: string;
  readonly project?: string;
}

/** `projects/PROJECT/locations/LOCATION/repositories/REPOSITORY` */
export function resourceNameOf(project: string, { location, repositoryName }: RepositoryNames): string {
  return `projects/${project}/locations/${location}/repositories/${repositoryName}`;
}

/** Notes what is wrong with them. @see https://cloud.google.com/artifact-registry/docs/repositories/create-repos */
export function validateNames(validator: Validator, names: RepositoryNames): void {
  validator.requires(
    "repositoryName",
    names.repositoryName,
    /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
  );
  validator.requires("location", names.location, ...GoogleNames.LOCATION);
  validator.matches("project", names.project, ...GoogleNames.PROJECT);
}
