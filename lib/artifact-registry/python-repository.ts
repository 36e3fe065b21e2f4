import type { AllowedPackages } from "../packages";
import type { ClientSettings, ClientSettingsOptions } from "../clients/client-settings";
import type { IRepository, IWritableRepository } from "./repository-interface";

/** A repository of Python packages. */
export interface IPythonRepository extends IRepository {
  /** The simple index for pip, uv and poetry: `https://LOCATION-python.pkg.dev/PROJECT/REPOSITORY/simple/`. */
  readonly indexUrl: string;
  /** What is let through from the upstream, where download rules of this library say it. */
  readonly allowedPackages?: AllowedPackages;
  /** How pip, uv and poetry are told to use this repository and no other. */
  clientSettings(options?: ClientSettingsOptions): ClientSettings;
}

/** A repository of Python packages that can be written to. */
export interface IWritablePythonRepository extends IPythonRepository, IWritableRepository {
  /** Where twine and Cloud Build upload to: `https://LOCATION-python.pkg.dev/PROJECT/REPOSITORY/`. */
  readonly uploadUrl: string;
}
