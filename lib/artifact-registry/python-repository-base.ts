import type { AllowedPackages } from "../packages";
import { ClientSettings } from "../clients/client-settings";
import type { ClientSettingsOptions } from "../clients/client-settings";
import type { IPythonRepository } from "./python-repository";
import { RepositoryBase } from "./repository-base";
import { RepositoryFormat } from "./repository-interface";

/** What is common to repositories of Python packages. @jsii ignore */
export abstract class PythonRepositoryBase extends RepositoryBase implements IPythonRepository {
  public readonly format: RepositoryFormat = RepositoryFormat.PYTHON;
  public abstract readonly allowedPackages?: AllowedPackages;

  /** @see https://cloud.google.com/artifact-registry/docs/python/authentication */
  public get indexUrl(): string {
    return `https://${this.registryUri}/simple/`;
  }

  public clientSettings(options?: ClientSettingsOptions): ClientSettings {
    return ClientSettings.forIndex(this.indexUrl, this.allowedPackages, options);
  }
}
