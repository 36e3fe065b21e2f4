import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Given } from "../core/given";
import { CloudNat, PrivateVpc, PublicVpc } from "../network";
import { GoogleProviderVersion, ProjectServices } from "../project";

export interface NetworkStackProps {
  /** The id of the project that everything is in. */
  readonly project: string;
  /** The region of the subnets, for example `us-central1`. */
  readonly region: string;
  /**
   * The exact version of the google provider.
   *
   * @default GoogleProviderVersion.TESTED
   */
  readonly providerVersion?: string;
}

/**
 * The reference networks: a public one with NAT, for what builds images, and a private one without, whose hosts reach
 * the repositories and nothing of the internet.
 */
export class NetworkStack extends TerraformStack {
  public readonly publicVpc: PublicVpc;
  public readonly privateVpc: PrivateVpc;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const { project, region } = props;
    new GoogleProvider(this, "Google", { project });
    this.addOverride(
      "terraform.required_providers.google.version",
      props.providerVersion ?? GoogleProviderVersion.TESTED,
    );
    const services = new ProjectServices(this, "Services", {
      project,
      services: ["compute.googleapis.com", "dns.googleapis.com"],
    });
    const common = { project, dependsOn: services.dependables };

    this.publicVpc = new PublicVpc(this, "Public", {
      ...common,
      networkName: "public",
      description: "Reaches the internet through NAT",
      subnets: [{ subnetName: "public", region, ipCidrRange: "10.10.0.0/24" }],
      nat: CloudNat.automatic(),
    });
    this.privateVpc = new PrivateVpc(this, "Private", {
      ...common,
      networkName: "private",
      description: "Reaches Google's APIs and nothing else",
      subnets: [{ subnetName: "private", region, ipCidrRange: "10.20.0.0/24" }],
    });

    for (const [name, vpc] of [
      ["public", this.publicVpc],
      ["private", this.privateVpc],
    ] as const) {
      new TerraformOutput(this, `${name}_egress`, {
        value: vpc.egressText,
        description: `What hosts on the network ${vpc.networkName} can reach`,
      });
    }
  }
}
