import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { lastPart } from "./service-double";
import type { Cloud, ServiceDouble } from "./service-double";

interface Connection extends Json {
  readonly network: string;
  reservedPeeringRanges: readonly string[];
}

interface PeeredDomain extends Json {
  readonly name: string;
  readonly dnsSuffix: string;
}

const DONE = { name: "operations/done", done: true, response: {} };
const PEERING = "servicenetworking-googleapis-com";

/**
 * Private services access: the peering of a network, what its other side asks for by name, and its VPC Service
 * Controls. Networks are called by the number of their project. A peering holds its network and its ranges, and is not
 * ended while its other side asks for names.
 */
export class ServiceNetworkingDouble implements ServiceDouble {
  private readonly connections = new Map<string, Connection>();
  private readonly domains = new Map<string, PeeredDomain[]>();
  private readonly controlled = new Map<string, boolean>();

  constructor(private readonly cloud: Cloud) {}

  public get inventory(): string[] {
    return [
      ...[...this.domains.values()].flat().map(({ dnsSuffix }) => `peered domain ${dnsSuffix}`),
      ...[...this.controlled].map(([network, on]) => `controls of ${lastPart(network)} ${on ? "on" : "off"}`),
    ];
  }

  public answer({ method, path, query, body }: Call): Json {
    if (path.startsWith("operations/")) return DONE;
    const [, network = "", part, name = ""] =
      /^services\/[^/]+\/(projects\/[0-9]+\/global\/networks\/[^/]+)\/(\w+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (part === "peeredDnsDomains") return this.answerDomains(method, network, name, body);
    if (part === "vpcServiceControls") return { enabled: this.controlled.get(this.connection(network).network) };
    const [, verb] = /:(enable|disable)VpcServiceControls$/.exec(path) ?? [];
    if (verb !== undefined) return this.control(String(body.consumerNetwork), verb === "enable");
    if (method === "GET") {
      const connections = [...this.connections.values()].filter((one) => one.network === query.get("network"));
      return { connections };
    }
    if (path.endsWith("/connections")) return this.connect(body as Connection);
    if (path.endsWith(`/connections/${PEERING}`)) return this.disconnect(String(body.consumerNetwork));
    throw new ApiError(501, `the double does not know ${method} ${path}`);
  }

  private connection(network: string): Connection {
    const found = this.connections.get(network);
    if (found === undefined) throw new ApiError(400, `${network} has no private connection to the service producer`);
    return found;
  }

  private connect({ network, reservedPeeringRanges }: Connection): Json {
    if (this.connections.has(network)) throw new ApiError(400, "Cannot modify allocated ranges in CreateConnection.");
    const held = this.cloud.networkPath(network);
    const ranges = reservedPeeringRanges.map((range) => held.replace(/networks\/[^/]+$/, `addresses/${range}`));
    this.cloud.hold(`${held}/peerings/${PEERING}`, { network: held, ranges });
    this.connections.set(network, { network, reservedPeeringRanges, peering: PEERING, service: `services/${PEERING}` });
    return DONE;
  }

  private disconnect(network: string): Json {
    this.connection(network);
    if ((this.domains.get(network) ?? []).length > 0)
      throw new ApiError(400, `Failed to delete connection; ${network} has peered DNS domains`);
    this.cloud.release(`${this.cloud.networkPath(network)}/peerings/${PEERING}`);
    this.connections.delete(network);
    this.controlled.delete(network);
    return DONE;
  }

  private control(network: string, on: boolean): Json {
    this.controlled.set(this.connection(network).network, on);
    return DONE;
  }

  private answerDomains(method: string, network: string, name: string, body: Json): Json {
    this.connection(network);
    const domains = this.domains.get(network) ?? [];
    if (method === "GET") return { peeredDnsDomains: domains };
    if (method === "DELETE") {
      if (!domains.some((one) => one.name === name)) throw new ApiError(404, `${name} was not found`);
      this.domains.set(
        network,
        domains.filter((one) => one.name !== name),
      );
      return DONE;
    }
    const added = body as PeeredDomain;
    if (domains.some((one) => one.name === added.name || one.dnsSuffix === added.dnsSuffix))
      throw new ApiError(409, `${added.name} already exists`);
    if (!/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(added.name)) throw new ApiError(400, `${added.name} is no name`);
    this.domains.set(network, [...domains, added]);
    return DONE;
  }
}
