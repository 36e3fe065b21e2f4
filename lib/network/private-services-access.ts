import { ComputeGlobalAddress } from "@cdktf/provider-google/lib/compute-global-address";
import { ServiceNetworkingConnection } from "@cdktf/provider-google/lib/service-networking-connection";
import { ServiceNetworkingPeeredDnsDomain } from "@cdktf/provider-google/lib/service-networking-peered-dns-domain";
import { ServiceNetworkingVpcServiceControls } from "@cdktf/provider-google/lib/service-networking-vpc-service-controls";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { DnsName } from "./dns-name";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

const SERVICE = "servicenetworking.googleapis.com";

/**
 * Google's services ask for /24 at the least, and Vertex AI recommends /16 to /18.
 *
 * @see https://cloud.google.com/vertex-ai/docs/general/vpc-peering
 */
const SHORTEST_PREFIX = 8;
const LONGEST_PREFIX = 24;
const USUAL_PREFIX = 16;

export interface PrivateServicesAccessProps {
  readonly vpc: IVpc;
  /**
   * How large the range is that Google's side takes its addresses from: from 8 to 24. Google chooses which one is free.
   *
   * @default 16
   */
  readonly prefixLength?: number;
  /**
   * Whether Google's side loses its default route to the internet and gets private zones for Google's APIs, `pkg.dev`
   * among them. Without it, what runs there reaches the internet, whatever your own network denies.
   *
   * @see https://cloud.google.com/vpc-service-controls/docs/private-connectivity
   * @default true
   */
  readonly vpcServiceControls?: boolean;
  /**
   * Names that Google's side asks this network for, with the dot at the end, for example `internal.example.`: those of
   * its private zones, forwarding zones among them. Otherwise what runs there knows none of them.
   *
   * @see https://cloud.google.com/vpc/docs/configure-private-services-access#dns-peering
   * @default - none
   */
  readonly dnsSuffixes?: string[];
  /** What must exist first, for example the enabled API `servicenetworking.googleapis.com`. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Peers a network with one of Google's, on which services such as Vertex AI then run (Private Services Access). A
 * network has one.
 *
 * Google refuses to end the peering while a service uses it, some time after its last resource there too.
 *
 * @see https://cloud.google.com/vpc/docs/private-services-access
 */
export class PrivateServicesAccess extends Construct {
  public readonly vpc: IVpc;
  /** The name of the reserved range, for jobs that name it. */
  public readonly rangeName: string;
  /** Whether Google's side has no way to the internet. */
  public readonly vpcServiceControls: boolean;
  /** What a service needs before it uses the peering. */
  public readonly dependables: ITerraformDependable[];

  /** @throws ValidationError when the size of the range is not one that Google takes */
  constructor(scope: Construct, id: string, props: PrivateServicesAccessProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK });
    const { vpc, prefixLength = USUAL_PREFIX, vpcServiceControls = true } = props;
    this.validate(props);
    this.vpc = vpc;
    this.vpcServiceControls = vpcServiceControls;
    this.rangeName = PartName.of(vpc.networkName, "google-services");
    const { project } = vpc;
    const parts = NetworkParts.of(vpc);
    const range = new ComputeGlobalAddress(Namespace.within(this, "Range"), "Resource", {
      name: this.rangeName,
      project,
      purpose: "VPC_PEERING",
      addressType: "INTERNAL",
      prefixLength,
      network: vpc.resourceName,
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    parts.add(range);
    const connection = new ServiceNetworkingConnection(this, "Resource", {
      network: vpc.resourceName,
      service: SERVICE,
      reservedPeeringRanges: [this.rangeName],
    });
    parts.add(connection, range);
    // Written out when it is off as well: what is taken away would stay on.
    const controls = new ServiceNetworkingVpcServiceControls(Namespace.within(this, "VpcServiceControls"), "Resource", {
      network: vpc.networkName,
      project,
      service: SERVICE,
      enabled: vpcServiceControls,
    });
    parts.add(controls, connection);
    const names = this.dnsDomains(props, connection);
    this.dependables = [connection, controls, ...names];
  }

  private dnsDomains(
    { vpc, dnsSuffixes = [] }: PrivateServicesAccessProps,
    connection: ServiceNetworkingConnection,
  ): readonly TerraformResource[] {
    return dnsSuffixes.map((dnsSuffix) => {
      // It must begin with a letter, which a name of DNS need not.
      const name = `dns-${DnsName.slug(dnsSuffix)}`;
      const place = Namespace.within(Namespace.within(this, "DnsSuffixes"), name);
      const domain = new ServiceNetworkingPeeredDnsDomain(place, "Resource", {
        name,
        project: vpc.project,
        network: vpc.networkName,
        service: SERVICE,
        dnsSuffix,
      });
      NetworkParts.of(vpc).add(domain, connection);
      return domain;
    });
  }

  private validate({ vpc, prefixLength, dnsSuffixes = [] }: PrivateServicesAccessProps): void {
    Given.texts("dnsSuffixes", dnsSuffixes);
    const validator = new Validator(this);
    validator.inRange("prefixLength", prefixLength, SHORTEST_PREFIX, LONGEST_PREFIX);
    if (UniqueNames.take(this, `${vpc.resourceName}: private services access`) !== undefined) {
      validator.problem(
        `vpc ${JSON.stringify(vpc.networkName)}: has private services access already, and a network has one; ` +
          "use that construct",
      );
    }
    for (const suffix of dnsSuffixes) DnsName.validate(validator, "dnsSuffixes", suffix);
    if (new Set(dnsSuffixes).size < dnsSuffixes.length) validator.problem("dnsSuffixes: name one twice; keep one");
    validator.throwIfAny();
  }
}
