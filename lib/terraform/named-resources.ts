import { HiddenValue } from "./hidden-value";
import { firstKnown, knownPlace, placeOfPath, type ResourcePlace } from "./resource-place";
import { isAbsent, valueAt } from "./resource-values";
import type { TerraformBlock, TerraformFields, TerraformResources } from "./terraform-resources";

/** Where a resource is, and not which one it is. */
const PLACES = ["project", "location", "region", "zone"];

/** What another resource names by fields such as `project`, `location` and `repository`. */
export interface NamedResource {
  /** Tells resources apart, and stays the same when a resource is replaced: its address, or else the fields. */
  readonly id: string;

  /** Its name without where it is. */
  readonly label: string;

  /** With where it is, as far as the fields that name it say. */
  readonly fullName: string;

  /** What is known of its name and of where it is: by the fields, or by the resource itself. */
  readonly place: ResourcePlace;

  /**
   * The project that it is in: by its path, by what names it, or by itself, never by the provider's settings.
   *
   * @default - none of them says one, or they say different ones
   */
  readonly project?: string;

  /** @default - the plan does not have it */
  readonly block?: TerraformBlock;
}

// Weak, so that a plan goes with its indexes.
const NAMED = new WeakMap<TerraformResources, NamedResources>();

/** Finds the resources of one side of a plan, or of a configuration, that others name, by reference or by text. */
export class NamedResources {
  /** The same for the same resources: its indexes are made once for all who ask. */
  public static of(resources: TerraformResources): NamedResources {
    const known = NAMED.get(resources) ?? new NamedResources(resources);
    NAMED.set(resources, known);
    return known;
  }

  private readonly byType = new Map<string, ReadonlyMap<string, readonly TerraformBlock[]>>();

  private constructor(private readonly resources: TerraformResources) {}

  /**
   * What fields name.
   *
   * @param type of the resource that is named
   * @param given those that name it, and no others
   * @param otherwise tells it apart when it cannot be seen which one it is
   */
  public find(type: string, given: TerraformFields, otherwise: string): NamedResource {
    const names = Object.keys(given).filter((key) => !PLACES.includes(key));
    const chosen = names.length === 0 ? Object.keys(given).filter((key) => key === "project") : names;
    const fields = this.withPlaceOfPath(given, names);
    const referenced = chosen.map((key) => this.referenced(fields[key])).find((block) => block?.type === type);
    const texts = chosen.map((key) => wholePath(type, this.textAt(fields, key)) ?? this.nameAt(referenced, key));
    const first = texts[mainOf(type, chosen)] ?? texts.find((one) => one !== undefined);
    const inside = texts.filter((one) => one !== first).map((one) => lastPart(one ?? ""));
    // An address is no name: there may be slashes in its keys.
    const name = first === undefined ? `not known yet, of ${referenced?.address ?? otherwise}` : lastPart(first);
    const label = inside.includes("") ? name : [...inside, name].join("/");
    const places = PLACES.filter((key) => !chosen.includes(key)).map((key) => this.textAt(fields, key));
    const fullName = [...places, ...texts.map((one) => (one === undefined ? undefined : lastPart(one)))]
      .filter((one) => one !== undefined)
      .join("/");
    const block = referenced?.isData === false ? referenced : this.called(type, texts, fields);
    const found = this.placed(fields, first, block ?? referenced);
    const place = inside.length === 0 ? withParents(type, first, found) : { ...found, name: label };
    const isHidden = texts.includes(undefined);
    const project = names.length === 0 ? first && lastPart(first) : this.projectSaid(fields, texts, block);
    const named = { label, place, ...(project === undefined ? {} : { project }) };
    if (block !== undefined)
      return { ...named, id: block.address, fullName: isHidden ? block.address : fullName, block };
    if (isHidden) return { ...named, id: otherwise, fullName: otherwise };
    return { ...named, id: idOf(type, place, texts), fullName };
  }

  /**
   * A path says it best where something is: the provider takes the project and the place from it, whatever stands
   * beside it.
   *
   * @see https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/google/services/secretmanager/iam_secret_manager_secret.go
   *   (`GetImportIdQualifiers` overwrites what the fields say, in all of these)
   */
  private withPlaceOfPath(fields: TerraformFields, names: readonly string[]): TerraformFields {
    const paths = names.map((key) => placeOfPath(this.textAt(fields, key) ?? ""));
    const { project, location } = paths.find((path) => path.project !== undefined) ?? {};
    if (project === undefined) return fields;
    const places = Object.keys(fields)
      .filter((key) => PLACES.includes(key))
      .map((key): [string, unknown] => [key, key === "project" ? project : (location ?? fields[key])]);
    return { ...fields, ...Object.fromEntries(places) };
  }

  /** What says the project; undefined where different ones are said, or it is not known yet. */
  private projectSaid(
    fields: TerraformFields,
    texts: readonly (string | undefined)[],
    block: TerraformBlock | undefined,
  ): string | undefined {
    const inPath = texts.map((one) => placeOfPath(one ?? "").project).find((one) => one !== undefined);
    if (inPath === undefined && isProjectInPath(fields, texts)) return undefined;
    const said = [
      inPath ?? fields.project,
      block === undefined || block.type === "google_project" ? undefined : block.body.project,
    ].filter((one) => !isAbsent(one));
    const projects = new Set(said.map((one) => (one instanceof HiddenValue ? undefined : this.resources.text(one))));
    const [project] = projects;
    return projects.size === 1 ? project : undefined;
  }

  /** What a resource is called, and where it is. */
  public placeOf(block: TerraformBlock): ResourcePlace {
    return this.placed(block.body, this.nameAt(block, "name"), block);
  }

  /** The text of an attribute, followed where it is a reference to a text. */
  public textAt(fields: TerraformFields, key: string): string | undefined {
    const value = valueAt(fields, key);
    return value instanceof HiddenValue ? undefined : this.resources.text(value);
  }

  /** The fields say it best, then a path in one of them, then the resource that they lead to. */
  private placed(fields: TerraformFields, name: string | undefined, block: TerraformBlock | undefined): ResourcePlace {
    const inPath = name === undefined ? {} : placeOfPath(name);
    const isElsewhere = [fields, block?.body ?? {}].some((one) => valueAt(one, "project") !== undefined);
    const around = block === undefined ? {} : this.placeIn(block.body);
    const { defaultProject } = this.resources;
    const provider = isElsewhere || defaultProject === undefined ? {} : { project: defaultProject };
    return firstKnown(this.placeIn(fields), inPath, around, provider);
  }

  private placeIn(fields: TerraformFields): ResourcePlace {
    const [text, ...locations] = PLACES.map((key) => this.textAt(fields, key));
    const location = locations.find((one) => one !== undefined);
    const project = text ?? this.projectOf(this.referenced(fields.project));
    return knownPlace({ project, location });
  }

  /** Of the resource that a project is taken from. What a project itself is called is in its id. */
  private projectOf(block: TerraformBlock | undefined): string | undefined {
    return block === undefined || block.type === "google_project" ? undefined : this.resources.project(block.body);
  }

  private referenced(value: unknown): TerraformBlock | undefined {
    const named = this.resources.named(value);
    return typeof named === "object" ? named : undefined;
  }

  private nameAt(block: TerraformBlock | undefined, key: string): string | undefined {
    if (block === undefined) return undefined;
    const names = [key, `${key}_id`, "name", "repository_id", "secret_id", "account_id", "project_id"];
    return names.map((name) => this.textAt(block.body, name)).find((one) => one !== undefined);
  }

  /** The one managed resource that has these names, and is in the same place as far as that is known. */
  private called(
    type: string,
    texts: readonly (string | undefined)[],
    fields: TerraformFields,
  ): TerraformBlock | undefined {
    const known = texts.filter((text) => text !== undefined);
    const [first] = known;
    if (first === undefined || known.length < texts.length) return undefined;
    const isThere = ({ body }: TerraformBlock): boolean =>
      PLACES.every((place) => {
        const [own, its] = [this.textAt(fields, place), this.textAt(body, place)];
        return own === undefined || its === undefined || lastPart(own) === lastPart(its);
      });
    const found = (this.index(type).get(lastPart(first)) ?? []).filter((block) => {
      const isNamedSo = known.every((text) => this.namesOf(block).has(lastPart(text)));
      return isNamedSo && isThere(block) && (first.includes("/") ? this.isWhole(block, first) : true);
    });
    return found.length === 1 ? found[0] : undefined;
  }

  private index(type: string): ReadonlyMap<string, readonly TerraformBlock[]> {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const index = new Map<string, TerraformBlock[]>();
    for (const block of this.resources.ofType(type)) {
      for (const name of this.namesOf(block)) {
        const same = index.get(name);
        if (same === undefined) index.set(name, [block]);
        else same.push(block);
      }
    }
    this.byType.set(type, index);
    return index;
  }

  /** Whether a whole path may be that of a block: it is where the block's own path is not known yet. */
  private isWhole({ body }: TerraformBlock, path: string): boolean {
    const paths = [this.textAt(body, "id"), this.textAt(body, "name")].filter((one) => one?.includes("/") === true);
    return paths.length === 0 || paths.some((one) => one !== undefined && (path.endsWith(one) || one.endsWith(path)));
  }

  private namesOf({ body }: TerraformBlock): ReadonlySet<string> {
    const names = Object.keys(body).filter((key) => /^(?:id|name|email|.*_id)$/s.test(key));
    return new Set(names.flatMap((key) => this.textAt(body, key) ?? []).map(lastPart));
  }
}

/** Which of several fields names the resource itself, and not what it is in: `table_id` of a table. */
function mainOf(type: string, fields: readonly string[]): number {
  return Math.max(
    0,
    fields.findIndex((field) => type.endsWith(`_${field.replace(/_(?:id|name)$/, "")}`)),
  );
}

/** A service account has one name in the world, as a bucket has, whatever it is written under: `projects/-`. */
const UNIQUE = "@";

/** By where it is in whatever way that is said: by a field, in its path, or by the provider. */
function idOf(type: string, { project, location }: ResourcePlace, texts: readonly (string | undefined)[]): string {
  const known = texts.map((one) => one ?? "");
  const isUnique = type === "google_storage_bucket" || known.some((one) => one.includes(UNIQUE));
  const places = isUnique ? [] : [project, location].map((one) => lastPart(one ?? ""));
  const names = known.flatMap((one) => [...(isUnique ? [] : parentsIn(one)), lastPart(one)]);
  // A whole path may say again what another field says.
  return [type, ...places, ...new Set(names)].join(" ");
}

/** What a resource is in beside a project and a location: the ring of a key. */
function parentsIn(path: string): readonly string[] {
  const parts = path.split("/");
  const start = parts.findIndex((part) => [...COLLECTIONS_OF_PLACES, ...OTHER_HOLDERS].includes(part));
  if (start < 0) return parts.slice(0, -1);
  const parents: string[] = [];
  // What is in no location is in `global`, without a collection.
  for (let at = start; at < parts.length - 2; at += parts[at] === "global" ? 1 : 2) {
    const [collection = "", name = ""] = parts.slice(at, at + 2);
    if (![...COLLECTIONS_OF_PLACES, "global"].includes(collection)) parents.push(name);
  }
  return parents;
}

const COLLECTIONS_OF_PLACES = ["projects", "locations", "regions", "zones"];
const OTHER_HOLDERS = ["folders", "organizations"];

/**
 * Keys and their rings go by short paths, too: `PROJECT/LOCATION/RING/KEY`, also without the project.
 *
 * @see https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/google/services/kms/kms_utils.go
 */
function wholePath(type: string, text: string | undefined): string | undefined {
  const collections = KEY_COLLECTIONS.get(type);
  const parts = text?.split("/") ?? [];
  if (collections === undefined || parts.length < collections.length - 1) return text;
  if (parts.length > collections.length) return text;
  const from = collections.length - parts.length;
  return parts.map((part, at) => `/${collections[from + at] ?? ""}/${part}`).join("");
}

/** Keys of one name are in many rings. */
function withParents(type: string, path: string | undefined, place: ResourcePlace): ResourcePlace {
  const parents = path !== undefined && KEY_COLLECTIONS.has(type) ? parentsIn(path) : [];
  return parents.length === 0 ? place : { ...place, name: [...parents, lastPart(path ?? "")].join("/") };
}

const KEY_COLLECTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["google_kms_key_ring", ["projects", "locations", "keyRings"]],
  ["google_kms_crypto_key", ["projects", "locations", "keyRings", "cryptoKeys"]],
]);

/** Whether a name such as `p/s` may begin with a project, which the provider takes before the field. */
function isProjectInPath(fields: TerraformFields, texts: readonly (string | undefined)[]): boolean {
  return "project" in fields && texts.some((one) => one?.includes("/") === true);
}

/** The last part of a path, such as the account in `projects/P/serviceAccounts/A`. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
