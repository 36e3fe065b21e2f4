import { ValidationError } from "../../core/errors";
import { EgressSummary, type NameEgress, type NetworkModel, NetworkModels, Reachability } from "../../reachability";
import { EgressDifference, type ReachDifference } from "../../reachability/egress-difference";
import { isCutByAddresses } from "../../reachability/egress-computation";
import { alsoSaidBy, type FirewallTurns, firewallTurns } from "../../reachability/firewall-turns";
import { MOST_TAGS_TO_COMBINE, tagsOf } from "../../reachability/host-labels";
import { type TerraformBlock, TerraformResources } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import type { SubnetModel } from "../../reachability/network-model";
import type { NetworkChange } from "../finding";
import type { ReviewedChange } from "../plan-rule";
import { isAbsent, isSame, textAt } from "../../terraform/resource-values";

/** Who answers a name on a network before and after a change. */
export interface ComparedName {
  readonly before: NameEgress;
  readonly after: NameEgress;
}

/** One network before and after a change. */
export interface ComparedNetwork {
  /** `projects/PROJECT/global/networks/NETWORK`. */
  readonly name: string;

  /** Of the resource that creates it; of something on it where that is not in the plan. */
  readonly address: string;

  /** Whether all of it is seen on both sides, so that the differences are all there are. */
  readonly isWhole: boolean;
  readonly differences: readonly ReachDifference[];

  /** Whether something that was reachable may be so no longer, beside what the differences say. */
  readonly mayLose: boolean;

  /**
   * What the firewall rules that are seen open and close together, whatever others there are; undefined where what one
   * of them says cannot be seen, or they are too many.
   */
  readonly firewall: FirewallTurns | undefined;

  /** The firewall rules of either side that stand on the other one too, by whatever name. */
  readonly restated: Readonly<Record<"before" | "after", ReadonlySet<string>>>;
  readonly before?: EgressSummary;
  readonly after?: EgressSummary;

  /**
   * What the network answers itself on either side, or keeps from being answered; empty where one side is not there.
   */
  readonly names: readonly ComparedName[];
}

/** What the types of resources begin with from which networks are made up. */
const NETWORK_TYPES = [
  "google_compute_address",
  "google_compute_firewall",
  "google_compute_global_address",
  "google_compute_global_forwarding",
  "google_compute_interconnect",
  "google_compute_network",
  "google_compute_region_network_firewall",
  "google_compute_route",
  "google_compute_router",
  "google_compute_subnetwork",
  "google_compute_vpn",
  "google_dns_",
  "google_network_connectivity_",
  "google_service_networking_",
];

// Several rules of the review ask, and nothing of it is dearer. Weak, so that a plan goes with what was compared.
const compared = new WeakMap<ReviewedChange, readonly ComparedNetwork[]>();

/** The networks of a plan, if anything of any network changes. */
export function comparedNetworks(change: ReviewedChange): readonly ComparedNetwork[] {
  const known = compared.get(change);
  if (known !== undefined) return known;
  const found = compare(change);
  compared.set(change, found);
  return found;
}

/** What hosts of the networks reach, in words, where that changes. */
export function networkChanges(change: ReviewedChange): readonly NetworkChange[] {
  return comparedNetworks(change).flatMap(({ name, before, after }): readonly NetworkChange[] => {
    const [was, is] = [before?.sentences ?? [], after?.sentences ?? []];
    return isSame(was, is) ? [] : [{ network: name.slice(name.lastIndexOf("/") + 1), before: was, after: is }];
  });
}

function isOfNetworks(type: string): boolean {
  return NETWORK_TYPES.some((beginning) => type.startsWith(beginning));
}

function compare(change: ReviewedChange): readonly ComparedNetwork[] {
  const touched = change.changes.filter(
    ({ type, before, after, isData }) => !isData && isOfNetworks(type) && !isSame(before, after),
  );
  const [first] = touched;
  if (first === undefined) return [];
  const [before, after] = [modelsOf(change.before), modelsOf(change.after)];
  const successors = successorsOf(change);
  const names = new Set([...[...before.keys()].map((name) => successors.get(name)?.name ?? name), ...after.keys()]);
  const predecessors = new Map([...successors].map(([old, { name }]) => [name, old]));
  return [...names].sort().map((name): ComparedNetwork => {
    const [was, is] = [before.get(predecessors.get(name) ?? name), after.get(name)];
    const definition = addressOf(name, change.after) ?? addressOf(predecessors.get(name) ?? name, change.before);
    const [gone, come] = [was?.firewallRules ?? [], is?.firewallRules ?? []];
    const restated = { before: alsoSaidBy(gone, come), after: alsoSaidBy(come, gone) };
    return {
      name,
      address: definition ?? first.address,
      restated,
      ...compareNetworks(name, was, is, definition !== undefined),
    };
  });
}

type Comparison = Omit<ComparedNetwork, "name" | "address" | "restated">;

function compareNetworks(
  name: string,
  was: NetworkModel | undefined,
  is: NetworkModel | undefined,
  isDefined: boolean,
): Comparison {
  const nothing = { differences: [], names: [], mayLose: false };
  const firewall = turnsOfFirewall(was, is);
  if (JSON.stringify({ ...was, name }) === JSON.stringify({ ...is, name }))
    return { ...nothing, isWhole: was?.unknown.length === 0, firewall };
  // Of a network that is not in the plan nothing is left to see when all that was put on it goes.
  if ((was === undefined || is === undefined) && !isDefined) return { ...nothing, isWhole: false, firewall };
  const [old, now] = [readNetwork(withSubnetsOf(was, is)), readNetwork(is)];
  const models = [old, now].flatMap((one) => (one === undefined ? [] : [one.reachability]));
  const isRead = models.length === [was, is].filter((one) => one !== undefined).length;
  const compared = isRead ? new EgressDifference(old?.reachability, now?.reachability) : undefined;
  return {
    isWhole: isRead && areWhole(models),
    differences: compared?.differences ?? [],
    mayLose: compared?.mayLose ?? false,
    firewall,
    ...(old === undefined ? {} : { before: old.summary }),
    ...(now === undefined ? {} : { after: now.summary }),
    names: old === undefined || now === undefined ? [] : comparedNames(old.reachability, now.reachability),
  };
}

/** A network with the names of another one's subnets where both have one of the same region and ranges by two names. */
function withSubnetsOf(model: NetworkModel | undefined, other: NetworkModel | undefined): NetworkModel | undefined {
  if (model === undefined || other === undefined) return model;
  const [gone, come] = [without(model.subnets, other.subnets), without(other.subnets, model.subnets)];
  const placeOf = ({ name: _, privateGoogleAccess: __, ...place }: SubnetModel): string => JSON.stringify(place);
  const names = new Map(
    gone.flatMap((one) => {
      const found = come.find((another) => one.ipCidrRange !== undefined && placeOf(another) === placeOf(one));
      return found === undefined ? [] : [[one.name, found.name] as const];
    }),
  );
  if (names.size === 0) return model;
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    ...model,
    subnets: model.subnets.map((one) => ({ ...one, name: renamed(one.name) })),
    nats: model.nats.map((one) => ({ ...one, subnets: one.subnets === "all" ? "all" : one.subnets.map(renamed) })),
  };
}

function without(some: readonly SubnetModel[], others: readonly SubnetModel[]): readonly SubnetModel[] {
  const names = new Set(others.map(({ name }) => name));
  return some.filter(({ name }) => !names.has(name));
}

/** Whether all of a network is seen, and all kinds of hosts on it are looked at. */
function areWhole(models: readonly Reachability[]): boolean {
  const tags = new Set(models.flatMap(tagsOf));
  if (tags.size > MOST_TAGS_TO_COMBINE || models.some(({ network }) => network.unknown.length > 0)) return false;
  const subnets = new Set(models.flatMap(({ network }) => network.subnets.map((subnet) => subnet.name)));
  return [...subnets].every((subnet) => isCutByAddresses(models, subnet));
}

function turnsOfFirewall(was: NetworkModel | undefined, is: NetworkModel | undefined): FirewallTurns | undefined {
  const unknown = [was, is].flatMap((model) => model?.unknown ?? []);
  const isUnseen = unknown.some(({ topic, resource }) => topic === "firewall" && resource !== undefined);
  return isUnseen ? undefined : firewallTurns(was?.firewallRules ?? [], is?.firewallRules ?? []);
}

/** What the configuration does not mention is as Google has it by itself, not unknown. */
function modelsOf(resources: TerraformResources): ReadonlyMap<string, NetworkModel> {
  const isChosenLater = (value: unknown): boolean => value instanceof HiddenValue && isAbsent(value);
  const written = resources.blocks.map((block) => {
    if (!Object.values(block.body).some(isChosenLater)) return block;
    const fields = Object.entries(block.body).filter(([, value]) => !isChosenLater(value));
    return { ...block, body: Object.fromEntries(fields) };
  });
  const models = NetworkModels.fromResources([TerraformResources.fromInstances(written, resources.defaultProject)]);
  return new Map(models.map((model) => [model.name, model]));
}

/** What larger networks let through is not computed, as it would take minutes: of these every single change is told. */
const MOST_RULES = 300;
const MOST_RULES_TIMES_SUBNETS = 10_000;
const MOST_EDGES = 2_000;
const MOST_EDGES_TIMES_SUBNETS = 40_000;

function isTooLarge({ firewallRules, routes, subnets: { length: subnets } }: NetworkModel): boolean {
  const rules = firewallRules.length;
  const ranges = firewallRules.map(({ ranges: all, hostRanges = [] }) => all.length + hostRanges.length);
  const edges = ranges.reduce((sum, one) => sum + one, routes.length + subnets);
  if (Math.max(rules, routes.length) > MOST_RULES || edges > MOST_EDGES) return true;
  return rules * subnets > MOST_RULES_TIMES_SUBNETS || edges * subnets > MOST_EDGES_TIMES_SUBNETS;
}

/** Undefined where something in it is no range, port or address, and where it is too large. */
function readNetwork(
  model: NetworkModel | undefined,
): { readonly reachability: Reachability; readonly summary: EgressSummary } | undefined {
  if (model === undefined) return undefined;
  if (isTooLarge(model)) return undefined;
  try {
    const reachability = new Reachability(model);
    return { reachability, summary: EgressSummary.of(reachability) };
  } catch (error) {
    if (ValidationError.isValidationError(error)) return undefined;
    throw error;
  }
}

/** A zone or a response policy rule decides on all names that it is for, those that it has nothing for among them. */
function comparedNames(before: Reachability, after: Reachability): readonly ComparedName[] {
  const models = [before.network, after.network];
  const zones = models.flatMap((model) => model.zones);
  const rules = models.flatMap((model) => model.responsePolicyRules ?? []);
  const records = [...zones.flatMap((zone) => zone.records), ...rules.flatMap((rule) => rule.records ?? [])].filter(
    ({ type }) => ["A", "AAAA", "CNAME"].includes(type),
  );
  const covered = [
    ...zones.map(({ dnsName }) => (dnsName === "." ? dnsName : `*.${dnsName}`)),
    ...rules.map(({ dnsName }) => dnsName),
  ];
  const names = new Set(
    [...records.map(({ name }) => name), ...covered].map((name) =>
      (name === "." ? name : name.replace(/\.$/, "")).toLowerCase(),
    ),
  );
  return [...names].sort().map((name) => ({ before: nameIn(before, name), after: nameIn(after, name) }));
}

function nameIn(reachability: Reachability, name: string): NameEgress {
  const { answer, addresses } = reachability.resolve(name.replace(/^\*/, "any-name"));
  return {
    name,
    answer,
    addresses: [...addresses],
    places: [...new Set(addresses.map((ip) => reachability.place(ip).name))],
  };
}

/** The name that a network gets, by the one that it had, where a resource stays and its name does not. */
function successorsOf({ changes, before, after }: ReviewedChange): ReadonlyMap<string, { readonly name: string }> {
  return new Map(
    changes
      .filter(({ type, isData }) => type === "google_compute_network" && !isData)
      .flatMap(({ address }) => {
        const [old, name] = [fullName(before.at(address)), fullName(after.at(address))];
        return old === undefined || name === undefined || old === name ? [] : [[old, { name }] as const];
      }),
  );
}

function addressOf(name: string, world: TerraformResources): string | undefined {
  return world.blocks.find(
    (block) => block.type === "google_compute_network" && !block.isData && fullName(block) === name,
  )?.address;
}

function fullName(block: TerraformBlock | undefined): string | undefined {
  const [project, name] =
    block === undefined ? [] : [block.configuration.project(block.body), textAt(block.body, "name")];
  return project === undefined || name === undefined ? undefined : `projects/${project}/global/networks/${name}`;
}
