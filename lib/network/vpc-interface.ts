import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { EgressSummary } from "../reachability";
import type { SubnetAttributes, SubnetProps } from "./subnet-interface";

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
  /**
   * Whether hosts without an external address reach Google's APIs; undefined where it was not told of an imported
   * subnet.
   */
  readonly privateGoogleAccess?: boolean;
}

/** A VPC network, defined here or elsewhere. */
export interface IVpc extends IConstruct {
  readonly networkName: string;
  /** The project that holds the network: in a shared VPC the host project. */
  readonly project: string;
  /** `projects/PROJECT/global/networks/NETWORK` */
  readonly resourceName: string;
  readonly subnets: ISubnet[];
  /**
   * What a host needs before its first request: the subnets, routes, firewall rules and zones that this construct's
   * stack has put on the network so far. They are for constructs of the same stack.
   */
  readonly dependables: ITerraformDependable[];
  /**
   * What hosts on the network can reach, read from what the stacks of this app render so far: resources that do not
   * come from this library, overrides and other stacks included. Ask after all is defined; where something changes the
   * answer later, synth fails and says so.
   */
  readonly egress: EgressSummary;
  /** The sentences of `egress`, one a line, for outputs: a token that is worked out when the stacks are written. */
  readonly egressText: string;
  /** One of the subnets. @throws ValidationError when there is none of that name */
  subnet(subnetName: string): ISubnet;
}

/** How a network that exists already is found. */
export interface VpcAttributes {
  readonly networkName: string;
  /** The project that holds the network: in a shared VPC the host project. */
  readonly project: string;
  /** Those that hosts will be put on. @default - none is known */
  readonly subnets?: SubnetAttributes[];
  /** Whether the projects on it are in a perimeter of VPC Service Controls. @default false */
  readonly vpcServiceControls?: boolean;
}

/** What public and private networks have. */
export interface VpcProps {
  /**
   * At most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-". What lies on the
   * network is named after it.
   */
  readonly networkName: string;
  /**
   * One at least. Their ranges, secondary ones included, must differ; their names also from those of other networks in
   * the project.
   */
  readonly subnets: SubnetProps[];
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** Another description replaces the network. @default - none */
  readonly description?: string;
  /**
   * Says that the projects on the network are in a perimeter of VPC Service Controls, which is made elsewhere; the
   * egress summary then counts on it.
   *
   * @default false
   */
  readonly vpcServiceControls?: boolean;
  /** What must exist first, for example the enabled APIs of Compute Engine and Cloud DNS. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}
