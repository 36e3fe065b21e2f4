import { join } from "node:path";
import { Annotations, App, GcsBackend } from "cdktf";
import { ValidationError } from "./lib/core";
import { AllowedPackages } from "./lib/packages";
import { DeploymentSettings, HostsStack, NetworkStack, RegistryStack } from "./lib/stacks";

try {
  const settings = DeploymentSettings.fromEnvironment(process.env);
  const app = new App();

  const { project, region, zone } = settings;

  // Each can be deployed without those after it.
  const registry = new RegistryStack(app, "registry", {
    project,
    projectNumber: settings.projectNumber,
    location: settings.location,
    packages: AllowedPackages.fromLockfile(join(__dirname, "packages/pipelines.txt")).union(
      AllowedPackages.pipBootstrap(),
    ),
    readers: settings.readers,
    kmsKeyName: settings.kmsKeyName,
  });
  const network = new NetworkStack(app, "network", { project, region });
  const hosts = new HostsStack(app, "hosts", {
    project,
    zone,
    subnet: network.privateVpc.subnet("private"),
    index: registry.python,
  });

  for (const stack of [registry, network, hosts]) {
    if (settings.stateBucket !== undefined) {
      new GcsBackend(stack, { bucket: settings.stateBucket, prefix: `private-pypi/${stack.node.id}` });
    }
    if (project === DeploymentSettings.EXAMPLE_PROJECT) {
      Annotations.of(stack).addWarning(`PROJECT_ID is not set: synthesised for "${project}", which cannot be deployed`);
    }
  }
  app.synth();
} catch (error) {
  if (!ValidationError.isValidationError(error)) throw error;
  console.error(String(error));
  process.exitCode = 1;
}
