import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import type { ComputeRouterNatConfig, ComputeRouterNatLogConfig } from "@cdktf/provider-google/lib/compute-router-nat";
import { TerraformResource } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
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

  /**
   * @throws ValidationError when a setting is not valid, the region has a gateway already, or no route leads out of the
   *   network
   */
  constructor(scope: Construct, id: string, props: NatGatewayProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK, nat: CloudNat.KIND });
    const { vpc, region, nat } = props;
    const parts = NetworkParts.of(vpc);
    this.validate(props, parts);
    const name = PartName.of(vpc.networkName, "nat");
    const router = this.addRouter(name, props);
    parts.add(router);
    const addresses = this.addAddresses(props, parts);
    const subnets = servedBy(props);
    // Terraform destroys a subnet before it changes the gateway that serves it, which the API refuses. So another list
    // makes another gateway: the old one goes first.
    const list = parts.isDefined ? [this.listOf(subnets)] : [];
    parts.add(
      new ComputeRouterNat(this, "Resource", {
        name,
        project: vpc.project,
        region,
        router: name,
        ...addressSettings(nat, addresses),
        ...subnetSettings(subnets),
        ...portSettings(nat),
        logConfig: logSettings(nat),
      }),
      router,
      ...list,
      ...(subnets ?? []).flatMap((subnet) => parts.subnetResource({ region, name: subnet.subnetName }) ?? []),
    );
    parts.natRegions.add(region);
    this.addresses = addresses.map((address) => address.address);
  }

  private validate({ vpc, region, nat }: NatGatewayProps, parts: NetworkParts): void {
    const validator = new Validator(this);
    validator.requires("region", region, ...GoogleNames.REGION);
    nat.validate(
      validator,
      vpc.subnets.map((subnet) => subnet.subnetName),
    );
    const name = `nat of network ${JSON.stringify(vpc.networkName)}`;
    if (parts.isDefined && !parts.routedRanges.has("0.0.0.0/0")) {
      validator.problem(
        `${name}: no route leads to the internet, so nothing would reach the gateway; ` +
          "give the network itself nat: CloudNat.automatic(), which adds the route",
      );
    }
    if (parts.natRegions.has(region)) validator.problem(`${name}: region ${JSON.stringify(region)} has one already`);
    validator.throwIfAny();
  }

  private addRouter(name: string, { vpc, region, dependsOn }: NatGatewayProps): ComputeRouter {
    return new ComputeRouter(this, "Router", {
      name,
      project: vpc.project,
      region,
      network: vpc.resourceName,
      dependsOn: Ordering.dependsOn(dependsOn),
    });
  }

  private addAddresses({ vpc, region, nat, dependsOn }: NatGatewayProps, parts: NetworkParts): ComputeAddress[] {
    return Array.from({ length: nat.addressCount ?? 0 }, (_, index) => {
      const name = PartName.of(vpc.networkName, `nat-${index + 1}`);
      return new ComputeAddress(Namespace.within(this, "Addresses"), `${index + 1}`, {
        name,
        project: vpc.project,
        region,
        dependsOn: Ordering.dependsOn(parts.withoutParts(dependsOn)),
        // An address that is taken off goes only after the gateway has let go of it; the API refuses otherwise. Nothing
        // of the network may stand before the address: Terraform would then create that before its destruction too,
        // under a name that is still taken.
        lifecycle: { createBeforeDestroy: true },
      });
    });
  }

  private listOf(subnets: readonly ISubnet[] | undefined): TerraformResource {
    const list = new TerraformResource(this, "Subnets", { terraformResourceType: "terraform_data" });
    list.addOverride("triggers_replace", subnets?.map(({ resourceName }) => resourceName).sort() ?? ["all"]);
    return list;
  }
}

/** Undefined where it serves all. */
function servedBy({ vpc, region, nat }: NatGatewayProps): readonly ISubnet[] | undefined {
  const { subnetNames } = nat.options;
  if (subnetNames === undefined) return undefined;
  return vpc.subnets.filter((subnet) => subnet.region === region && subnetNames.includes(subnet.subnetName));
}

// What is left out keeps the value that it had: so all of the following is written out, also where it is empty.

function addressSettings(
  { addressCount }: CloudNat,
  addresses: readonly ComputeAddress[],
): Pick<ComputeRouterNatConfig, "natIpAllocateOption" | "natIps"> {
  if (addressCount === undefined) return { natIpAllocateOption: "AUTO_ONLY", natIps: [] };
  return { natIpAllocateOption: "MANUAL_ONLY", natIps: addresses.map((address) => address.selfLink) };
}

function subnetSettings(
  subnets: readonly ISubnet[] | undefined,
): Pick<ComputeRouterNatConfig, "sourceSubnetworkIpRangesToNat" | "subnetwork"> {
  if (subnets === undefined) return { sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES" };
  return {
    sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
    subnetwork: subnets.map(({ resourceName }) => ({ name: resourceName, sourceIpRangesToNat: ["ALL_IP_RANGES"] })),
  };
}

function portSettings({
  options: { minPortsPerVm, maxPortsPerVm },
}: CloudNat): Pick<ComputeRouterNatConfig, "minPortsPerVm" | "maxPortsPerVm" | "enableDynamicPortAllocation"> {
  const isDynamic = maxPortsPerVm !== undefined;
  return {
    minPortsPerVm: minPortsPerVm ?? (isDynamic ? 32 : 64),
    maxPortsPerVm,
    enableDynamicPortAllocation: isDynamic,
  };
}

function logSettings({ options: { logging = NatLogging.ERRORS_ONLY } }: CloudNat): ComputeRouterNatLogConfig {
  const isOff = logging === NatLogging.NONE;
  return { enable: !isOff, filter: isOff ? NatLogging.ERRORS_ONLY : logging };
}
