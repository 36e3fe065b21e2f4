import { NamedResources } from "../terraform/named-resources";
import { isSameProject, isSamePlace, type ResourcePlace } from "../terraform/resource-place";
import { textsAt, valueAt } from "../terraform/resource-values";
import type { TerraformBlock, TerraformResources } from "../terraform/terraform-resources";
import { entitlementGrants } from "./entitlements";
import { type Power, powersOfPermissions } from "./power";
import { powersOfRole } from "./role";
import { customRoleName, type Grants, grantsIn } from "./terraform-grants";

const REPOSITORY = "google_artifact_registry_repository";

/** On what a role may be one on a repository, too: see `reachesOf`. */
const REACHING: ReadonlySet<string> = new Set([REPOSITORY, "google_project", "google_folder", "google_organization"]);

/** How sure it is that somebody can read: always, under a condition, or as far as nobody can see that they cannot. */
export type Certainty = "always" | "on a condition" | "perhaps";

/** Somebody who can read a repository, or may be able to. */
export interface RepositoryReader {
  /** @default - it cannot be seen who it is */
  readonly member?: string;
  readonly repository: ResourcePlace;
  readonly certainty: Certainty;

  /** Of what grants it. */
  readonly address: string;
}

/** A grant that lets its member read repositories, or may do so. */
interface ReadGrant {
  readonly member?: string;
  readonly type: string;
  readonly place: ResourcePlace;
  readonly certainty: Certainty;
  readonly address: string;
}

/**
 * Who can read which repositories of a configuration, a state, or one side of a plan: by a role on the repository, on
 * its project, or on what is above that. A role of which it is not known what it lets do is taken for one that lets
 * read.
 */
export class RepositoryReaders {
  private readonly grants: readonly ReadGrant[];

  /**
   * Those on repositories by where these are and what they are called, and all others, which may be for any, under
   * undefined.
   */
  private readonly byName = new Map<string | undefined, ReadGrant[]>();

  public constructor(private readonly world: TerraformResources) {
    const customRoles = readCustomRoles(world);
    const powersOf = (role: string): readonly Power[] | undefined => customRoles.get(role) ?? powersOfRole(role);
    this.grants = [grantsIn(world), entitlementGrants(world)]
      .flatMap((grants) => readGrants(grants, powersOf))
      .filter(({ type }) => REACHING.has(type));
    for (const grant of this.grants) {
      const at = grant.type === REPOSITORY ? nameIn(grant.place) : undefined;
      const others = this.byName.get(at) ?? [];
      others.push(grant);
      this.byName.set(at, others);
    }
  }

  /**
   * The repositories that are defined or named in it.
   *
   * @param isWanted by their format, in upper case; undefined where it is not known
   */
  public repositories(isWanted: (format: string | undefined) => boolean): readonly ResourcePlace[] {
    const names = NamedResources.of(this.world);
    const defined = this.world.blocks.filter(({ type }) => type === REPOSITORY);
    const wanted = defined.filter((block) => isWanted(formatOf(block))).map((block) => names.placeOf(block));
    const all = defined.map((block) => names.placeOf(block));
    const named = distinct(this.grants.filter(({ type }) => type === REPOSITORY).map(({ place }) => place));
    const elsewhere = named.filter((place) => all.every((one) => isSamePlace(one, place) === false));
    return distinct([...wanted, ...(isWanted(undefined) ? elsewhere : [])]);
  }

  /** Everybody who can read a repository, each once, with the surest of their grants. */
  public of(repository: ResourcePlace): readonly RepositoryReader[] {
    const found = new Map<string, RepositoryReader>();
    const add = ({ member, type, place, certainty, address }: ReadGrant): void => {
      const reaches = reachesOf(type, place, repository);
      if (reaches === false) return;
      const sure = reaches === undefined ? "perhaps" : certainty;
      // Of those who cannot be seen each may be another.
      const key = member ?? `at ${address}`;
      const other = found.get(key);
      if (other !== undefined && CERTAINTIES.indexOf(sure) >= CERTAINTIES.indexOf(other.certainty)) return;
      const reader = { repository, certainty: sure, address };
      found.set(key, member === undefined ? reader : { member, repository, certainty: sure, address });
    };
    for (const some of this.candidates(repository)) some.forEach(add);
    return [...found.values()];
  }

  private candidates(repository: ResourcePlace): readonly (readonly ReadGrant[])[] {
    const name = nameIn(repository);
    return name === undefined ? [this.grants] : [name, undefined].map((one) => this.byName.get(one) ?? []);
  }
}

/** Undefined where the place or the name is not known. */
function nameIn({ location, name }: ResourcePlace): string | undefined {
  return location === undefined || name === undefined ? undefined : `${location.toLowerCase()}/${name}`;
}

const CERTAINTIES: readonly Certainty[] = ["always", "on a condition", "perhaps"];

function readGrants(
  { seen, unseen }: Grants,
  powersOf: (role: string) => readonly Power[] | undefined,
): readonly ReadGrant[] {
  const known = seen.flatMap(({ target: { place }, type, role, member, condition, address }): readonly ReadGrant[] => {
    const powers = powersOf(role);
    if (powers?.includes("read") === false) return [];
    const sure = condition === "" ? "always" : "on a condition";
    return [{ member, type, place, address, certainty: powers === undefined ? "perhaps" : sure }];
  });
  const hidden = unseen.flatMap(({ target: { place }, type, role, address }): readonly ReadGrant[] => {
    const powers = role === undefined ? undefined : powersOf(role);
    return powers?.includes("read") === false ? [] : [{ type, place, address, certainty: "perhaps" }];
  });
  return [...known, ...hidden];
}

/** Whether a role on a resource is one on a repository too; undefined where that cannot be seen. */
function reachesOf(type: string, place: ResourcePlace, repository: ResourcePlace): boolean | undefined {
  switch (type) {
    case REPOSITORY:
      return isSamePlace(place, repository);
    case "google_project":
      return isSameProject(place.project, repository.project);
    case "google_folder":
    case "google_organization":
      // What is below them is nowhere to be seen.
      return undefined;
    default:
      return false;
  }
}

/** The powers of the custom roles that are defined; undefined of those whose permissions are not known. */
function readCustomRoles(world: TerraformResources): ReadonlyMap<string, readonly Power[] | undefined> {
  return new Map(
    world.blocks.flatMap((block): readonly (readonly [string, readonly Power[] | undefined])[] => {
      const name = customRoleName(block);
      if (name === undefined || block.isData) return [];
      const permissions = textsAt(block.body, "permissions");
      const isOff = valueAt(block.body, "stage") === "DISABLED";
      return [[name, isOff ? [] : permissions && powersOfPermissions(permissions)]];
    }),
  );
}

/** The provider takes either case, and the service makes it upper case. */
function formatOf({ body, configuration }: TerraformBlock): string | undefined {
  return configuration.text(body.format)?.toUpperCase();
}

function distinct(places: readonly ResourcePlace[]): readonly ResourcePlace[] {
  return [
    ...new Map(places.map((place) => [JSON.stringify([place.project, place.location, place.name]), place])).values(),
  ];
}
