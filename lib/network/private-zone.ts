import { DnsManagedZone } from "@cdktf/provider-google/lib/dns-managed-zone";
import { DnsRecordSet } from "@cdktf/provider-google/lib/dns-record-set";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Ordering } from "../core/ordering";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import type { IVpc } from "./vpc-interface";

/** Some records of one name and type. */
export interface ZoneRecord {
  /** Names the construct. */
  readonly id: string;
  /** With the dot at the end. */
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME";
  readonly rrdatas: readonly string[];
}

export interface PrivateZoneProps {
  readonly vpc: IVpc;
  /** With the dot at the end. */
  readonly dnsName: string;
  /** What the zone's name says after the network's: names are unique in a project. */
  readonly purpose: string;
  readonly description: string;
  readonly records: readonly ZoneRecord[];
  /** Who is asked instead. @default - the records answer */
  readonly nameServers?: readonly string[];
  /** The network that answers instead. @default - the records answer */
  readonly peer?: IVpc;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** How long resolvers keep an answer, in seconds. */
const TTL = 300;

/** A zone that only one network sees. @see https://cloud.google.com/dns/docs/zones/zones-overview#private_zones */
export class PrivateZone extends Construct {
  /** What is wrong with another zone of that name; nothing where the network has none yet, as far as this app knows. */
  public static problemWith(vpc: IVpc, dnsName: string): string | undefined {
    const found = NetworkParts.of(vpc).zones.get(dnsName);
    if (found === undefined) return undefined;
    return (
      `zone "${dnsName}": network ${JSON.stringify(vpc.networkName)} has one of that name already, "${found}"; ` +
      "a network sees one only"
    );
  }

  constructor(scope: Construct, id: string, props: PrivateZoneProps) {
    super(scope, id);
    const { vpc, dnsName, records } = props;
    const { project } = vpc;
    const name = PartName.of(vpc.networkName, props.purpose);
    const parts = NetworkParts.of(vpc);
    const zone = new DnsManagedZone(this, "Resource", {
      name,
      project,
      dnsName,
      description: props.description,
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: vpc.resourceName }] },
      // By the network's own routes, also where the address is one of the internet.
      forwardingConfig: props.nameServers && {
        targetNameServers: props.nameServers.map((ipv4Address) => ({ ipv4Address, forwardingPath: "private" })),
      },
      peeringConfig: props.peer && { targetNetwork: { networkUrl: props.peer.resourceName } },
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    parts.add(zone);
    if (props.peer !== undefined) NetworkParts.of(props.peer).leadTo(zone);
    for (const { id: recordId, name: recordName, type, rrdatas } of records) {
      parts.add(
        new DnsRecordSet(this, recordId, {
          managedZone: name,
          project,
          name: recordName,
          type,
          ttl: TTL,
          rrdatas: [...rrdatas],
        }),
        zone,
      );
    }
    parts.zones.set(dnsName, name);
  }
}
