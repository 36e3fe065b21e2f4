import type { Construct } from "constructs";
import { Validator } from "../core/validator";
import type { Grant, IPrincipal } from "../iam";
import { RepositoryBase } from "./repository-base";
import type { RepositoryFacts } from "./repository-base";
import { defineRepository } from "./repository-definition";
import { importRepository } from "./repository-import";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import type { IWritableRepository, RepositoryAttributes, StandardRepositoryProps } from "./repository-interface";
import { StandardSource } from "./standard-source";

/** @see https://github.com/kubeflow/pipelines/blob/2.12.1/sdk/python/kfp/dsl/utils.py */
const TEMPLATE_NAME = /^[a-z0-9][a-z0-9-]{0,127}$/;

/**
 * @see https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.packages.tags
 */
const TAG_OR_DIGEST = /^(?:sha256:[0-9a-f]{64}|(?!sha256:)[A-Za-z0-9][A-Za-z0-9._~:@-]*)$/;

/** A repository of templates of pipelines. */
export interface IKfpRepository extends IWritableRepository {
  /** What kfp's `RegistryClient` takes as host: `https://LOCATION-kfp.pkg.dev/PROJECT/REPOSITORY`. */
  readonly templatesUrl: string;
  /**
   * The address of one template, as Vertex AI takes it for a run:
   * `https://LOCATION-kfp.pkg.dev/PROJECT/REPOSITORY/NAME/VERSION`.
   *
   * @param name what the pipeline is called in its source, for example `mlops-pipeline-intro`
   * @param tagOrDigest a tag, which whoever may write can move to another template, or `sha256:` with 64 hexadecimal
   *   digits, which names the same one for ever
   * @throws ValidationError when one of them can be no name or no version
   */
  templateUri(name: string, tagOrDigest: string): string;
}

export type KfpRepositoryProps = StandardRepositoryProps;

abstract class KfpRepositoryBase extends RepositoryBase implements IKfpRepository {
  public readonly format: RepositoryFormat = RepositoryFormat.KFP;
  public readonly mode: RepositoryMode = RepositoryMode.STANDARD;
  public readonly servesPublicPackages: boolean = false;

  public get templatesUrl(): string {
    return `https://${this.registryUri}`;
  }

  public templateUri(name: string, tagOrDigest: string): string {
    const validator = new Validator(this);
    validator.requires(
      "name",
      name,
      TEMPLATE_NAME,
      'must be at most 128 lower-case letters, digits and "-", beginning with a letter or digit, ' +
        "as kfp compiles the pipeline's name",
    );
    validator.requires(
      "tagOrDigest",
      tagOrDigest,
      TAG_OR_DIGEST,
      'must be "sha256:" with 64 hexadecimal digits in lower case, or a tag: letters, digits and "._~:@-", ' +
        "beginning with a letter or digit",
    );
    validator.throwIfAny();
    return `${this.templatesUrl}/${name}/${tagOrDigest}`;
  }

  public grantWrite(principal: IPrincipal): Grant {
    return this.grantWriter(principal);
  }
}

/**
 * Defines a repository for compiled pipelines of Kubeflow (kfp), by name and version, for those who share them. Whoever
 * runs one from there needs to read it, and so does the account that the run has.
 *
 * There is no `immutableTags`: the provider has it for container images only (`docker_config`). Whoever may write can
 * move a tag to another template, so name what has to stay the same by its digest. Clean-up policies by tags are
 * refused, since it is not documented that clean-up sees the tags of this format.
 *
 * @see https://cloud.google.com/vertex-ai/docs/pipelines/create-pipeline-template
 */
export class KfpRepository extends KfpRepositoryBase {
  /** A repository that exists already. @throws ValidationError when a name is not valid */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IKfpRepository {
    class Import extends KfpRepositoryBase {
      protected readonly facts = importRepository(this, attributes);
    }
    return new Import(scope, id);
  }

  /** @internal @jsii ignore */
  protected readonly facts: RepositoryFacts;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: KfpRepositoryProps) {
    super(scope, id);
    this.facts = defineRepository(this, props, new StandardSource());
  }
}
