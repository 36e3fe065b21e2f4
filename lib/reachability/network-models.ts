import { ValidationError } from "../core/errors";
import { FIREWALL_TYPES, firewallRulesOf } from "./terraform-firewall";
import { endpointsOf, NEIGHBOUR_TYPES, peeringsOf } from "./terraform-neighbours";
import { DNS_TYPES, dnsOf } from "./terraform-dns";
import { natsOf, routesOf, ROUTING_TYPES, subnetsOf } from "./terraform-routing";
import { NETWORK_TYPE, TerraformNetworks } from "./terraform-networks";
import { UNKNOWN_TOPICS, type NetworkModel } from "./network-model";
import { TerraformResources } from "../terraform/terraform-resources";

/** Models of the networks that Terraform configurations define, or put something on. */
export class NetworkModels {
  /** The types of resources that say something about networks; what else a stack has changes no model. */
  public static readonly RESOURCE_TYPES: ReadonlySet<string> = new Set([
    NETWORK_TYPE,
    ...ROUTING_TYPES,
    ...FIREWALL_TYPES,
    ...DNS_TYPES,
    ...NEIGHBOUR_TYPES,
  ]);

  /**
   * Reads the networks of one or several stacks that are deployed side by side, from the JSON that `cdktf synth`
   * writes. A network that is not defined there, but has something put on it, is a model too: what else is on it is
   * unknown. So is everything whose value only the apply shows, everything with `count` or `for_each` or in a module,
   * and what kinds of resources the model does not know do (network firewall policies, tunnels, routers that learn
   * routes).
   *
   * @param configurations parsed JSON
   * @returns the models, in the order of the names `projects/PROJECT/global/networks/NETWORK`
   * @throws ValidationError when something is no object
   */
  public static fromTerraform(...configurations: readonly unknown[]): readonly NetworkModel[] {
    if (configurations.some((one) => typeof one !== "object" || one === null)) {
      throw new ValidationError([
        "a Terraform configuration must be an object, such as the parsed text of cdk.tf.json",
      ]);
    }
    return NetworkModels.fromResources(configurations.map((one) => TerraformResources.fromConfiguration(one)));
  }

  /** The same of resources that are read already, such as those of one side of a plan. */
  public static fromResources(resources: readonly TerraformResources[]): readonly NetworkModel[] {
    const models = new NetworkModels(resources);
    return models.names.map((name) => models.model(name));
  }

  private readonly networks: TerraformNetworks;

  public constructor(resources: readonly TerraformResources[]) {
    this.networks = new TerraformNetworks(resources);
  }

  /** The names of the networks that the resources define, or put something on, ascending. */
  public get names(): readonly string[] {
    return this.networks.names;
  }

  /**
   * One network, also where nothing of the resources is on it.
   *
   * @param networkName `projects/PROJECT/global/networks/NETWORK`
   */
  public model(networkName: string): NetworkModel {
    return modelOf(this.networks, networkName);
  }
}

function modelOf(networks: TerraformNetworks, name: string): NetworkModel {
  const network = networks.of(name);
  const elsewhere = [
    ...(network.isDefined ? [] : [`network "${name}" is not defined here: what else is on it`]),
    ...networks.modules.map((module) => `what module "${module}" puts on networks`),
  ];
  for (const reason of elsewhere) for (const topic of UNKNOWN_TOPICS) network.cannotSee(topic, reason);
  const subnets = subnetsOf(network);
  const model = {
    name,
    subnets,
    routes: routesOf(network, subnets),
    firewallRules: firewallRulesOf(network),
    nats: natsOf(network),
    ...dnsOf(network),
    endpoints: endpointsOf(network),
    peerings: peeringsOf(network),
  };
  return { ...model, unknown: network.unseen };
}
