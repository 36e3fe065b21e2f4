import { join } from "node:path";
import { Annotations, App, GcsBackend } from "cdktf";
import { ValidationError } from "./lib/core";
import { AllowedPackages } from "./lib/packages";
import { DeploymentSettings, RegistryStack } from "./lib/stacks";

try {
  const settings = DeploymentSettings.fromEnvironment(process.env);
  const app = new App();

  const registry = new RegistryStack(app, "registry", {
    project: settings.project,
    projectNumber: settings.projectNumber,
    location: settings.location,
    packages: AllowedPackages.fromLockfile(join(__dirname, "packages/pipelines.txt")),
    readers: settings.readers,
    kmsKeyName: settings.kmsKeyName,
  });

  if (settings.stateBucket !== undefined) {
    new GcsBackend(registry, { bucket: settings.stateBucket, prefix: "private-pypi/registry" });
  }
  if (settings.project === DeploymentSettings.EXAMPLE_PROJECT) {
    Annotations.of(registry).addWarning(`PROJECT_ID is not set: synthesised for "${settings.project}", which cannot be deployed`);
  }
  app.synth();
} catch (error) {
  if (!ValidationError.isValidationError(error)) throw error;
  console.error(String(error));
  process.exitCode = 1;
}
