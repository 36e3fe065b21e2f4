import { ArtifactRegistryRepository } from "@cdktf/provider-google/lib/artifact-registry-repository";
import { Token } from "cdktf";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import { CleanupPolicies } from "./cleanup-policies";
import { DownloadGate } from "./download-gate";
import type { RepositoryBase, RepositoryFacts } from "./repository-base";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import type { RepositoryProps, StandardRepositoryProps } from "./repository-interface";
import { resourceNameOf, validateNames } from "./repository-names";
import type { RepositorySource } from "./repository-source";
import { warnOfUnreadable } from "./upstream-access";

/**
 * Defines the one resource of a repository.
 *
 * @param repository the construct that stands for it
 * @param source where what it serves comes from
 * @throws ValidationError when a name, location, label, key, clean-up policy or the source is not valid
 */
export function defineRepository(
  repository: RepositoryBase,
  props: StandardRepositoryProps,
  source: RepositorySource,
): RepositoryFacts {
  Given.options("props", props);
  validate(repository, props, source);
  const project = StackProvider.googleProject(repository, props.project);
  takeName(repository, props, project);
  const resource = createResource(repository, props, source, project);
  source.order(repository, resource);
  warnOfUnreadable(repository, project, source.upstreams, props.dependsOn);
  return {
    repositoryName: props.repositoryName,
    location: props.location,
    project: project ?? resource.project,
    downloadGate: new DownloadGate(resource),
  };
}

function validate(repository: RepositoryBase, props: StandardRepositoryProps, source: RepositorySource): void {
  const validator = new Validator(repository);
  validateNames(validator, props);
  validateKey(validator, props);
  GoogleNames.validateLabels(validator, props.labels);
  const isDocker = repository.format === RepositoryFormat.DOCKER;
  CleanupPolicies.validate(validator, props.cleanupPolicies ?? [], isDocker, source.hasImmutableTags);
  source.validate(validator, repository.format);
  validator.throwIfAny();
}

/** A second repository of the same name would be refused by the API only, in the middle of an apply. */
function takeName(repository: RepositoryBase, props: RepositoryProps, project: string | undefined): void {
  if (project === undefined) return;
  const taken = UniqueNames.take(repository, resourceNameOf(project, props));
  const validator = new Validator(repository);
  if (taken !== undefined) validator.problem(`repositoryName ${taken}`);
  validator.throwIfAny();
}

function createResource(
  repository: RepositoryBase,
  props: StandardRepositoryProps,
  source: RepositorySource,
  project: string | undefined,
): ArtifactRegistryRepository {
  const { format, mode } = repository;
  const resource = new ArtifactRegistryRepository(repository, "Resource", {
    repositoryId: props.repositoryName,
    location: props.location,
    project,
    format,
    mode,
    description: props.description,
    labels: props.labels === undefined ? undefined : { ...props.labels },
    kmsKeyName: props.kmsKeyName,
    ...CleanupPolicies.toTerraform(props.cleanupPolicies ?? [], props.cleanupDryRun ?? true),
    vulnerabilityScanningConfig:
      props.vulnerabilityScanning === undefined ? undefined : { enablementConfig: props.vulnerabilityScanning },
    dependsOn: Ordering.dependsOn(props.dependsOn),
    ...source.toTerraform(),
  });
  if (mode === RepositoryMode.STANDARD && props.deletionProtection !== false) {
    resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
  }
  return resource;
}

function validateKey(validator: Validator, props: RepositoryProps): void {
  const key = props.kmsKeyName;
  validator.matches("kmsKeyName", key, ...GoogleNames.CRYPTO_KEY);
  if (typeof key !== "string" || Token.isUnresolved(key) || Token.isUnresolved(props.location)) return;
  // https://cloud.google.com/artifact-registry/docs/cmek
  const location = key.split("/")[3];
  if (location !== undefined && location !== props.location) {
    validator.problem(
      `kmsKeyName ${JSON.stringify(key)}: its location must be that of the repository, ` +
        JSON.stringify(props.location),
    );
  }
}
