import type { UnknownPart, UnknownTopic } from "./network-model";
import { HiddenValue } from "../terraform/hidden-value";
import { isRepeated, type Named, type TerraformBlock, type TerraformResources } from "../terraform/terraform-resources";

/** Where a resource says which network it is on. */
const NETWORK_FIELDS = ["network", "network_url", "attachment_target"];

export const NETWORK_TYPE = "google_compute_network";

/** All networks that configurations define or put something on. */
export class TerraformNetworks {
  /** The names of all modules, whose resources are not seen. */
  public readonly modules: readonly string[];
  private readonly blocks: readonly TerraformBlock[];
  private readonly byType = new Map<string, TerraformBlock[]>();
  private readonly networkOf = new Map<TerraformBlock, string | undefined>();
  private readonly placed = new Map<string, ReadonlyMap<string | undefined, readonly TerraformBlock[]>>();
  private readonly many = new Map<string, readonly TerraformBlock[]>();
  private known?: readonly string[];

  public constructor(resources: readonly TerraformResources[]) {
    this.blocks = resources.flatMap(({ blocks }) => blocks);
    this.modules = resources.flatMap(({ modules }) => modules);
    for (const block of this.blocks) {
      const same = this.byType.get(block.type) ?? [];
      same.push(block);
      this.byType.set(block.type, same);
    }
  }

  /** `projects/PROJECT/global/networks/NETWORK`, ascending. */
  public get names(): readonly string[] {
    if (this.known !== undefined) return this.known;
    const defined = this.ofType(NETWORK_TYPE).map((one) => networkName(one, one));
    const named = this.blocks.flatMap((block) => networksNamedBy(block));
    this.known = [...new Set([...defined, ...named].filter((name) => name !== undefined))].sort();
    return this.known;
  }

  public of(name: string): TerraformNetwork {
    return new TerraformNetwork(name, this);
  }

  public ofType(type: string): readonly TerraformBlock[] {
    return this.byType.get(type) ?? [];
  }

  /** The resources of a type by the network that they name, those of none that is known among them. */
  public byNetwork(type: string): ReadonlyMap<string | undefined, readonly TerraformBlock[]> {
    const known = this.placed.get(type);
    if (known !== undefined) return known;
    const placed = new Map<string | undefined, TerraformBlock[]>();
    for (const block of this.ofType(type)) {
      if (block.isData || isRepeated(block.body)) continue;
      const name = this.networkNamedBy(block);
      const same = placed.get(name) ?? [];
      same.push(block);
      placed.set(name, same);
    }
    this.placed.set(type, placed);
    return placed;
  }

  /** The resources of a type that are made several times over, which cannot be seen. */
  public repeated(type: string): readonly TerraformBlock[] {
    const known = this.many.get(type);
    if (known !== undefined) return known;
    const many = this.ofType(type).filter((one) => !one.isData && isRepeated(one.body));
    this.many.set(type, many);
    return many;
  }

  /** The network that the `network` of a resource names. */
  public networkNamedBy(block: TerraformBlock): string | undefined {
    if (!this.networkOf.has(block)) {
      this.networkOf.set(block, networkName(block, block.configuration.named(block.body.network)));
    }
    return this.networkOf.get(block);
  }
}

/** One network, with what is on it and what of that cannot be seen. */
export class TerraformNetwork {
  private readonly parts = new Map<string, UnknownPart>();

  public constructor(
    public readonly name: string,
    private readonly networks: TerraformNetworks,
  ) {}

  /** The resource that creates the network, if it is here. */
  public get resource(): TerraformBlock | undefined {
    return this.networks.ofType(NETWORK_TYPE).find((one) => !one.isData && networkName(one, one) === this.name);
  }

  public get isDefined(): boolean {
    return this.resource !== undefined;
  }

  public get unseen(): readonly UnknownPart[] {
    return [...this.parts.values()];
  }

  /** @param resource on this network for sure, of which it cannot be seen what it does there */
  public cannotSee(topic: UnknownTopic, reason: string, resource?: string): void {
    this.parts.set(`${topic} ${reason}`, { topic, reason, ...(resource === undefined ? {} : { resource }) });
  }

  /** Resources of a type wherever they belong; those that are made several times over cannot be seen. */
  public all(type: string, topic: UnknownTopic): readonly TerraformBlock[] {
    this.cannotSeeRepeated(type, topic);
    return this.networks.ofType(type).filter((one) => !one.isData && !isRepeated(one.body));
  }

  /** Resources of a type on this network; one whose network is not known may be. */
  public on(type: string, topic: UnknownTopic): readonly TerraformBlock[] {
    this.cannotSeeRepeated(type, topic);
    const placed = this.networks.byNetwork(type);
    for (const { address } of placed.get(undefined) ?? []) this.cannotSeeNetworkOf(address, topic);
    return placed.get(this.name) ?? [];
  }

  private cannotSeeRepeated(type: string, topic: UnknownTopic): void {
    for (const one of this.networks.repeated(type))
      this.cannotSee(topic, `${one.address} is made by count, for_each or dynamic`);
  }

  private cannotSeeNetworkOf(address: string, topic: UnknownTopic): void {
    this.cannotSee(topic, `the network of ${address} is not known`);
  }

  /** Whether an attribute names this network; if that is not known, it cannot be seen what `block` does here. */
  public holds(block: TerraformBlock, value: unknown, topic: UnknownTopic): boolean {
    const name =
      value === block.body.network
        ? this.networks.networkNamedBy(block)
        : networkName(block, block.configuration.named(value));
    if (name === undefined) this.cannotSeeNetworkOf(block.address, topic);
    return name === this.name;
  }

  /** The resource that an attribute names, among those of a type; undefined when it is not known which. */
  public find(block: TerraformBlock, value: unknown, among: readonly TerraformBlock[]): TerraformBlock | undefined {
    const named = block.configuration.named(value);
    if (named === undefined) return undefined;
    if (typeof named !== "string") return among.find((one) => one === named || isSame(one, named));
    const [name, project] = [
      lastPart(named),
      /projects\/([^/]+)\//.exec(named)?.[1] ?? block.configuration.project(block.body),
    ];
    const region = /regions\/([^/]+)\//.exec(named)?.[1] ?? block.configuration.text(block.body.region);
    return among.find(({ body, configuration }) => {
      const isNamedSo = configuration.text(body.name) === name && configuration.project(body) === project;
      if (body.region === undefined || region === undefined) return isNamedSo;
      return isNamedSo && configuration.text(body.region) === region;
    });
  }
}

/** Whether data that is read, or what another stack defines, is the same resource by all that tells them apart. */
function isSame(one: TerraformBlock, other: TerraformBlock): boolean {
  const [ours, theirs] = [one, other].map(({ type, body, configuration }) => [
    type,
    configuration.text(body.name),
    configuration.project(body),
    configuration.text(body.region),
  ]);
  return ours?.slice(0, 3).includes(undefined) === false && ours.every((text, at) => text === theirs?.[at]);
}

/** `projects/PROJECT/global/networks/NETWORK` of what names a network, as far as it is known. */
export function networkName({ configuration, body }: TerraformBlock, named: Named): string | undefined {
  if (named === undefined) return undefined;
  if (typeof named !== "string") {
    if (named.type !== NETWORK_TYPE) return undefined;
    const name = named.configuration.text(named.body.name);
    return nameIn(named.configuration.project(named.body), name);
  }
  const [, project, name] = /(?:^|\/)projects\/([^/]+)\/global\/networks\/([^/]+)$/.exec(named) ?? [];
  if (name !== undefined) return nameIn(project, name);
  return named.includes("/") ? undefined : nameIn(configuration.project(body), named);
}

/** The last part of a path, such as the subnet in `projects/P/regions/R/subnetworks/S`. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function nameIn(project: string | undefined, name: string | undefined): string | undefined {
  return project === undefined || name === undefined ? undefined : `projects/${project}/global/networks/${name}`;
}

/** The networks that anything in a block names. */
function networksNamedBy(block: TerraformBlock): readonly (string | undefined)[] {
  if (block.type === NETWORK_TYPE) return [];
  const walk = (value: unknown): readonly (string | undefined)[] => {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
      NETWORK_FIELDS.includes(key) && (typeof item === "string" || item instanceof HiddenValue)
        ? [networkName(block, block.configuration.named(item))]
        : walk(item),
    );
  };
  return walk(block.body);
}
