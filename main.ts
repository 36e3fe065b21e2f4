import { join } from "node:path";
import { Annotations, App } from "cdktf";
import { ValidationError } from "./lib/core";
import { AllowedPackages } from "./lib/packages";
import { DeploymentSettings, DeploymentState, HostsStack, NetworkStack, RegistryStack } from "./lib/stacks";

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
    deletionProtection: settings.deletionProtection,
  });
  const network = new NetworkStack(app, "network", { project, region });
  const hosts = new HostsStack(app, "hosts", {
    project,
    zone,
    subnet: network.privateVpc.subnet("private"),
    index: registry.python,
  });

  // Never one state for two deployments.
  const state = new DeploymentState({ project, bucket: settings.stateBucket });
  state.keep(registry, settings.location);
  state.keep(network, region);
  state.keep(hosts, region);

  if (project === DeploymentSettings.EXAMPLE_PROJECT) {
    for (const stack of [registry, network, hosts]) {
      Annotations.of(stack).addWarning(`PROJECT_ID is not set: synthesised for "${project}", which cannot be deployed`);
    }
  }
  app.synth();
} catch (error) {
  if (!ValidationError.isValidationError(error)) throw error;
  console.error(String(error));
  process.exitCode = 1;
}
