import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import {
  DockerRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
} from "cdktf-google-private-pypi/artifact-registry";
import { BuildSource, BuildStart, ImageBuild, PackageBuild } from "cdktf-google-private-pypi/cloud-build";
import { AllowedPackages } from "cdktf-google-private-pypi/packages";
import { ProjectServices } from "cdktf-google-private-pypi/project";
import { DeploymentState } from "cdktf-google-private-pypi/stacks";
import { Bucket, DeletedObjects } from "cdktf-google-private-pypi/storage";

const location = "europe-west1";
const version = "0.1.0";
const locks = ["my-package/build.lock", "training/requirements.lock"].map((lock) => join(__dirname, lock));

const app = new App();
const stack = new TerraformStack(app, "training-image");
const project = process.env.PROJECT_ID ?? "my-project";
new GoogleProvider(stack, "Google", { project });
stack.addOverride("terraform.required_providers.google.version", "7.45.0");
// Each project has a state of its own.
new DeploymentState({ project }).keep(stack, location);
const { dependables: dependsOn } = new ProjectServices(stack, "Services", {
  services: ["artifactregistry", "cloudbuild", "iam", "run", "storage"].map((name) => `${name}.googleapis.com`),
});
const common = { location, dependsOn };

// Own packages, and of PyPI what is locked: both behind one index, in which no name of an own package can be taken by a
// stranger.
const own = new PythonStandardRepository(stack, "Own", {
  ...common,
  repositoryName: "my-repository",
  description: "Python package repository",
});
const pypi = new PythonRemoteRepository(stack, "Pypi", {
  ...common,
  repositoryName: "pypi",
  downloads: DownloadPolicy.allowOnly(AllowedPackages.fromLockfiles(locks)),
});
const index = new PythonVirtualRepository(stack, "Python", {
  ...common,
  repositoryName: "python",
  upstreams: [own, pypi],
});

const hub = new DockerRemoteRepository(stack, "DockerHub", { ...common, repositoryName: "docker-hub" });
const images = new DockerStandardRepository(stack, "Images", { ...common, repositoryName: "images" });
const contexts = new Bucket(stack, "Contexts", {
  ...common,
  bucketName: `${project}-training-contexts`,
  deletedObjects: DeletedObjects.gone(),
});
// README.md says how to renew it.
const digest = "sha256:9c900dea9e8fb7e16277c179b555cc72d29a352dbc33cff48ad5a0412fd5bfc7";
const image = `${hub.imagePrefix}/library/python:3.11-slim@${digest}`;
const built = { baseRepositories: [hub], contexts, index, start: BuildStart.onDeploy({ image }) };

const myPackage = new PackageBuild(stack, "MyPackage", {
  ...built,
  buildName: "my-package",
  repository: own,
  source: BuildSource.folder(join(__dirname, "my-package")),
  version,
  image,
  dependsOn,
});
const training = new ImageBuild(stack, "Training", {
  ...built,
  buildName: "training",
  repository: images,
  imageName: "test",
  source: BuildSource.folder(join(__dirname, "training")),
  buildArguments: { DOCKER_HUB: hub.imagePrefix, MY_PACKAGE: version },
  exceptions: [
    {
      source: "pip install --no-cache-dir --no-deps --only-binary :all: my-package==${MY_PACKAGE}",
      reason: "this deployment builds it, so that no lock can have its hash; a version in my-repository never changes",
    },
  ],
  // It installs the package, so that this has to be there.
  dependsOn: [...dependsOn, myPackage.ready],
});

new TerraformOutput(stack, "index_url", { value: index.indexUrl, description: "The one index that pip and uv use" });
new TerraformOutput(stack, "training_image", { value: training.imageUri, description: "What Vertex AI runs" });
app.synth();
