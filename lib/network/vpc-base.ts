import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { TerraformStack, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import type { EgressSummary } from "../reachability";
import { AppEgress } from "./app-egress";
import type { CloudNat } from "./cloud-nat";
import { FlowLogs } from "./flow-logs";
import { NatGateway } from "./nat-gateway";
import { NetworkParts } from "./network-parts";
import { NetworkRoute } from "./network-route";
import { Subnet, SubnetBase } from "./subnet";
import type { SubnetProps } from "./subnet-interface";
import { SubnetRanges } from "./subnet-ranges";
import type { WrittenRange } from "./subnet-ranges";
import type { ISubnet, IVpc, VpcAttributes, VpcProps } from "./vpc-interface";

/**
 * Google keeps the first two and the last two addresses.
 *
 * @see https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet
 */
const UNUSABLE_ADDRESSES = 4n;

const SUBNET = { text: "an object with subnetName, region and ipCidrRange", has: "subnetName" };

/** What is common to networks, defined here or imported. @jsii ignore */
export abstract class VpcBase extends Construct implements IVpc {
  public abstract readonly networkName: string;
  public abstract readonly project: string;
  public abstract readonly subnets: ISubnet[];

  public get resourceName(): string {
    return `projects/${this.project}/global/networks/${this.networkName}`;
  }

  public get dependables(): ITerraformDependable[] {
    return NetworkParts.of(this).before(TerraformStack.of(this));
  }

  public get egress(): EgressSummary {
    return AppEgress.of(this).summary(this);
  }

  public get egressText(): string {
    return AppEgress.of(this).text(this);
  }

  public subnet(subnetName: string): ISubnet {
    const found = this.subnets.find((subnet) => subnet.subnetName === subnetName);
    if (found !== undefined) return found;
    const names = this.subnets.map((subnet) => JSON.stringify(subnet.subnetName)).join(", ");
    throw new ValidationError(
      [
        `subnet ${JSON.stringify(subnetName)}: ` +
          `the network has ${names === "" ? "none that is known here" : `only ${names}`}`,
      ],
      this.node.path,
    );
  }
}

/** A network that exists already. */
export class ImportedVpc extends VpcBase {
  public readonly networkName: string;
  public readonly project: string;
  public readonly subnets: ISubnet[];

  /** @throws ValidationError when a name is not valid, or a subnet's range is none */
  constructor(scope: Construct, id: string, attributes: VpcAttributes) {
    super(scope, id);
    Given.props(scope, id, attributes);
    this.networkName = attributes.networkName;
    this.project = attributes.project;
    const subnets = attributes.subnets ?? [];
    const validator = new Validator(this);
    validateNames(validator, attributes);
    validateSubnetNames(validator, subnets);
    for (const { subnetName, ipCidrRange, secondaryIpCidrRanges } of subnets) {
      for (const range of [ipCidrRange ?? [], secondaryIpCidrRanges ?? []].flat()) {
        SubnetRanges.read(validator, `range of subnet ${JSON.stringify(subnetName)}`, range, true);
      }
    }
    validator.throwIfAny();
    if (attributes.vpcServiceControls === true) NetworkParts.of(this).vpcServiceControls = true;
    this.subnets = subnets.map((subnet) =>
      SubnetBase.imported(Namespace.within(this, subnet.region), subnet.subnetName, this, subnet),
    );
  }
}

/**
 * A network of custom mode that this app defines, with its subnets and without any route that Google makes by itself.
 * @jsii ignore
 */
export abstract class DefinedVpc extends VpcBase {
  public readonly networkName: string;
  public readonly project: string;
  public readonly subnets: ISubnet[];
  private readonly gateways: NatGateway[] = [];

  /** @param validate notes what else is wrong with the props, so that all of it is said at once */
  protected constructor(
    scope: Construct,
    id: string,
    props: VpcProps,
    validate: (validator: Validator, ranges: readonly WrittenRange[]) => void,
  ) {
    super(scope, id);
    Given.props(scope, id, props, { subnets: [SUBNET] });
    const validator = new Validator(this);
    validateNames(validator, props);
    validateSubnetNames(validator, props.subnets);
    validate(validator, validateSubnets(validator, props.subnets));
    const project = StackProvider.googleProject(this, props.project);
    if (project !== undefined) this.takeNames(validator, project, props);
    validator.throwIfAny();

    this.networkName = props.networkName;
    const network = this.addNetwork(props, project);
    this.project = project ?? network.project;
    const parts = NetworkParts.of(this);
    parts.define(network, props.dependsOn);
    if (props.vpcServiceControls === true) parts.vpcServiceControls = true;
    const holder = Namespace.within(this, "Subnets");
    this.subnets = props.subnets.map(
      (subnet) => new Subnet(Namespace.within(holder, subnet.region), subnet.subnetName, this, subnet),
    );
  }

  private takeNames(validator: Validator, project: string, { networkName, subnets }: VpcProps): void {
    for (const { subnetName: name, region } of subnets) {
      const problem = NetworkParts.problemWithSubnet(this.node.root, project, { name, region });
      if (problem !== undefined) validator.problem(problem);
    }
    const taken = UniqueNames.take(this, `projects/${project}/global/networks/${networkName}`);
    if (taken !== undefined) validator.problem(`networkName ${taken}`);
  }

  private addNetwork(props: VpcProps, project: string | undefined): ComputeNetwork {
    return new ComputeNetwork(this, "Resource", {
      name: props.networkName,
      project,
      description: props.description,
      autoCreateSubnetworks: false,
      // A route to the internet is one that can be read here.
      deleteDefaultRoutesOnCreate: true,
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
  }

  /** The addresses that NAT shows to the internet, where they were reserved; known after the deployment. */
  public get natAddresses(): string[] {
    return this.gateways.flatMap(({ addresses }) => addresses);
  }

  /** @param dependsOn what must stand before the network has a way to the internet */
  protected addDefaultRoute(dependsOn?: ITerraformDependable[]): void {
    new NetworkRoute(Namespace.within(this, "Routes"), "Internet", {
      vpc: this,
      purpose: "internet",
      destRange: "0.0.0.0/0",
      description: "Leads to the internet",
      dependsOn,
    });
  }

  protected addNat(nat: CloudNat, dependsOn?: ITerraformDependable[]): void {
    const { subnetNames } = nat.options;
    const served = this.subnets.filter(
      ({ subnetName }) => subnetNames === undefined || subnetNames.includes(subnetName),
    );
    for (const region of new Set(served.map((subnet) => subnet.region))) {
      this.gateways.push(new NatGateway(Namespace.within(this, "Nat"), region, { vpc: this, region, nat, dependsOn }));
    }
  }
}

function validateNames(
  validator: Validator,
  { networkName, project }: Pick<VpcProps, "networkName" | "project">,
): void {
  // https://cloud.google.com/compute/docs/naming-resources
  validator.requires(
    "networkName",
    networkName,
    /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
  );
  // https://cloud.google.com/resource-manager/docs/creating-managing-projects
  validator.matches("project", project, ...GoogleNames.PROJECT);
}

/** What names the constructs of subnets. */
function validateSubnetNames(
  validator: Validator,
  subnets: readonly Pick<SubnetProps, "subnetName" | "region">[],
): void {
  const seen = new Set<string>();
  for (const { subnetName, region } of subnets) {
    validator.requires(
      "subnetName",
      subnetName,
      /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
    );
    validator.requires(
      `region of subnet ${JSON.stringify(subnetName)}`,
      region,
      /^[a-z]+-[a-z]+[1-9][0-9]?$/,
      "must be a region such as us-central1",
    );
    if (Token.isUnresolved(subnetName) || Token.isUnresolved(region))
      validator.problem("subnets: name and region must be known at synth, since they name the construct");
    // Google wants it in a region; across regions it would leave open which one a host is on.
    if (seen.has(subnetName))
      validator.problem(`subnet ${JSON.stringify(subnetName)}: there are two of that name; give them different names`);
    seen.add(subnetName);
  }
}

/** @returns the ranges that could be read */
function validateSubnets(validator: Validator, subnets: readonly SubnetProps[]): WrittenRange[] {
  if (subnets.length === 0) validator.problem("subnets: must have one at least; a network without any holds no hosts");
  const ranges: WrittenRange[] = [];
  for (const { subnetName, ipCidrRange, secondaryRanges, hosts, flowLogs } of subnets) {
    const subnet = `subnet ${JSON.stringify(subnetName)}`;
    FlowLogs.validate(validator, `flowLogs of ${subnet}`, flowLogs);
    validator.inRange(`hosts of ${subnet}`, hosts, 1, 2 ** 28);
    const primary = SubnetRanges.read(validator, `ipCidrRange of ${subnet}`, ipCidrRange);
    if (primary !== undefined) {
      ranges.push(primary);
      checkSize(validator, primary, hosts, 1, UNUSABLE_ADDRESSES);
    }
    const names = new Set<string>();
    for (const { rangeName, ipCidrRange: text, addressesPerNode } of secondaryRanges ?? []) {
      validator.requires(
        `rangeName of ${subnet}`,
        rangeName,
        /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
        'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
      );
      if (names.has(rangeName))
        validator.problem(
          `secondary range ${JSON.stringify(rangeName)} of ${subnet}: there are two of that name; ` +
            "give them different names",
        );
      names.add(rangeName);
      const secondary = SubnetRanges.read(validator, `secondary range ${JSON.stringify(rangeName)} of ${subnet}`, text);
      if (secondary === undefined) continue;
      ranges.push(secondary);
      if (addressesPerNode > 1) checkSize(validator, secondary, hosts ?? 1, addressesPerNode, 0n);
    }
  }
  SubnetRanges.checkOverlaps(validator, ranges);
  return ranges;
}

/** Notes a range that cannot hold what is said to live there. */
function checkSize(
  validator: Validator,
  { place, range }: WrittenRange,
  hosts: number | undefined,
  addressesEach: number,
  unusable: bigint,
): void {
  if (hosts === undefined || Token.isUnresolved(hosts) || !Number.isSafeInteger(hosts)) return;
  const needed = BigInt(hosts) * BigInt(addressesEach) + unusable;
  if (range.size >= needed) return;
  validator.problem(
    `${place} "${range.toString()}": has ${range.size} addresses, ` +
      `${hosts} hosts need ` +
      `${needed}${unusable > 0n ? " (four are Google's own)" : ` (${addressesEach} for the pods of each)`}; ` +
      `make it /${32 - (needed - 1n).toString(2).length} or larger`,
  );
}
