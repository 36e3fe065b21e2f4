import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Validator } from "../core/validator";
import { DnsName } from "./dns-name";
import { PrivateZone } from "./private-zone";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

/** @see https://cloud.google.com/dns/docs/zones/forwarding-zones#target-names */
const MOST_SERVERS = 50;

export interface ForwardingZoneProps {
  readonly vpc: IVpc;
  /** The names that are asked for elsewhere, with the dot at the end, for example `corp.example.`. */
  readonly dnsName: string;
  /** The IPv4 addresses of the name servers that answer, which the network has a route to. */
  readonly nameServers: string[];
  /** What must exist first, for example the enabled API of Cloud DNS. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Sends the questions of a network for some names to name servers of yours, for example on premises: what hosts on it
 * ask, and pipelines by `DnsPeering` of their interface. The questions always take the network's own routes, and never
 * the internet, whatever the addresses are.
 *
 * @see https://cloud.google.com/dns/docs/zones/forwarding-zones
 */
export class ForwardingZone extends Construct {
  /** With the dot at the end. */
  public readonly dnsName: string;

  /** @throws ValidationError when a name or an address is not valid, or the network has such a zone already */
  constructor(scope: Construct, id: string, props: ForwardingZoneProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK });
    const { vpc, dnsName, nameServers } = props;
    Given.texts("nameServers", nameServers);
    const validator = new Validator(this);
    DnsName.validate(validator, "dnsName", dnsName);
    for (const server of nameServers) {
      validator.matches(
        "nameServers",
        server,
        /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
        "must be an IPv4 address",
      );
    }
    if (nameServers.length === 0 || nameServers.length > MOST_SERVERS)
      validator.problem(`nameServers: are ${nameServers.length}; name 1 to ${MOST_SERVERS}`);
    if (new Set(nameServers).size < nameServers.length) validator.problem("nameServers: name one twice; keep one");
    const taken = PrivateZone.problemWith(vpc, dnsName);
    if (taken !== undefined) validator.problem(taken);
    validator.throwIfAny();
    this.dnsName = dnsName;
    new PrivateZone(Namespace.within(this, "Zone"), "Zone", {
      vpc,
      dnsName,
      purpose: `forward-${DnsName.slug(dnsName)}`,
      description: `Asks ${nameServers.join(", ")} for ${dnsName}`,
      records: [],
      nameServers,
      dependsOn: props.dependsOn,
    });
  }
}
