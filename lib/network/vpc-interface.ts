import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { EgressSummary } from "../reachability";

/** A subnet, defined here or elsewhere. */
export interface ISubnet extends IConstruct {
  readonly subnetName: string;
  readonly region: string;
  /** The project that holds the network: in a shared VPC the host project. */
  readonly project: string;
  /** `projects/PROJECT/regions/REGION/subnetworks/SUBNET` */
  readonly resourceName: string;
  readonly vpc: IVpc;
  /** The primary IPv4 range; undefined where it was not told of an imported subnet. */
  readonly ipCidrRange?: string;
  /** Whether hosts without an external address reach Google's APIs; undefined where it was not told of an imported subnet. */
  readonly privateGoogleAccess?: boolean;
}

/** A VPC network, defined here or elsewhere. */
export interface IVpc extends IConstruct {
  readonly networkName: string;
  /** The project that holds the network: in a shared VPC the host project. */
  readonly project: string;
  /** `projects/PROJECT/global/networks/NETWORK` */
  readonly resourceName: string;
  readonly subnets: readonly ISubnet[];
  /**
   * What a host needs before its first request: the subnets, routes, firewall rules and zones that this construct's stack
   * has put on the network so far. They are for constructs of the same stack.
   */
  readonly dependables: readonly ITerraformDependable[];
  /** What hosts on the network can reach, as far as this app knows it so far. */
  readonly egress: EgressSummary;
  /** One of the subnets. @throws ValidationError when there is none of that name */
  subnet(subnetName: string): ISubnet;
}
