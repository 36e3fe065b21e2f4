import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import {
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
} from "cdktf-google-private-pypi/artifact-registry";
import { PythonHost } from "cdktf-google-private-pypi/compute";
import { IapSsh, PrivateVpc } from "cdktf-google-private-pypi/network";
import { AllowedPackages } from "cdktf-google-private-pypi/packages";
import { ProjectServices } from "cdktf-google-private-pypi/project";
import { DeploymentState } from "cdktf-google-private-pypi/stacks";

const location = "us-central1";
const lock = join(__dirname, "requirements.lock");

const app = new App();
const stack = new TerraformStack(app, "no-egress-vpc");
const project = process.env.PROJECT_ID ?? "my-project";
new GoogleProvider(stack, "Google", { project });
stack.addOverride("terraform.required_providers.google.version", "7.45.0");
// Each project has a state of its own.
new DeploymentState({ project }).keep(stack, location);
const dependsOn = new ProjectServices(stack, "Services", {
  services: ["artifactregistry", "compute", "dns", "iam", "iap"].map((name) => `${name}.googleapis.com`),
}).dependables;

// Your own packages, and of PyPI what the host installs: both behind one index.
const own = new PythonStandardRepository(stack, "Own", { repositoryName: "own", location, dependsOn });
const pypi = new PythonRemoteRepository(stack, "Pypi", {
  repositoryName: "pypi",
  location,
  downloads: DownloadPolicy.allowOnly(AllowedPackages.fromLockfile(lock).union(AllowedPackages.pipBootstrap())),
  dependsOn,
});
const index = new PythonVirtualRepository(stack, "Python", {
  repositoryName: "python",
  location,
  upstreams: [own, pypi],
  dependsOn,
});

// Without NAT and external addresses, Google's APIs are all that can be reached.
const vpc = new PrivateVpc(stack, "Vpc", {
  networkName: "no-egress",
  subnets: [{ subnetName: "hosts", region: location, ipCidrRange: "10.0.0.0/24" }],
  // Otherwise the resolver asks the internet for public names, and a name can carry data.
  publicNames: false,
  dependsOn,
});
new IapSsh(stack, "Ssh", { vpc, dependsOn });

const host = new PythonHost(stack, "Host", {
  instanceName: "python-host",
  zone: `${location}-b`,
  subnet: vpc.subnet("hosts"),
  index,
  requirementsFile: lock,
  dependsOn,
});

new TerraformOutput(stack, "upload_url", {
  value: own.uploadUrl,
  description: "Where your own packages are uploaded to",
});
new TerraformOutput(stack, "egress", {
  value: vpc.egressText,
  description: "What the host can reach",
});
new TerraformOutput(stack, "service_account", {
  value: host.serviceAccount.serviceAccountEmail,
  description: "What the host runs as",
});
app.synth();
