import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Ordering } from "../core/ordering";
import { IpRange } from "../core/ip-range";
import { FirewallTargets } from "./firewall-targets";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import type { Ports } from "./ports";
import type { IVpc } from "./vpc-interface";

export interface FirewallRuleProps {
  readonly vpc: IVpc;
  /** What the rule's name says after the network's. */
  readonly purpose: string;
  readonly direction: "EGRESS" | "INGRESS";
  readonly action: "allow" | "deny";
  readonly priority: number;
  /** Of one address family. Of egress the destinations, of ingress the sources. */
  readonly ranges: readonly string[];
  readonly ports: readonly Ports[];
  /** @default - every host of the network */
  readonly targets?: FirewallTargets;
  readonly description: string;
  /** @default false */
  readonly logged?: boolean;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** One VPC firewall rule. @see https://cloud.google.com/firewall/docs/firewalls */
export class FirewallRule extends Construct {
  /** Of allowances; one of their own can stand before them. It is Google's default. */
  public static readonly ALLOW_PRIORITY = 1000;

  public readonly resource: TerraformResource;

  constructor(scope: Construct, id: string, props: FirewallRuleProps) {
    super(scope, id);
    const { vpc, direction, action, priority } = props;
    const targets = props.targets ?? FirewallTargets.all();
    const name = PartName.of(vpc.networkName, props.purpose);
    // The service writes IPv6 ranges in one form only, and the provider would see any other as a change for ever.
    const ranges = props.ranges.map((range) => (Token.isUnresolved(range) ? range : IpRange.parse(range).toString()));
    const isIpv6 = ranges.some((range) => range.includes(":"));
    const protocols = props.ports.map(({ protocol, ports }) => ({
      // ICMP for IPv6 is another protocol, which has a number only.
      protocol: isIpv6 && protocol === "icmp" ? "58" : protocol,
      ports: ports === undefined ? undefined : [...ports],
    }));
    this.resource = new ComputeFirewall(this, "Resource", {
      name,
      project: vpc.project,
      network: vpc.resourceName,
      description: props.description,
      direction,
      priority,
      [direction === "EGRESS" ? "destinationRanges" : "sourceRanges"]: ranges,
      [action]: protocols,
      targetTags: targets.networkTags === undefined ? undefined : [...targets.networkTags],
      targetServiceAccounts: targets.serviceAccountEmails === undefined ? undefined : [...targets.serviceAccountEmails],
      logConfig: props.logged === true ? { metadata: "INCLUDE_ALL_METADATA" } : undefined,
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    const parts = NetworkParts.of(vpc);
    parts.add(this.resource);
    parts.firewallRules.add(name);
  }
}
