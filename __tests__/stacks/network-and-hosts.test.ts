import { AllowedPackages } from "../../lib/packages";
import { NetworkModels, Reachability } from "../../lib/reachability";
import { HostsStack, NetworkStack, RegistryStack } from "../../lib/stacks";
import { expectGolden } from "../support/golden";
import { conformanceProblems } from "../support/schema-conformance";
import { synthApp } from "../support/synth-app";

const project = "my-project";
const location = "us-central1";

describe("the reference networks and hosts", () => {
  const app = synthApp((scope) => {
    const registry = new RegistryStack(scope, "registry", {
      project,
      location,
      packages: AllowedPackages.pipBootstrap(),
    });
    const network = new NetworkStack(scope, "network", { project, region: location });
    new HostsStack(scope, "hosts", {
      project,
      zone: "us-central1-b",
      subnet: network.privateVpc.subnet("private"),
      index: registry.python,
    });
  });

  test.each(["network", "hosts"])("%s conforms to the provider's schema and is what it was", (name) => {
    const stack = app.stack(name);
    expect(conformanceProblems(stack.json)).toEqual([]);
    const golden: unknown = JSON.parse(
      JSON.stringify(stack.golden(), (key, value: unknown) =>
        key === "startup-script" ? "see lib/compute/startup-script.py" : value,
      ),
    );
    expectGolden(`${name}-stack`, golden);
    expectGolden(`${name}-stack-logical-ids`, stack.logicalIds());
  });

  test("the private network reaches Google and nothing else, the public one all, by what Terraform makes", () => {
    const [privateOne, publicOne] = ["private", "public"].map((name) => {
      const model = NetworkModels.fromTerraform(app.stack("network").json).find(
        (network) => network.name === `projects/${project}/global/networks/${name}`,
      );
      return new Reachability(model!);
    });
    const decide = (network: Reachability | undefined, subnet: string, address: string): unknown =>
      network!.decide({ subnet }, { ip: address, protocol: "tcp", port: 443 }).outcome;
    expect(decide(privateOne, "private", "199.36.153.4")).toBe("reachable");
    expect(decide(privateOne, "private", "93.184.216.34")).toBe("unreachable");
    expect(decide(publicOne, "public", "93.184.216.34")).toBe("reachable");
  });

  test("the host has no external address, and may read the index after its account exists", () => {
    const hosts = app.stack("hosts");
    const [network] = hosts.resource("google_compute_instance").body.network_interface as Record<string, unknown>[];
    expect(network).toEqual({ subnetwork: `projects/${project}/regions/${location}/subnetworks/private` });
    expect(hosts.resource("google_artifact_registry_repository_iam_member").body).toMatchObject({
      repository: "python",
      member: "serviceAccount:python-host@my-project.iam.gserviceaccount.com",
    });
  });
});
