import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ISubnet, IVpc } from "../../lib/network";
import { LOCATION, PROJECT } from "../support/registry-app";

export interface SubnetDoubleProps {
  readonly region?: string;
  readonly project?: string;
  readonly privateGoogleAccess?: boolean;
}

/** A subnet with the one thing that a host waits for. */
export class SubnetDouble extends Construct implements ISubnet {
  public readonly subnetName = "hosts";
  public readonly region: string;
  public readonly project: string;
  public readonly privateGoogleAccess?: boolean;
  public readonly vpc: IVpc;

  constructor(scope: Construct, id: string, props: SubnetDoubleProps = { privateGoogleAccess: true }) {
    super(scope, id);
    this.region = props.region ?? LOCATION;
    this.project = props.project ?? PROJECT;
    this.privateGoogleAccess = props.privateGoogleAccess;
    const resource = new ComputeSubnetwork(this, "Resource", {
      name: this.subnetName,
      network: "hosts",
      ipCidrRange: "10.0.0.0/24",
      region: this.region,
    });
    this.vpc = new VpcDouble(this, "Vpc", [resource]);
  }

  public get resourceName(): string {
    return `projects/${this.project}/regions/${this.region}/subnetworks/${this.subnetName}`;
  }
}

class VpcDouble extends Construct implements IVpc {
  public readonly networkName = "hosts";
  public readonly project = PROJECT;
  public readonly resourceName = `projects/${PROJECT}/global/networks/hosts`;
  public readonly subnets = [];

  constructor(
    scope: Construct,
    id: string,
    public readonly dependables: ITerraformDependable[],
  ) {
    super(scope, id);
  }

  public get egress(): never {
    throw new Error("a host does not ask for it");
  }

  public get egressText(): never {
    throw new Error("a host does not ask for it");
  }

  public subnet(): never {
    throw new Error("a host is given its subnet");
  }
}
