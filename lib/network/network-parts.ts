import { TerraformStack, Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { Ordering } from "../core/ordering";
import type { IpRange } from "../core/ip-range";
import type { SubnetModel } from "../reachability";
import type { IVpc } from "./vpc-interface";

// By the root of the app, then by the network's resource name: a network may be imported twice, and has its parts once.
// Weak, so that an app goes with them.
const known = new WeakMap<IConstruct, Map<string, NetworkParts>>();

/** What of a subnet is known to the one who defines or imports it. */
export type SubnetFacts = SubnetModel;

/**
 * What the constructs of an app have put on one network, wherever they did: a network that one stack defines and
 * another imports is the same network. It is for the order of resources and for checks across constructs; what hosts
 * reach is read from what the stacks render, since not all of that comes from these constructs.
 */
export class NetworkParts {
  public static of(vpc: Pick<IVpc, "node" | "resourceName">): NetworkParts {
    const networks = known.get(vpc.node.root) ?? new Map<string, NetworkParts>();
    known.set(vpc.node.root, networks);
    const found = networks.get(vpc.resourceName) ?? new NetworkParts();
    networks.set(vpc.resourceName, found);
    return found;
  }

  /**
   * What is wrong with the name of a subnet that is to be defined, where this app defines another network of the
   * project.
   *
   * @see https://cloud.google.com/vpc/docs/subnets#subnet-name-limitations
   */
  public static problemWithSubnet(
    root: IConstruct,
    project: string,
    subnet: Pick<SubnetFacts, "name" | "region">,
  ): string | undefined {
    const prefix = `projects/${project}/global/networks/`;
    for (const [network, parts] of known.get(root) ?? []) {
      if (!network.startsWith(prefix) || !parts.isDefined) continue;
      const other = network.slice(prefix.length);
      const place = `subnet ${JSON.stringify(subnet.name)}`;
      if (parts.subnetResource(subnet) !== undefined) {
        return (
          `${place}: network ${JSON.stringify(other)} has one of that name in ${subnet.region}, ` +
          "where names are unique in a project; give it another name"
        );
      }
      if (other === subnet.name) return `${place}: another network of the project has that name; give it another name`;
    }
    return undefined;
  }

  /** Where routes lead. */
  public readonly routedRanges = new Set<string>();
  /** Which regions have a NAT gateway. */
  public readonly natRegions = new Set<string>();
  /** The names of firewall rules. */
  public readonly firewallRules = new Set<string>();
  /** The names of private zones, by the name that they answer, with the dot at the end. */
  public readonly zones = new Map<string, string>();
  /** What egress rules open on all ports. */
  public readonly openRanges: IpRange[] = [];
  /** How Google's APIs are reached, in the words of the one who asked for it. */
  public googleApis?: string;
  /** Whether a perimeter of VPC Service Controls is declared. */
  public vpcServiceControls = false;

  private readonly subnetsByName = new Map<string, SubnetFacts>();
  private readonly subnetResources = new Map<string, TerraformResource>();
  private readonly added: TerraformResource[] = [];
  private network?: TerraformResource;
  private prerequisites: readonly ITerraformDependable[] = [];

  /** Whether the app defines the network itself; of another network it sees only what it has put there. */
  public get isDefined(): boolean {
    return this.network !== undefined;
  }

  public get subnets(): readonly SubnetFacts[] {
    return [...this.subnetsByName.values()];
  }

  /** Those of which this app knows what an import was told, and no more. */
  public get importedSubnets(): readonly SubnetFacts[] {
    return this.subnets.filter((subnet) => this.subnetResource(subnet) === undefined);
  }

  /**
   * What something of a stack can wait for. What another stack has put on a network of its own is there as soon as that
   * stack is deployed, which this one then waits for.
   */
  public before(stack: TerraformStack): TerraformResource[] {
    const home = this.network === undefined ? stack : TerraformStack.of(this.network);
    if (home !== stack) stack.addDependency(home);
    return this.added.filter((resource) => TerraformStack.of(resource) === stack);
  }

  /** @param prerequisites what the network waits for */
  public define(network: TerraformResource, prerequisites: readonly ITerraformDependable[] = []): void {
    this.network = network;
    this.prerequisites = prerequisites;
  }

  /** What must stand before the network, and what else is given, without parts of the network. */
  public withoutParts(dependables: readonly ITerraformDependable[] = []): readonly ITerraformDependable[] {
    const parts: readonly ITerraformDependable[] = this.added;
    return [...this.prerequisites, ...dependables.filter((one) => !parts.includes(one))];
  }

  /**
   * What is known of a subnet; what a definition says stands before what an import was told.
   *
   * @param resource what defines it
   */
  public describe(subnet: SubnetFacts, resource?: TerraformResource): void {
    const key = subnetKey(subnet);
    if (resource !== undefined || !this.subnetsByName.has(key)) this.subnetsByName.set(key, subnet);
    if (resource !== undefined) this.subnetResources.set(key, resource);
  }

  /** What defines a subnet, where this app does. */
  public subnetResource(subnet: Pick<SubnetFacts, "name" | "region">): TerraformResource | undefined {
    return this.subnetResources.get(subnetKey(subnet));
  }

  /** Lets something of another network wait for this one. */
  public leadTo(resource: TerraformResource): void {
    if (this.network === undefined) return;
    if (TerraformStack.of(this.network) === TerraformStack.of(resource)) Ordering.after(resource, this.network);
    else TerraformStack.of(resource).addDependency(TerraformStack.of(this.network));
  }

  /**
   * Takes up a resource: it is created after the network (and what else is given), is destroyed before, and goes when
   * that is replaced, since the literal by which it names it stays the same.
   */
  public add(resource: TerraformResource, ...leaders: readonly TerraformResource[]): void {
    for (const leader of [...(this.network === undefined ? [] : [this.network]), ...leaders]) {
      Ordering.after(resource, leader);
      Ordering.replacedWith(resource, leader);
    }
    this.added.push(resource);
  }
}

function subnetKey({ region, name }: Pick<SubnetFacts, "name" | "region">): string {
  return `${region}/${name}`;
}

/** A range as the model takes it: nothing where only Terraform knows it. */
export function literalRange(text: string | undefined): string | undefined {
  return text === undefined || Token.isUnresolved(text) ? undefined : text;
}
