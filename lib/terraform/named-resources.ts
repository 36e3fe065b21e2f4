import { HiddenValue } from "./hidden-value";
import { textAt } from "./resource-values";
import type { TerraformBlock, TerraformFields, TerraformResources } from "./terraform-resources";

/** Where a resource is, and not which one it is. */
const PLACES = ["project", "location", "region", "zone"];

/** What another resource names by fields such as `project`, `location` and `repository`. */
export interface NamedResource {
  /** Tells resources apart, and stays the same when a resource is replaced: its address, or else the fields. */
  readonly id: string;

  /** Its name without where it is. */
  readonly label: string;

  /** With where it is, as far as that is known. */
  readonly fullName: string;

  /** @default - the plan does not have it */
  readonly block?: TerraformBlock;
}

/** Finds the resources of one side of a plan that others name, by reference or by text. */
export class NamedResources {
  private readonly byType = new Map<string, ReadonlyMap<string, readonly TerraformBlock[]>>();

  public constructor(private readonly resources: TerraformResources) {}

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
    const texts = chosen.map((key) => textAt(fields, key) ?? textOf(referenced, key));
    const label = lastPart(texts.find((one) => one !== undefined) ?? referenced?.address ?? otherwise);
    const places = PLACES.filter((key) => !chosen.includes(key)).map((key) => textAt(fields, key));
    const fullName = [...places, ...texts.map((one) => (one === undefined ? undefined : lastPart(one)))]
      .filter((one) => one !== undefined)
      .join("/");
    const block = referenced?.isData === false ? referenced : this.called(type, texts, fields);
    if (block !== undefined)
      return { id: block.address, label, fullName: texts.includes(undefined) ? block.address : fullName, block };
    if (texts.includes(undefined)) return { id: otherwise, label, fullName: otherwise };
    return { id: `${type} ${fullName}`, label, fullName };
  }

  private referenced(value: unknown): TerraformBlock | undefined {
    const named = value instanceof HiddenValue ? this.resources.named(value) : undefined;
    return typeof named === "object" ? named : undefined;
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
    const found = (this.index(type).get(lastPart(first)) ?? []).filter(
      (block) =>
        known.every((text) => namesOf(block).has(lastPart(text))) &&
        (!first.includes("/") || isWhole(block, first)) &&
        PLACES.every((place) => {
          const [own, its] = [textAt(fields, place), textAt(block.body, place)];
          return own === undefined || its === undefined || lastPart(own) === lastPart(its);
        }),
    );
    return found.length === 1 ? found[0] : undefined;
  }

  private index(type: string): ReadonlyMap<string, readonly TerraformBlock[]> {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const index = new Map<string, TerraformBlock[]>();
    for (const block of this.resources.blocks) {
      if (block.type !== type || block.isData) continue;
      for (const name of namesOf(block)) index.set(name, [...(index.get(name) ?? []), block]);
    }
    this.byType.set(type, index);
    return index;
  }
}

/** The last part of a path, such as the account in `projects/P/serviceAccounts/A`. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function textOf(block: TerraformBlock | undefined, key: string): string | undefined {
  const { body = {} } = block ?? {};
  const names = [key, `${key}_id`, "name", "repository_id", "secret_id", "account_id", "project_id"];
  return names.map((name) => textAt(body, name)).find((one) => one !== undefined);
}

/** Whether a whole path may be that of a block: it is where the block's own path is not known yet. */
function isWhole({ body }: TerraformBlock, path: string): boolean {
  const paths = [textAt(body, "id"), textAt(body, "name")].filter((one) => one?.includes("/") === true);
  return paths.length === 0 || paths.some((one) => one !== undefined && (path.endsWith(one) || one.endsWith(path)));
}

function namesOf({ body }: TerraformBlock): ReadonlySet<string> {
  const names = Object.keys(body).filter(
    (key) => key === "id" || key === "name" || key === "email" || key.endsWith("_id"),
  );
  return new Set(names.flatMap((key) => textAt(body, key) ?? []).map(lastPart));
}
