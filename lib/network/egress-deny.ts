import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { FirewallRule } from "./firewall-rule";
import { Ports } from "./ports";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

export interface EgressDenyProps {
  readonly vpc: IVpc;
  /**
   * From 1001, after the allowances of this library, to 65535. Whatever else allows egress before it stays allowed.
   *
   * @default EgressDeny.PRIORITY
   */
  readonly priority?: number;
  /** Whether what is denied is written to the logs. @default false */
  readonly logged?: boolean;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Denies what nothing allows: one rule for each address family, since a rule cannot mix them. IPv6 is denied also where
 * no subnet has it yet.
 *
 * @see https://cloud.google.com/firewall/docs/firewalls#default_firewall_rules
 */
export class EgressDeny extends Construct {
  /** Late enough for any allowance to stand before it, and before the implied rule that allows all egress. */
  public static readonly PRIORITY = 65_000;

  /**
   * Both rules, for `dependsOn`: a route or a NAT gateway that comes after them never stands open, also where an apply
   * stops half-way.
   */
  public readonly dependables: ITerraformDependable[];

  /** @throws ValidationError when the priority would deny what this library allows */
  constructor(scope: Construct, id: string, props: EgressDenyProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK });
    const { vpc, logged, dependsOn, priority = EgressDeny.PRIORITY } = props;
    const validator = new Validator(this);
    validator.inRange("priority", priority, FirewallRule.ALLOW_PRIORITY + 1, 65_535);
    validator.throwIfAny();
    const families = [
      ["IPv4", "0.0.0.0/0"],
      ["IPv6", "::/0"],
    ] as const;
    this.dependables = families.map(
      ([family, range]) =>
        new FirewallRule(this, family, {
          vpc,
          purpose: `deny-egress-${family.toLowerCase()}`,
          direction: "EGRESS",
          action: "deny",
          priority,
          ranges: [range],
          ports: [Ports.all()],
          description: `Denies all ${family} egress that nothing allows`,
          logged,
          dependsOn,
        }).resource,
    );
  }
}
