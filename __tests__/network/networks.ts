import type { Construct } from "constructs";
import { CloudNat, Egress, Ports, PrivateVpc, PublicVpc } from "../../lib/network";
import type { IVpc } from "../../lib/network";
import { NetworkModels } from "../../lib/reachability";
import type { NetworkModel } from "../../lib/reachability";
import { PROJECT } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";

export const REGION = "us-central1";
export const HOSTS = { subnetName: "hosts", region: REGION, ipCidrRange: "10.0.0.0/24" };
const names = { networkName: "net", subnets: [HOSTS] };

/** A destination that the private network with NAT names. */
export const GITHUB = "140.82.112.0/20";

/** The four combinations, each told apart in one line. */
export const FOUR: Readonly<Record<string, (scope: Construct) => IVpc>> = {
  public: (scope) => new PublicVpc(scope, "Vpc", { ...names }),
  "public with NAT": (scope) => new PublicVpc(scope, "Vpc", { ...names, nat: CloudNat.automatic() }),
  private: (scope) => new PrivateVpc(scope, "Vpc", { ...names }),
  "private with NAT": (scope) =>
    new PrivateVpc(scope, "Vpc", {
      ...names,
      nat: CloudNat.automatic(),
      egress: [Egress.to("github", { ranges: [GITHUB], ports: [Ports.tcp("443")], description: "Git" })],
    }),
};

/** The network of that name, read from what was synthesised. */
export function modelIn(stack: SynthesizedStack, networkName = "net", project = PROJECT): NetworkModel {
  const name = `projects/${project}/global/networks/${networkName}`;
  const found = NetworkModels.fromTerraform(stack.json).find((model) => model.name === name);
  if (found === undefined) throw new Error(`no network ${name}`);
  return found;
}
