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
import {
  ContainerImage,
  InvokerCheck,
  SecretVersion,
  Service,
  ServiceIngress,
} from "cdktf-google-private-pypi/cloud-run";
import { CloudNat, PublicVpc } from "cdktf-google-private-pypi/network";
import { AllowedPackages } from "cdktf-google-private-pypi/packages";
import { ProjectServices } from "cdktf-google-private-pypi/project";
import { DeploymentState } from "cdktf-google-private-pypi/stacks";
import { Bucket, DeletedObjects } from "cdktf-google-private-pypi/storage";

const location = "us-central1";
const services = join(__dirname, "services");
const shared = join(__dirname, "shared");

const app = new App();
const stack = new TerraformStack(app, "micro-services");
const project = process.env.PROJECT_ID ?? "my-project";
new GoogleProvider(stack, "Google", { project });
stack.addOverride("terraform.required_providers.google.version", "7.45.0");
// Each project has a state of its own.
new DeploymentState({ project }).keep(stack, location);
const { dependables: dependsOn } = new ProjectServices(stack, "Services", {
  services: ["artifactregistry", "cloudbuild", "compute", "dns", "iam", "run", "secretmanager", "storage"].map(
    (name) => `${name}.googleapis.com`,
  ),
});
const place = { location, dependsOn };

// Your own packages, and of PyPI what the locks list: both behind one index.
const own = new PythonStandardRepository(stack, "Own", {
  ...place,
  repositoryName: "own",
  // What was uploaded is in no other place.
  deletionProtection: process.env.DELETION_PROTECTION !== "false",
});
const pypi = new PythonRemoteRepository(stack, "Pypi", {
  ...place,
  repositoryName: "pypi",
  downloads: DownloadPolicy.allowOnly(
    AllowedPackages.fromLockfiles([join(services, "requirements.lock"), join(shared, "build.lock")]),
  ),
});
const index = new PythonVirtualRepository(stack, "Python", {
  ...place,
  repositoryName: "python",
  upstreams: [own, pypi],
});
const hub = new DockerRemoteRepository(stack, "DockerHub", { ...place, repositoryName: "docker-hub" });
const images = new DockerStandardRepository(stack, "Images", {
  ...place,
  repositoryName: "services",
  // They can be built again.
  deletionProtection: false,
});

// What builds have in common. `docker buildx imagetools inspect python:3.11-slim` prints a newer digest.
const digest = "sha256:9c900dea9e8fb7e16277c179b555cc72d29a352dbc33cff48ad5a0412fd5bfc7";
const python = `${hub.imagePrefix}/library/python:3.11-slim@${digest}`;
const contexts = new Bucket(stack, "Contexts", {
  ...place,
  bucketName: `${project}-micro-services`,
  deletedObjects: DeletedObjects.gone(),
  deleteWithContents: true,
});
const building = {
  baseRepositories: [hub],
  contexts,
  index,
  start: BuildStart.onDeploy({ image: python }),
};

// The package that the services share. A new version is another number here and in pyproject.toml.
const version = "0.1.0";
const sharedPackage = new PackageBuild(stack, "Shared", {
  ...building,
  buildName: "acme-shared",
  source: BuildSource.folder(shared),
  version,
  repository: own,
  image: python,
  test: ["python", "-m", "unittest", "discover", "-s", "tests"],
  dependsOn,
});

// Answers reach the internet by NAT; what services say to one another stays on the network.
const network = new PublicVpc(stack, "Network", {
  networkName: "services",
  subnets: [{ subnetName: "services", region: location, ipCidrRange: "10.30.0.0/24" }],
  nat: CloudNat.automatic(),
  dependsOn,
});
const subnet = network.subnet("services");

function imageOf(name: string): ContainerImage {
  const build = new ImageBuild(stack, `${name}-image`, {
    ...building,
    buildName: name,
    repository: images,
    imageName: name,
    source: BuildSource.folder(services),
    buildArguments: { PYTHON: python, SERVICE: name },
    exceptions: [
      {
        source: `pip install --no-cache-dir --no-deps --only-binary :all: acme-shared==${version}`,
        reason: "it is built by this deployment, and a repository never takes the same version twice",
      },
    ],
    dependsOn: [...dependsOn, sharedPackage.ready],
  });
  return ContainerImage.fromBuild(build);
}

/** A secret that somebody has put there: `gcloud secrets create NAME --data-file=-`. */
const secret = (name: string) => SecretVersion.fromName(`projects/${project}/secrets/${name}/versions/1`);

const messaging = new Service(stack, "Messaging", {
  ...place,
  serviceName: "messaging",
  image: imageOf("messaging"),
  subnet,
  secretEnvironment: { SLACK_BOT_TOKEN: secret("slack-bot-token") },
});
const engine = new Service(stack, "Engine", {
  ...place,
  serviceName: "engine",
  image: imageOf("engine"),
  subnet,
  environment: { MESSAGING: messaging.uri },
});
const chatbot = new Service(stack, "Chatbot", {
  ...place,
  serviceName: "chatbot",
  image: imageOf("chatbot"),
  subnet,
  ingress: ServiceIngress.everywhere("Slack calls it from the internet"),
  invokerCheck: InvokerCheck.none("Slack has no Google account; the program checks what Slack signs"),
  environment: { ENGINE: engine.uri },
  secretEnvironment: { SLACK_SIGNING_SECRET: secret("slack-signing-secret") },
});
engine.grantInvoke(chatbot.serviceAccount);
messaging.grantInvoke(engine.serviceAccount);

new TerraformOutput(stack, "chatbot_address", {
  value: chatbot.uri,
  description: "What Slack is told as the address of events",
});
app.synth();
