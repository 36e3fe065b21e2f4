import { type NamedResource, NamedResources } from "../terraform/named-resources";
import { labelsOf, type ResourcePlace } from "../terraform/resource-place";
import type { TerraformBlock, TerraformResources } from "../terraform/terraform-resources";
import { iamStyle } from "./iam-style";

/** What in an IAM resource does not name the resource that it is for. */
const OTHER_FIELDS: ReadonlySet<string> = new Set([
  "role",
  "member",
  "members",
  "condition",
  "etag",
  "id",
  "policy_data",
  "timeouts",
  "deletion_policy",
]);

// Weak, so that a plan goes with them.
const TARGETS = new WeakMap<TerraformResources, PolicyTargets>();

/**
 * What the IAM resources of one world are for; where two of one type have one name, their labels say where they are.
 */
export class PolicyTargets {
  /** The same for the same world: they are found once for all who ask. */
  public static of(world: TerraformResources): PolicyTargets {
    const known = TARGETS.get(world) ?? new PolicyTargets(world);
    TARGETS.set(world, known);
    return known;
  }

  private readonly byAddress: ReadonlyMap<string, NamedResource>;

  private constructor(world: TerraformResources) {
    const names = NamedResources.of(world);
    const byType = new Map<string, Map<string, NamedResource>>();
    for (const block of world.blocks) {
      const iam = block.isData ? undefined : iamStyle(block.type);
      if (iam === undefined) continue;
      const targets = byType.get(iam.target) ?? new Map<string, NamedResource>();
      byType.set(iam.target, targets.set(block.address, targetOf(names, block, iam.target)));
    }
    const places = world.blocks
      .filter(({ type, isData }) => !isData && byType.has(type))
      .map((block) => ({ type: block.type, place: names.placeOf(block) }));
    this.byAddress = new Map(
      [...byType].flatMap(([type, targets]) => {
        const others = places.filter((one) => one.type === type).map(({ place }) => place);
        return [...toldApart(targets, others)];
      }),
    );
  }

  /** What the IAM resource at an address is for. */
  public at(address: string): NamedResource | undefined {
    return this.byAddress.get(address);
  }
}

function targetOf(names: NamedResources, { body, address }: TerraformBlock, type: string): NamedResource {
  const fields = Object.entries(body).filter(([key, value]) => !OTHER_FIELDS.has(key) && value !== null);
  return names.find(type, Object.fromEntries(fields), address);
}

function toldApart(
  targets: ReadonlyMap<string, NamedResource>,
  others: readonly ResourcePlace[],
): ReadonlyMap<string, NamedResource> {
  const labelOf = labelsOf([...[...targets.values()].map(({ place }) => place), ...others]);
  return new Map(
    [...targets].map(([address, target]) => {
      const { place } = target;
      const label = place.name === undefined ? target.label : labelOf(place);
      return [address, label === target.label ? target : { ...target, label }];
    }),
  );
}
