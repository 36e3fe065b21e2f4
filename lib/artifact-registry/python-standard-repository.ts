import type { Construct } from "constructs";
import { ClientSettings } from "./client-settings";
import type { ClientSettingsOptions } from "./client-settings";
import { indexUrlOf } from "./python-index-url";
import type { IWritablePythonRepository } from "./python-repository";
import { RepositoryFormat, RepositoryMode } from "./repository-interface";
import { defined, imported, WritableRepositoryBase } from "./repository-base";
import type { RepositoryAttributes, StandardRepositoryProps } from "./repository-interface";

export type PythonStandardRepositoryProps = StandardRepositoryProps;

const KIND = { format: RepositoryFormat.PYTHON, mode: RepositoryMode.STANDARD, servesPublicPackages: false };

abstract class PythonStandardRepositoryBase extends WritableRepositoryBase implements IWritablePythonRepository {
  public get indexUrl(): string {
    return indexUrlOf(this);
  }

  public get uploadUrl(): string {
    return `https://${this.registryUri}/`;
  }

  public clientSettings(options?: ClientSettingsOptions): ClientSettings {
    return ClientSettings.forIndex(this.indexUrl, undefined, options);
  }
}

/**
 * Defines a repository for the organisation's own Python packages: it serves what its writers put there, and nothing
 * else. Filled with chosen public packages, it is the curated way to a private PyPI without download rules.
 *
 * @see https://cloud.google.com/artifact-registry/docs/python/store-python
 */
export class PythonStandardRepository extends PythonStandardRepositoryBase {
  /** A repository that exists already. */
  public static fromRepositoryAttributes(
    scope: Construct,
    id: string,
    attributes: RepositoryAttributes,
  ): IWritablePythonRepository {
    class Import extends PythonStandardRepositoryBase {
      constructor() {
        super(scope, id, KIND, imported(attributes));
      }
    }
    return new Import();
  }

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: PythonStandardRepositoryProps) {
    super(scope, id, KIND, defined(props, {}));
  }
}
