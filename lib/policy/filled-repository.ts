import { placeOfPath, type ResourcePlace } from "../terraform/resource-place";
import type { TerraformBlock, TerraformResources } from "../terraform";
import { HiddenValue } from "../terraform/hidden-value";
import { fieldsOf, isRepeated } from "../terraform/terraform-resources";
import type { Decision } from "./decision";
import { PackagePolicy, Policy } from "./policy";
import { versionId } from "./version-condition";

/** A resource that is in Terraform's state alone: a plan shows what it held and what it will hold. */
const TYPE = "terraform_data";

/** What a standard repository is filled with from locks, as its stack says it. */
export interface FilledPackage {
  /** As the index spells them. */
  readonly versions: string[];
  /** Where they stand in lock files, such as `requirements.lock:12`. */
  readonly places: string[];
}

/**
 * What a stack says of a repository that is filled from locks: the value of a `terraform_data`, so that a plan shows a
 * change of the locks line by line, and `check`, `preview` and `review` answer from the stack alone. Nothing but what
 * is in the locks is put there by the fill; what else its writers upload is not seen here.
 *
 * @param repository `projects/P/locations/L/repositories/R`
 */
export function filledWith(
  repository: string,
  packages: Readonly<Record<string, FilledPackage>>,
): Record<string, unknown> {
  return { python_repository: repository, packages };
}

/** What is read of it. */
export interface RepositoryFill {
  readonly block: TerraformBlock;
  /** The repository that is filled. */
  readonly place: ResourcePlace;
  /** The packages, by their PEP 503 names; undefined where they are not known before the apply. */
  readonly packages: ReadonlyMap<string, FilledPackage> | undefined;
}

/** The fills that documents tell of. */
export function readFills(documents: readonly TerraformResources[]): readonly RepositoryFill[] {
  const blocks = documents.flatMap((document) => document.ofType(TYPE));
  return blocks.flatMap((block) => {
    const { body, configuration } = block;
    const input = fieldsOf(body.input);
    const path = configuration.text(input.python_repository);
    if (path === undefined || isRepeated(body)) return [];
    return [{ block, place: placeOfPath(path), packages: readPackages(input.packages) }];
  });
}

function readPackages(value: unknown): ReadonlyMap<string, FilledPackage> | undefined {
  if (typeof value !== "object" || value === null || value instanceof HiddenValue) return undefined;
  const found = new Map<string, FilledPackage>();
  for (const [name, held] of Object.entries(fieldsOf(value))) {
    const { versions, places } = fieldsOf(held);
    const texts = textsOf(versions);
    if (texts === undefined) return undefined;
    found.set(name, { versions: texts, places: textsOf(places) ?? [] });
  }
  return found;
}

function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one) => typeof one === "string");
  return texts.length === value.length ? texts : undefined;
}

const LISTED: Decision = { outcome: "allowed", reason: "the locks that fill the repository list it" };
const NOT_LISTED: Decision = { outcome: "denied", reason: "the locks that fill the repository do not list it" };
const NOT_KNOWN: Decision = { outcome: "unknown", reason: "what fills the repository is not known before the apply" };
const SEVERAL: Decision = { outcome: "unknown", reason: "the repository is said to be filled with two lists at once" };

/**
 * What can be downloaded from a repository that is filled from locks: what they list, as far as rules on it let it
 * through.
 */
export class FilledPolicy extends Policy {
  public override readonly packageNames: readonly string[];

  /**
   * What is there: versions by PEP 503 names, as the index spells them.
   *
   * @default - it is not known
   */
  public readonly contents?: ReadonlyMap<string, readonly string[]>;

  private readonly ids = new Map<string, ReadonlySet<string>>();
  private readonly doubt: Decision | undefined;

  /**
   * @param fills those of the repository, at least one
   * @param rules what rules decide on what is there; none where the repository has no rules
   */
  public constructor(
    fills: readonly Pick<RepositoryFill, "packages">[],
    private readonly rules?: Policy,
  ) {
    super();
    const [only, second] = fills;
    if (second !== undefined) this.doubt = SEVERAL;
    else if (only?.packages === undefined) this.doubt = NOT_KNOWN;
    if (this.doubt === undefined)
      this.contents = new Map([...(only?.packages ?? [])].map(([name, { versions }]) => [name, versions]));
    for (const [name, { versions }] of only?.packages ?? []) this.ids.set(name, new Set(versions.map(versionId)));
    this.packageNames = Object.freeze([...new Set([...this.ids.keys(), ...(rules?.packageNames ?? [])])].sort());
  }

  /** Whether a package is there in this version (see `versionId`); undefined where that is not known. */
  public holds(name: string | undefined, id: string | undefined): boolean | undefined {
    if (this.doubt !== undefined) return undefined;
    return name !== undefined && id !== undefined && this.ids.get(name)?.has(id) === true;
  }

  protected override on(name: string | undefined): PackagePolicy {
    const ruled = name === undefined ? this.rules?.ofOthers() : this.rules?.named(name);
    const own = (name === undefined ? undefined : this.ids.get(name)) ?? new Set<string>();
    return new PackagePolicy([own, ...(ruled?.ids ?? [])], (id) => {
      if (this.doubt !== undefined) return this.doubt;
      if (this.holds(name, id) !== true) return NOT_LISTED;
      return ruled?.decideOn(id) ?? LISTED;
    });
  }
}
