import { Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { IpRange } from "../core/ip-range";
import { Egress } from "./egress";
import { FirewallRule } from "./firewall-rule";
import { FirewallTargets } from "./firewall-targets";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import { Ports } from "./ports";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

export interface FirewallProps {
  readonly vpc: IVpc;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

export interface IngressOptions {
  /** Where it comes from, of either family, for example `10.1.0.0/16`. */
  readonly ranges: string[];
  readonly ports: Ports[];
  /** What it is for; it stands on the rule. */
  readonly description: string;
  /** @default FirewallTargets.all() */
  readonly targets?: FirewallTargets;
}

/**
 * Allowances on a network, each rule named after what it is for. All of them stand before `EgressDeny`.
 *
 * @see https://cloud.google.com/firewall/docs/firewalls
 */
export class Firewall extends Construct {
  /**
   * Where Google's load balancers check the health of hosts from.
   *
   * @see https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges
   */
  public static readonly HEALTH_CHECK_RANGES: string[] = ["35.191.0.0/16", "130.211.0.0/22"];

  private readonly vpc: IVpc;
  private readonly dependsOn?: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK });
    this.vpc = props.vpc;
    this.dependsOn = props.dependsOn;
  }

  /**
   * Lets hosts out. On a network without NAT only private ranges can be reached, whatever is allowed.
   *
   * @throws ValidationError when something about it is not valid, or it opens everything without saying so
   */
  public allowEgress(egress: Egress, targets: FirewallTargets = FirewallTargets.all()): void {
    Given.object("egress", egress, Egress.KIND, this);
    Given.object("targets", targets, FirewallTargets.KIND, this);
    const { openRanges } = NetworkParts.of(this.vpc);
    const validator = new Validator(this);
    Egress.validate(validator, [egress], openRanges);
    targets.validate(validator, `egress ${JSON.stringify(egress.name)}`);
    this.checkIsFree(validator, "egress", egress.name);
    validator.throwIfAny();
    if (!egress.isDeclaredOpen && Ports.areUnlimited(egress.ports)) openRanges.push(...egress.readRanges());
    this.allow("egress", egress.name, egress.ranges, egress.ports, egress.description, targets);
  }

  /**
   * Lets somebody in.
   *
   * @param name stands in the name of the rule: at most 30 lower-case letters, digits and "-"
   * @throws ValidationError when something about it is not valid
   */
  public allowIngress(name: string, options: IngressOptions): void {
    Given.options("options", options, { ports: [Ports.KIND] });
    Given.texts("ranges", options.ranges);
    const place = `ingress ${JSON.stringify(name)}`;
    const targets = Given.object("targets", options.targets ?? FirewallTargets.all(), FirewallTargets.KIND, this);
    const validator = new Validator(this);
    validator.matches(
      "ingress",
      name,
      /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
      'the name must be at most 30 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
    );
    if (Token.isUnresolved(name))
      validator.problem(`${place}: the name must be known at synth, since it names the rule`);
    if (!/\S/.test(options.description)) validator.problem(`${place}: must say what it is for`);
    if (options.ranges.length === 0)
      validator.problem(`${place} ranges: must name one at least; an empty list would be everybody`);
    for (const range of options.ranges) {
      try {
        IpRange.parse(range);
      } catch (error) {
        if (!ValidationError.isValidationError(error)) throw error;
        for (const problem of error.problems) validator.problem(`${place} range ${problem}`);
      }
    }
    Ports.validate(validator, place, options.ports);
    targets.validate(validator, place);
    this.checkIsFree(validator, "ingress", name);
    validator.throwIfAny();
    this.allow("ingress", name, options.ranges, options.ports, options.description, targets);
  }

  /** Lets Google's load balancers check the health of hosts, and send them their requests. */
  public allowHealthChecks(ports: Ports[], targets: FirewallTargets = FirewallTargets.all()): void {
    this.allowIngress("health-checks", {
      ranges: Firewall.HEALTH_CHECK_RANGES,
      ports,
      targets,
      description: "Lets Google's load balancers reach hosts and check their health",
    });
  }

  /**
   * Lets the hosts of the network reach each other.
   *
   * @throws ValidationError when the range of a subnet is not known at synth
   */
  public allowInternal(ports: Ports[]): void {
    const ranges = this.vpc.subnets.flatMap(({ ipCidrRange }) =>
      ipCidrRange === undefined || Token.isUnresolved(ipCidrRange) ? [] : [ipCidrRange],
    );
    if (ranges.length < this.vpc.subnets.length || ranges.length === 0) {
      throw new ValidationError(
        [
          `network ${JSON.stringify(this.vpc.networkName)}: the ranges of its subnets must be known ` +
            "to let its hosts reach each other; give ipCidrRange for each",
        ],
        this.node.path,
      );
    }
    this.allowEgress(
      Egress.to("internal", { ranges, ports, description: "Lets hosts reach other hosts of the network" }),
    );
    this.allowIngress("internal", {
      ranges,
      ports,
      description: "Lets hosts be reached by other hosts of the network",
    });
  }

  private checkIsFree(validator: Validator, direction: "egress" | "ingress", name: string): void {
    const taken = NetworkParts.of(this.vpc).firewallRules;
    if (
      [name, `${name}-ipv6`].some((one) => taken.has(PartName.of(this.vpc.networkName, `allow-${direction}-${one}`)))
    ) {
      validator.problem(
        `${direction} ${JSON.stringify(name)}: the name is taken by another ${direction} of this network`,
      );
    }
  }

  /** A rule for each family, since a rule cannot mix them. */
  private allow(
    direction: "egress" | "ingress",
    name: string,
    ranges: readonly string[],
    ports: readonly Ports[],
    description: string,
    targets: FirewallTargets,
  ): void {
    const holder = new Construct(this, `${direction === "egress" ? "Egress" : "Ingress"} ${name}`);
    for (const family of [4, 6] as const) {
      const ofFamily = ranges.filter((range) => IpRange.parse(range).family === family);
      if (ofFamily.length === 0) continue;
      new FirewallRule(holder, `IPv${family}`, {
        vpc: this.vpc,
        purpose: `allow-${direction}-${name}${family === 6 ? "-ipv6" : ""}`,
        direction: direction === "egress" ? "EGRESS" : "INGRESS",
        action: "allow",
        priority: FirewallRule.ALLOW_PRIORITY,
        ranges: ofFamily,
        ports,
        targets,
        description,
        dependsOn: this.dependsOn,
      });
    }
  }
}
