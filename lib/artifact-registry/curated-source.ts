import { ValidationError } from "../core/errors";
import type { Validator } from "../core/validator";
import type { AllowedPackages } from "../packages";
import { PackageFiles } from "../packages/package-files";
import type { RepositorySource, SourceConfig } from "./repository-source";

/** A fill that puts there what locks list, and nothing else. */
export class CuratedSource implements RepositorySource {
  public readonly upstreams = [];

  constructor(private readonly packages: AllowedPackages) {}

  public validate(validator: Validator): void {
    try {
      PackageFiles.of(this.packages);
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      for (const problem of error.problems) validator.problem(problem);
    }
  }

  public toTerraform(): SourceConfig {
    return {};
  }

  public order(): void {
    // It is filled after it is there.
  }
}
