import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, TerraformStack } from "cdktf";
import { DownloadPolicy, PythonRemoteRepository } from "cdktf-google-private-pypi/artifact-registry";
import { Principal } from "cdktf-google-private-pypi/iam";
import { AllowedPackages } from "cdktf-google-private-pypi/packages";

const app = new App();
const stack = new TerraformStack(app, "registry");
new GoogleProvider(stack, "Google", { project: "my-project" });
stack.addOverride("terraform.required_providers.google.version", "7.45.0");

const registry = new PythonRemoteRepository(stack, "Pypi", {
  repositoryName: "python-remote-repo",
  location: "us-central1",
  downloads: DownloadPolicy.allowOnly(AllowedPackages.fromLockfile("requirements.lock")),
});
registry.grantRead(Principal.group("ml-engineers@example.com"));
app.synth();
