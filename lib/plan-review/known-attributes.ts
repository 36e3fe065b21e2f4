import type { AttributePath, ResourceCard } from "./cards/card";
import type { PlanRule, Reads } from "./plan-rule";

/** What is known of an attribute: a rule looks at it, it cannot let anybody in, or nothing. */
export type Knowledge = "read" | "harmless" | "unread";

/** Stand for a resource that comes and one that goes, beside its attributes. */
export const NEW = "new";
export const GONE = "gone";

/** Names that mean the same in every type, at the top of the resource: labels for bills, results. */
export const HARMLESS_EVERYWHERE: ReadonlySet<string> = new Set([
  "labels",
  "terraform_labels",
  "effective_labels",
  "timeouts",
  "id",
  "self_link",
  "etag",
  "fingerprint",
  "create_time",
  "update_time",
]);

/** Names and words for people, wherever they stand. */
const FOR_PEOPLE = /(^|\.)(description|display_name)$/;

export function isForPeople(path: AttributePath): boolean {
  return FOR_PEOPLE.test(path);
}

/** What says which resource it is: where it changes, another resource comes, and the one there was goes. */
export const IDENTITY: ReadonlySet<string> = new Set([
  "name",
  "name_prefix",
  "project",
  "location",
  "region",
  "zone",
  "project_id",
  "folder",
  "folder_id",
  "org_id",
  "organization",
  "organization_id",
  "billing_account",
]);

/** What is known of each attribute of one resource type. */
export class KnownAttributes {
  /** Of a type of which nothing is known, whatever it is called. */
  public static ofNothing(type: string): KnownAttributes {
    return new KnownAttributes(type, undefined, [], false);
  }

  private readonly read: ReadonlySet<string>;
  private readonly exact: ReadonlySet<string>;
  private readonly harmless: ReadonlySet<string>;
  private readonly matters: ReadonlySet<string>;
  private readonly reads: readonly Reads[];
  private readonly isKnown: boolean;

  /** What was asked before: plans have many resources of one type. */
  private readonly found = new Map<AttributePath, Knowledge>();

  public constructor(
    private readonly type: string,
    card: ResourceCard | undefined,
    readers: readonly Pick<PlanRule, "reads">[],
    isGoogles = type.startsWith("google_"),
  ) {
    // What others call labels, or a description, may mean anything.
    this.isKnown = isGoogles || card !== undefined;
    this.reads = readers.flatMap(({ reads }) => reads?.(type) ?? []);
    this.read = new Set(this.reads.flatMap(({ paths = [] }) => paths));
    this.exact = new Set(this.reads.flatMap(({ exact = [] }) => exact));
    this.harmless = new Set([...Object.keys(card?.harmless ?? {}), ...(card?.plain ?? [])]);
    this.matters = new Set(card?.matters);
  }

  /** What is known of an attribute, or of the next block that it is in and of which something is. */
  public of(path: AttributePath): Knowledge {
    const known = this.found.get(path) ?? this.find(path);
    this.found.set(path, known);
    return known;
  }

  private find(path: AttributePath): Knowledge {
    if (this.exact.has(path)) return "read";
    for (const part of outwards(path)) {
      if (this.read.has(part) || this.isReadByName(part)) return "read";
      if (this.harmless.has(part)) return "harmless";
      if (this.matters.has(part)) return "unread";
    }
    if (!this.isKnown) return "unread";
    if (isHarmlessEverywhere(path)) return "harmless";
    return IDENTITY.has(path) || isOwnId(this.type, path) ? this.ofIdentity() : "unread";
  }

  public ofCreation(): Knowledge {
    return this.ofExistence(NEW, ({ creation = false }) => creation);
  }

  public ofDeletion(): Knowledge {
    return this.ofExistence(GONE, ({ deletion = false }) => deletion);
  }

  private ofIdentity(): Knowledge {
    const both = [this.ofCreation(), this.ofDeletion()];
    if (both.includes("unread")) return "unread";
    return both.includes("read") ? "read" : "harmless";
  }

  private ofExistence(word: string, isRead: (reads: Reads) => boolean): Knowledge {
    if (this.reads.some(isRead)) return "read";
    return this.harmless.has(word) ? "harmless" : "unread";
  }

  private isReadByName(path: AttributePath): boolean {
    const name = path.slice(path.lastIndexOf(".") + 1);
    return this.reads.some(({ names }) => names?.test(name) === true);
  }
}

/** The `policy_id` of a `google_x_policy` says which one it is. */
export function isOwnId(type: string, path: AttributePath): boolean {
  return path.endsWith("_id") && type.endsWith(`_${path.slice(0, -"_id".length)}`);
}

function isHarmlessEverywhere(path: AttributePath): boolean {
  const [top = ""] = path.split(".", 1);
  return HARMLESS_EVERYWHERE.has(top) || isForPeople(path);
}

/** `a.b.c`, `a.b`, `a`. */
function outwards(path: AttributePath): readonly AttributePath[] {
  const parts = path.split(".");
  return parts.map((_, at) => parts.slice(0, parts.length - at).join("."));
}
