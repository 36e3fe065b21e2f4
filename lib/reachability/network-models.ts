import { ValidationError } from "../core/errors";
import { firewallRulesOf } from "./terraform-firewall";
import { endpointsOf, peeringsOf } from "./terraform-neighbours";
import { dnsOf } from "./terraform-dns";
import { natsOf, routesOf, subnetsOf } from "./terraform-routing";
import { TerraformNetworks } from "./terraform-networks";
import type { NetworkModel, UnknownTopic } from "./network-model";
import { TerraformResources } from "../terraform/terraform-resources";

const EVERY_TOPIC: readonly UnknownTopic[] = ["addresses", "dns", "firewall", "nat", "peerings", "routes"];

/** Models of the networks that Terraform configurations define, or put something on. */
export class NetworkModels {
  /**
   * Reads the networks of one or several stacks that are deployed side by side, from the JSON that `cdktf synth`
   * writes. A network that is not defined there, but has something put on it, is a model too: what else is on it is
   * unknown. So is everything whose value only the apply shows, everything with `count` or `for_each` or in a module, and
   * what kinds of resources the model does not know do (network firewall policies, tunnels, routers that learn routes).
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
    const networks = new TerraformNetworks(resources);
    return networks.names.map((name): NetworkModel => {
      const network = networks.of(name);
      const elsewhere = [
        ...(network.isDefined ? [] : [`network "${name}" is not defined here: what else is on it`]),
        ...networks.modules.map((module) => `what module "${module}" puts on networks`),
      ];
      for (const reason of elsewhere) for (const topic of EVERY_TOPIC) network.cannotSee(topic, reason);
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
    });
  }
}
