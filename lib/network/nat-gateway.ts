import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { TerraformResource } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { CloudNat, NatLogging } from "./cloud-nat";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import { NETWORK } from "./vpc-kind";
import type { ISubnet, IVpc } from "./vpc-interface";

export interface NatGatewayProps {
  readonly vpc: IVpc;
  /** For example `us-central1`. */
  readonly region: string;
  readonly nat: CloudNat;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The router and the NAT gateway of one region of a network. `PublicVpc` and `PrivateVpc` make them themselves; on an
 * imported network it is put by hand.
 *
 * @see https://cloud.google.com/nat/docs/gateway
 */
export class NatGateway extends Construct {
  /** The addresses that the traffic comes from; known after the deployment. Empty where Google chooses them. */
  public readonly addresses: string[];

  /** @throws ValidationError when a setting is not valid, the region has a gateway already, or no route leads out of the network */
  constructor(scope: Construct, id: string, props: NatGatewayProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK, nat: CloudNat.KIND });
    const { vpc, region, nat, dependsOn } = props;
    const { subnetNames, logging = NatLogging.ERRORS_ONLY, minPortsPerVm, maxPortsPerVm } = nat.options;
    const parts = NetworkParts.of(vpc);
    const validator = new Validator(this);
    validator.requires("region", region, /^[a-z]+-[a-z]+[1-9][0-9]?$/, "must be a region such as us-central1");
    nat.validate(
      validator,
      vpc.subnets.map((subnet) => subnet.subnetName),
    );
    if (parts.isDefined && !parts.routedRanges.has("0.0.0.0/0")) {
      validator.problem(
        `nat of network ${JSON.stringify(vpc.networkName)}: no route leads to the internet, so nothing would reach the gateway; ` +
          "give the network itself nat: CloudNat.automatic(), which adds the route",
      );
    }
    if (parts.natRegions.has(region)) {
      validator.problem(
        `nat of network ${JSON.stringify(vpc.networkName)}: region ${JSON.stringify(region)} has one already`,
      );
    }
    validator.throwIfAny();

    const { project } = vpc;
    const name = PartName.of(vpc.networkName, "nat");
    const follows = Ordering.dependsOn(dependsOn);
    const router = new ComputeRouter(this, "Router", {
      name,
      project,
      region,
      network: vpc.resourceName,
      dependsOn: follows,
    });
    parts.add(router);
    const addresses = Array.from({ length: nat.addressCount ?? 0 }, (_, index) => {
      const addressName = PartName.of(vpc.networkName, `nat-${index + 1}`);
      const address = new ComputeAddress(Namespace.within(this, "Addresses"), `${index + 1}`, {
        name: addressName,
        project,
        region,
        dependsOn: Ordering.dependsOn(parts.withoutParts(dependsOn)),
        // An address that is taken off goes only after the gateway has let go of it; the API refuses otherwise. Nothing of the
        // network may stand before the address: Terraform would then create that before its destruction too, under a name that
        // is still taken.
        lifecycle: { createBeforeDestroy: true },
      });
      return address;
    });
    const subnets =
      subnetNames === undefined
        ? undefined
        : vpc.subnets.filter((subnet) => subnet.region === region && subnetNames.includes(subnet.subnetName));
    // Terraform destroys a subnet before it changes the gateway that serves it, which the API refuses. So another list makes
    // another gateway: the old one goes first.
    const list = parts.isDefined ? this.listOf(subnets) : undefined;
    parts.add(
      new ComputeRouterNat(this, "Resource", {
        name,
        project,
        region,
        router: name,
        natIpAllocateOption: nat.addressCount === undefined ? "AUTO_ONLY" : "MANUAL_ONLY",
        // Written out when empty, and so the next three: what is left out keeps the value that it had.
        natIps: nat.addressCount === undefined ? [] : addresses.map((address) => address.selfLink),
        sourceSubnetworkIpRangesToNat: subnets === undefined ? "ALL_SUBNETWORKS_ALL_IP_RANGES" : "LIST_OF_SUBNETWORKS",
        subnetwork: subnets?.map((subnet) => ({ name: subnet.resourceName, sourceIpRangesToNat: ["ALL_IP_RANGES"] })),
        minPortsPerVm: minPortsPerVm ?? (maxPortsPerVm === undefined ? 64 : 32),
        maxPortsPerVm,
        enableDynamicPortAllocation: maxPortsPerVm !== undefined,
        logConfig: {
          enable: logging !== NatLogging.NONE,
          filter: logging === NatLogging.NONE ? NatLogging.ERRORS_ONLY : logging,
        },
      }),
      router,
      ...(list === undefined ? [] : [list]),
      ...(subnets ?? []).flatMap((subnet) => parts.subnetResource({ region, name: subnet.subnetName }) ?? []),
    );
    parts.natRegions.add(region);
    this.addresses = addresses.map((address) => address.address);
  }

  private listOf(subnets: readonly ISubnet[] | undefined): TerraformResource {
    const list = new TerraformResource(this, "Subnets", { terraformResourceType: "terraform_data" });
    list.addOverride("triggers_replace", subnets?.map(({ resourceName }) => resourceName).sort() ?? ["all"]);
    return list;
  }
}
