import type { ResourceChange, TerraformFields, TerraformPlan, TerraformResources } from "../terraform";
import { HiddenValue } from "../terraform/hidden-value";
import { fieldsOf } from "../terraform/terraform-resources";
import { isAbsent, isSame } from "../terraform/resource-values";
import type { ReviewedChange } from "./plan-rule";

/** Attributes that Google changes without anybody asking: of what is deleted they say nothing. */
const VOLATILE =
  /^(?:etag|.*fingerprint|.*_time|.*timestamp|generation|metageneration|observed_generation|state|status)$/;

/** Attributes that say where a resource is and what it is called. */
const IDENTITY = /^(?:project|location|region|zone|name|email|account_id|parent|bucket|dataset|.*_id)$/;

// Plans have many resources, and few names of attributes.
const KNOWN_NAMES = new Map<string, boolean>();

function isIdentity(name: string): boolean {
  const known = KNOWN_NAMES.get(name) ?? IDENTITY.test(name);
  KNOWN_NAMES.set(name, known);
  return known;
}

/** Attributes that a resource's place and name decide, though they are not known before it exists. */
const DECIDED = new Set(["id", "name", "self_link", "email", "member"]);

/** Content of a finding as text, and whether all of it is seen. */
export interface SeenContent {
  readonly text: string;
  readonly isSeen: boolean;
}

/** What the findings of one change speak of. */
export class ChangedContent {
  /** All that a plan does, as far as it says: the same for the same plan, whenever it was made. */
  public static ofPlan(plan: TerraformPlan): string {
    const { changes, drift, before, after, beforeDrift } = plan;
    const planned = { plan, changes, before, after, isDrift: false };
    const drifted = { plan, changes: drift, before: beforeDrift, after: before, isDrift: true };
    return JSON.stringify([planned, drifted].map((one) => new ChangedContent(one).ofAll()));
  }

  private readonly byAddress: ReadonlyMap<string, ResourceChange>;

  public constructor(private readonly change: ReviewedChange) {
    this.byAddress = new Map(change.changes.map((one) => [one.address, one]));
  }

  /**
   * @param address of what a finding is about
   * @param content what it speaks of; undefined for the whole resource at the address
   */
  public of(address: string, content: unknown): SeenContent {
    const change = this.byAddress.get(address);
    const writer = new ContentWriter(this.change.after);
    const place = change === undefined ? null : this.identityOf(change, writer);
    if (content !== undefined) return writer.written([place, writer.of(content)]);
    // Where the resource stays as it is, what changes is elsewhere, and not looked for.
    if (change === undefined || isUnchanged(change)) writer.miss();
    return writer.written([place, change === undefined ? null : this.bodyOf(change, writer)]);
  }

  private ofAll(): readonly unknown[] {
    const writer = new ContentWriter(this.change.after);
    const changed = this.change.changes.filter((one) => !isUnchanged(one));
    return changed.map((one) => [one.address, one.actions, this.identityOf(one, writer), this.bodyOf(one, writer)]);
  }

  private identityOf({ type, before, after }: ResourceChange, writer: ContentWriter): unknown {
    const body = after ?? before ?? {};
    const world = after === undefined ? this.change.before : this.change.after;
    const project = isAbsent(body.project) ? world.defaultProject : body.project;
    if ("project" in body && project === undefined) writer.miss();
    return [type, writer.of(project), writer.of(pick(body, isIdentity))];
  }

  /** What the configuration says, and what changes: what Google fills in by itself is no content. */
  private bodyOf({ address, before, after }: ResourceChange, writer: ContentWriter): unknown {
    if (after === undefined)
      return {
        gone: writer.of(
          pick(before ?? {}, (key) => !VOLATILE.test(key)),
          false,
        ),
      };
    const { configuration } = this.change.plan;
    return writer.of(pick(after, (key) => configuration.mentions(address, key) || !isSame(before?.[key], after[key])));
  }
}

function isUnchanged({ actions }: ResourceChange): boolean {
  return actions.every((action) => action === "no-op" || action === "read");
}

function pick(body: TerraformFields, isWanted: (key: string) => boolean): TerraformFields {
  const keys = Object.keys(body).filter(isWanted);
  return Object.fromEntries(keys.map((key) => [key, body[key]]));
}

/** Writes values in one way, whatever the order of their fields, and notes what it does not see. */
class ContentWriter {
  private isSeen = true;

  public constructor(private readonly world: TerraformResources) {}

  public written(content: unknown): SeenContent {
    return { text: JSON.stringify(content), isSeen: this.isSeen };
  }

  /** Notes that something is not seen. */
  public miss(): void {
    this.isSeen = false;
  }

  /** @param isWhole whether what is hidden counts; else it is left out */
  public of(value: unknown, isWhole = true): unknown {
    if (value instanceof HiddenValue) return isWhole ? this.ofHidden(value) : undefined;
    if (Array.isArray(value)) return value.map((one) => this.of(one, isWhole) ?? null);
    if (typeof value !== "object" || value === null) return value ?? undefined;
    const fields = fieldsOf(value);
    const keys = Object.keys(fields).sort();
    return Object.fromEntries(keys.map((key) => [key, this.of(fields[key], isWhole)]));
  }

  /** Nothing depends on what a secret is, or it could be found by trying: keys stand where everybody reads them. */
  private ofHidden(value: HiddenValue): unknown {
    if (!value.isSensitive && !value.isWritten) return undefined;
    return this.ofReference(value) ?? this.ofUnseen(value);
  }

  private ofUnseen({ references }: HiddenValue): unknown {
    this.miss();
    return { [UNSEEN]: references };
  }

  /** A name of another resource of the plan is as good as known, when that resource's own name and place are. */
  private ofReference({ references }: HiddenValue): unknown {
    const [reference = "", second] = references;
    const [, address = "", attribute = ""] = /^(.+)\.([a-z_]+)$/.exec(reference) ?? [];
    const block = second === undefined && DECIDED.has(attribute) ? this.world.at(address) : undefined;
    if (block === undefined || block.isData || !block.type.startsWith("google_")) return undefined;
    const identity = pick(block.body, (key) => isIdentity(key) && !isAbsent(block.body[key]));
    const names = Object.entries(identity).filter(([key]) => key !== "project" && !PLACES.has(key));
    const isNamed = names.some(([, one]) => typeof one === "string");
    return isNamed ? { [REFERENCE]: [block.type, attribute, this.of(identity)] } : undefined;
  }
}

const PLACES = new Set(["location", "region", "zone", "parent"]);

/** No value of Terraform's has such a name. */
const [UNSEEN, REFERENCE] = ["\0unseen", "\0reference"];
