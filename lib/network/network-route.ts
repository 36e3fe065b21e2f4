import { ComputeRoute } from "@cdktf/provider-google/lib/compute-route";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Ordering } from "../core/ordering";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import type { IVpc } from "./vpc-interface";

export interface NetworkRouteProps {
  readonly vpc: IVpc;
  /** What the route's name says after the network's. */
  readonly purpose: string;
  readonly destRange: string;
  readonly description: string;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** A route to the default internet gateway. @see https://cloud.google.com/vpc/docs/routes#static_routes */
export class NetworkRoute extends Construct {
  private static readonly PRIORITY = 1000;

  constructor(scope: Construct, id: string, props: NetworkRouteProps) {
    super(scope, id);
    const { vpc } = props;
    const resource = new ComputeRoute(this, "Resource", {
      name: PartName.of(vpc.networkName, props.purpose),
      project: vpc.project,
      network: vpc.resourceName,
      description: props.description,
      destRange: props.destRange,
      nextHopGateway: "default-internet-gateway",
      priority: NetworkRoute.PRIORITY,
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    const parts = NetworkParts.of(vpc);
    parts.add(resource);
    parts.routedRanges.add(props.destRange);
  }
}
