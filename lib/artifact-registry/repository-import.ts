import type { Construct } from "constructs";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { DownloadGate } from "./download-gate";
import type { RepositoryFacts } from "./repository-base";
import type { RepositoryAttributes } from "./repository-interface";
import { resourceNameOf, validateNames } from "./repository-names";

/**
 * What is known of a repository that exists already.
 *
 * @param repository the construct that stands for it
 * @throws ValidationError when a name is not valid
 */
export function importRepository(repository: Construct, attributes: RepositoryAttributes): RepositoryFacts {
  Given.options("attributes", attributes);
  const validator = new Validator(repository);
  validateNames(validator, attributes);
  if ((attributes.project as string | undefined) === undefined) {
    validator.problem("project: is missing; an imported repository needs it");
  }
  validator.throwIfAny();
  const { repositoryName, location, project } = attributes;
  const downloadGate = DownloadGate.ofImported(repository, resourceNameOf(project, attributes));
  return { repositoryName, location, project, downloadGate };
}
