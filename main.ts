import { join } from "node:path";
import { Annotations, App } from "cdktf";
import { ValidationError } from "./lib/core";
import { AllowedPackages } from "./lib/packages";
import {
  DeploymentSettings,
  DeploymentState,
  HostsStack,
  ImagesStack,
  NetworkStack,
  PipelinesStack,
  RegistryStack,
} from "./lib/stacks";
import { PipelineParameter, PipelineTemplate } from "./lib/vertex-ai";

try {
  const settings = DeploymentSettings.fromEnvironment(process.env);
  const app = new App();

  const { project, region, zone, location } = settings;
  const isExample = project === DeploymentSettings.EXAMPLE_PROJECT;
  const lockfile = join(__dirname, "packages/pipelines.txt");

  // Each can be deployed without those after it.
  const registry = new RegistryStack(app, "registry", {
    project,
    projectNumber: settings.projectNumber,
    location,
    packages: AllowedPackages.fromLockfile(lockfile).union(AllowedPackages.pipBootstrap()),
    readers: settings.readers,
    kmsKeyName: settings.kmsKeyName,
    deletionProtection: settings.deletionProtection,
  });
  const images = new ImagesStack(app, "images", {
    project,
    region,
    location,
    kfpBaseFolder: join(__dirname, "images/kfp-base"),
    lockfile,
    index: registry.python,
    dockerHub: registry.dockerHub,
    repository: registry.baseImages,
    kmsKeyName: settings.kmsKeyName,
    projectNumber: settings.projectNumber,
  });
  const network = new NetworkStack(app, "network", { project, region });
  const hosts = new HostsStack(app, "hosts", {
    project,
    zone,
    subnet: network.privateVpc.subnet("private"),
    index: registry.python,
  });
  // Vertex AI's own accounts are named after the project's number: without it there are no pipelines.
  const projectNumber = isExample ? DeploymentSettings.EXAMPLE_PROJECT_NUMBER : settings.projectNumber;
  const pipelines =
    projectNumber &&
    new PipelinesStack(app, "pipelines", {
      project,
      projectNumber,
      region,
      serviceAccount: registry.pipelines,
      index: registry.python,
      images: [registry.baseImages],
      imageUri: images.kfpBase.imageUri,
      template: PipelineTemplate.fromFile(join(__dirname, "pipelines/intro.json")),
      compilation: {
        folder: join(__dirname, "pipelines"),
        pipeline: "intro.py",
        lockfile,
        sourceDistributions: ["kfp", "kfp-server-api"],
        image: images.pythonImage,
        baseRepositories: [registry.dockerHub],
      },
      parameters: [
        PipelineParameter.text("in_str", "An Example String"),
        PipelineParameter.integer("in_int", 45),
        PipelineParameter.double("in_float", 4.5),
        PipelineParameter.boolean("in_bool", true),
        PipelineParameter.list("in_list", '[1, 27, "Another String"]'),
      ],
      submitters: settings.submitters,
      deletionProtection: settings.deletionProtection,
    });

  // Its components run in the image.
  if (pipelines) pipelines.addDependency(images);

  // Never one state for two deployments.
  const state = new DeploymentState({ project, bucket: settings.stateBucket });
  state.keep(registry, location);
  state.keep(images, region);
  state.keep(network, region);
  state.keep(hosts, region);
  if (pipelines) state.keep(pipelines, region);

  if (isExample) {
    for (const stack of app.node.children) {
      Annotations.of(stack).addWarning(`PROJECT_ID is not set: synthesised for "${project}", which cannot be deployed`);
    }
  }
  app.synth();
} catch (error) {
  if (!ValidationError.isValidationError(error)) throw error;
  console.error(String(error));
  process.exitCode = 1;
}
