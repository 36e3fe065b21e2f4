import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { FlowLogs } from "./flow-logs";
import { literalRange, NetworkParts } from "./network-parts";
import { SubnetIpv6 } from "./subnet-interface";
import type { SubnetAttributes, SubnetProps } from "./subnet-interface";
import type { ISubnet, IVpc } from "./vpc-interface";

/** What is common to subnets, defined here or imported. */
export class SubnetBase extends Construct implements ISubnet {
  /** Takes up a subnet that exists already; it makes no resource. */
  public static imported(scope: Construct, id: string, vpc: IVpc, attributes: SubnetAttributes): SubnetBase {
    const {
      subnetName,
      region,
      ipCidrRange,
      secondaryIpCidrRanges,
      privateGoogleAccess,
      ipv6 = SubnetIpv6.EXTERNAL,
    } = attributes;
    NetworkParts.of(vpc).describe({
      name: subnetName,
      region,
      ipCidrRange: literalRange(ipCidrRange),
      secondaryRanges: secondaryIpCidrRanges?.filter((range) => !Token.isUnresolved(range)),
      privateGoogleAccess,
      ipv6: ipv6 === SubnetIpv6.NONE ? undefined : { access: ipv6 },
    });
    return new SubnetBase(scope, id, vpc, attributes);
  }

  public readonly subnetName: string;
  public readonly region: string;
  public readonly ipCidrRange?: string;
  public readonly privateGoogleAccess?: boolean;

  protected constructor(
    scope: Construct,
    id: string,
    public readonly vpc: IVpc,
    attributes: SubnetAttributes,
  ) {
    super(scope, id);
    this.subnetName = attributes.subnetName;
    this.region = attributes.region;
    this.ipCidrRange = attributes.ipCidrRange;
    this.privateGoogleAccess = attributes.privateGoogleAccess;
  }

  public get project(): string {
    return this.vpc.project;
  }

  public get resourceName(): string {
    return `projects/${this.project}/regions/${this.region}/subnetworks/${this.subnetName}`;
  }
}

/**
 * A subnet of a network that is defined here; the network makes it. It has IPv4 only, and Private Google Access is
 * always on.
 *
 * @see https://cloud.google.com/vpc/docs/subnets
 */
export class Subnet extends SubnetBase {
  /** Made by the network, which has checked the props together with those of its other subnets. */
  constructor(scope: Construct, id: string, vpc: IVpc, props: SubnetProps) {
    const { subnetName, region, ipCidrRange } = props;
    super(scope, id, vpc, { subnetName, region, ipCidrRange, privateGoogleAccess: true });
    const secondaryRanges = props.secondaryRanges ?? [];
    const parts = NetworkParts.of(vpc);
    const resource = new ComputeSubnetwork(this, "Resource", {
      name: subnetName,
      project: vpc.project,
      region,
      network: vpc.resourceName,
      ipCidrRange,
      stackType: "IPV4_ONLY",
      privateIpGoogleAccess: true,
      secondaryIpRange:
        secondaryRanges.length === 0
          ? undefined
          : secondaryRanges.map(({ rangeName, ipCidrRange: range }) => ({ rangeName, ipCidrRange: range })),
      // Without it, ranges that are taken out of the list stay on the subnet.
      sendSecondaryIpRangeIfEmpty: true,
      logConfig: FlowLogs.toTerraform(props.flowLogs),
    });
    parts.add(resource);
    parts.describe(
      {
        name: subnetName,
        region,
        ipCidrRange: literalRange(ipCidrRange),
        secondaryRanges: secondaryRanges.flatMap(({ ipCidrRange: range }) => literalRange(range) ?? []),
        privateGoogleAccess: true,
      },
      resource,
    );
  }
}
