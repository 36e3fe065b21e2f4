import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

/** https://cloud.google.com/resource-manager/docs/creating-managing-projects */
const PROJECT = /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const PROJECT_NUMBER = /^[1-9][0-9]{5,20}$/;
/** https://cloud.google.com/artifact-registry/docs/repositories/repo-locations */
const LOCATION = /^(?:asia|europe|us|[a-z]+-[a-z]+[1-9][0-9]?)$/;
/** https://cloud.google.com/artifact-registry/docs/repositories/create-repos */
const REPOSITORY = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Where a repository is. Its parts are checked, so that each can stand in a URL and in a message as it is. */
export class RepositoryName {
  /** @throws ValidationError when a part has not the form that the service gives it */
  public static of(project: string, location: string, repository: string): RepositoryName {
    const problems = [
      ...(PROJECT.test(project)
        ? []
        : [
            `project ${quote(project)}: must be a project id: 6 to 30 lower-case letters, digits and hyphens, ` +
              "beginning with a letter",
          ]),
      ...(LOCATION.test(location)
        ? []
        : [`location ${quote(location)}: must be a region such as us-central1, or asia, europe or us`]),
      ...(REPOSITORY.test(repository)
        ? []
        : [
            `repository ${quote(repository)}: must be 1 to 63 lower-case letters, digits and hyphens, ` +
              "beginning with a letter",
          ]),
    ];
    if (problems.length > 0) throw new ValidationError(problems);
    return new RepositoryName(project, location, repository);
  }

  /** Reads `projects/P/locations/L/repositories/R`; undefined when the text is anything else. */
  public static read(resource: string): RepositoryName | undefined {
    const [, project = "", location = "", repository = ""] =
      /^projects\/([^/]{1,100})\/locations\/([^/]{1,100})\/repositories\/([^/]{1,100})$/.exec(resource) ?? [];
    const isProject = PROJECT_NUMBER.test(project) || PROJECT.test(project);
    if (!isProject || !LOCATION.test(location) || !REPOSITORY.test(repository)) return undefined;
    return new RepositoryName(project, location, repository);
  }

  private constructor(
    public readonly project: string,
    public readonly location: string,
    /** The last part of the name. */
    public readonly repository: string,
  ) {
    Object.freeze(this);
  }

  /** Another repository beside this one. @throws ValidationError when the name is none */
  public beside(repository: string): RepositoryName {
    return RepositoryName.of(this.project, this.location, repository);
  }

  /** Whether the project goes by its number, where others may go by its id. */
  public get hasProjectNumber(): boolean {
    return PROJECT_NUMBER.test(this.project);
  }

  /** As the API names it. */
  public get resource(): string {
    return `projects/${this.project}/locations/${this.location}/repositories/${this.repository}`;
  }

  /**
   * Where pip finds the index of a package, below the host for downloads; a domain's project has its domain as a
   * folder.
   */
  public indexPath(packageName: string): string {
    return `/${this.project.replace(":", "/")}/${this.repository}/simple/${encodeURIComponent(packageName)}/`;
  }
}
