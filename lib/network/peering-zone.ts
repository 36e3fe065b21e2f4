import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Validator } from "../core/validator";
import { DnsName } from "./dns-name";
import { PrivateZone } from "./private-zone";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

export interface PeeringZoneProps {
  readonly vpc: IVpc;
  /** The names that the other network is asked for, with the dot at the end, for example `data.example.`. */
  readonly dnsName: string;
  /** The network that answers, as its own hosts are answered. */
  readonly peer: IVpc;
  /** What must exist first, for example the enabled API of Cloud DNS. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Answers a network's questions for some names as another network's are answered. It joins their names, and not their
 * routes.
 *
 * @see https://cloud.google.com/dns/docs/zones/peering-zones
 */
export class PeeringZone extends Construct {
  /** With the dot at the end. */
  public readonly dnsName: string;

  /** @throws ValidationError when the name is not valid, the network is its own peer or has such a zone already */
  constructor(scope: Construct, id: string, props: PeeringZoneProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK, peer: NETWORK });
    const { vpc, dnsName, peer } = props;
    const validator = new Validator(this);
    DnsName.validate(validator, "dnsName", dnsName);
    if (vpc.resourceName === peer.resourceName)
      validator.problem(`peer ${JSON.stringify(peer.networkName)}: is the network itself; name another one`);
    const taken = PrivateZone.problemWith(vpc, dnsName);
    if (taken !== undefined) validator.problem(taken);
    validator.throwIfAny();
    this.dnsName = dnsName;
    new PrivateZone(Namespace.within(this, "Zone"), "Zone", {
      vpc,
      dnsName,
      purpose: `peer-${DnsName.slug(dnsName)}`,
      description: `Answers ${dnsName} as ${peer.networkName} does`,
      records: [],
      peer,
      dependsOn: props.dependsOn,
    });
  }
}
