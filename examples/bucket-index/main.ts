import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DockerRemoteRepository } from "cdktf-google-private-pypi/artifact-registry";
import { PythonBucketIndex } from "cdktf-google-private-pypi/bucket-index";
import { ContainerImage } from "cdktf-google-private-pypi/cloud-run";
import { Duration } from "cdktf-google-private-pypi/core";
import { Principal } from "cdktf-google-private-pypi/iam";
import { AllowedPackages } from "cdktf-google-private-pypi/packages";
import { ProjectServices } from "cdktf-google-private-pypi/project";
import { DeploymentState } from "cdktf-google-private-pypi/stacks";
import { Bucket, DeletedObjects } from "cdktf-google-private-pypi/storage";

const location = "us-central1";
const project = process.env.PROJECT_ID ?? "my-project";

const app = new App();
const stack = new TerraformStack(app, "bucket-index");
new GoogleProvider(stack, "Google", { project });
stack.addOverride("terraform.required_providers.google.version", "7.45.0");
new DeploymentState({ project }).keep(stack, location);
const dependsOn = new ProjectServices(stack, "Services", {
  services: ["artifactregistry.googleapis.com", ...PythonBucketIndex.SERVICES],
}).dependables;

// Docker Hub's images by their digests, through a repository of the project.
const hub = new DockerRemoteRepository(stack, "DockerHub", { repositoryName: "docker-hub", location, dependsOn });
const bucket = new Bucket(stack, "Packages", {
  bucketName: `${project}-packages`,
  location,
  deletedObjects: DeletedObjects.softDeleted(Duration.days(7)),
  dependsOn,
});
const index = new PythonBucketIndex(stack, "Index", {
  indexName: "package-index",
  bucket,
  location,
  programImage: ContainerImage.fromRepository(
    hub,
    `library/python@${process.env.PYTHON_DIGEST ?? `sha256:${"0".repeat(64)}`}`,
  ),
  serverImage: ContainerImage.fromRepository(
    hub,
    `nginxinc/nginx-unprivileged@${process.env.NGINX_DIGEST ?? `sha256:${"0".repeat(64)}`}`,
  ),
  // Whatever else is in the bucket, this is what can be installed.
  allowedPackages: AllowedPackages.fromLockfile(join(__dirname, "requirements.lock")),
  dependsOn,
});
index.grantRead(Principal.group(process.env.READERS ?? "developers@example.com"));
index.grantUpload(Principal.group(process.env.UPLOADERS ?? "release-managers@example.com"));

new TerraformOutput(stack, "upload", {
  value: `gcloud storage cp dist/*.whl ${bucket.url}/files/`,
  description: "How files are added",
});
new TerraformOutput(stack, "proxy", {
  value: index.proxyCommand,
  description: "What a person runs beside pip, uv or poetry",
});
new TerraformOutput(stack, "index_url", {
  value: index.localIndexUrl,
  description: "The index behind that proxy",
});
app.synth();
