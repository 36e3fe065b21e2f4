import { HiddenValue } from "./hidden-value";
import { firstKnown, knownPlace, placeOfPath, type ResourcePlace } from "./resource-place";
import { valueAt } from "./resource-values";
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
   * @param fields those that name it, and no others
   * @param otherwise tells it apart when it cannot be seen which one it is
   */
  public find(type: string, fields: TerraformFields, otherwise: string): NamedResource {
    const names = Object.keys(fields).filter((key) => !PLACES.includes(key));
    const chosen = names.length === 0 ? Object.keys(fields).filter((key) => key === "project") : names;
    const referenced = chosen.map((key) => this.referenced(fields[key])).find((block) => block?.type === type);
    const texts = chosen.map((key) => this.textAt(fields, key) ?? this.nameAt(referenced, key));
    const first = texts.find((one) => one !== undefined);
    const label = lastPart(first ?? referenced?.address ?? otherwise);
    const places = PLACES.filter((key) => !chosen.includes(key)).map((key) => this.textAt(fields, key));
    const fullName = [...places, ...texts.map((one) => (one === undefined ? undefined : lastPart(one)))]
      .filter((one) => one !== undefined)
      .join("/");
    const block = referenced?.isData === false ? referenced : this.called(type, texts, fields);
    const place = this.placed(fields, first, block ?? referenced);
    const isHidden = texts.includes(undefined);
    if (block !== undefined)
      return { label, place, id: block.address, fullName: isHidden ? block.address : fullName, block };
    if (isHidden) return { label, place, id: otherwise, fullName: otherwise };
    return { label, place, id: `${type} ${fullName}`, fullName };
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

/** The last part of a path, such as the account in `projects/P/serviceAccounts/A`. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
