import type { ResourceChange, TerraformFields, TerraformPlan, TerraformResources } from "../terraform";
import { HiddenValue } from "../terraform/hidden-value";
import { fieldsOf } from "../terraform/terraform-resources";
import { isAbsent, picked } from "../terraform/resource-values";
import { isIdentity, NAMES } from "./identity-attributes";
import type { ReviewedChange } from "./plan-rule";

/** Attributes that Google changes without anybody asking: of what is deleted they say nothing. */
const VOLATILE =
  /^(?:etag|.*fingerprint|.*_time|.*timestamp|generation|metageneration|observed_generation|state|status)$/;

/** A block of such a name is no word of Google's: the `status` of a perimeter is what it guards. */
function isVolatile(name: string, value: unknown): boolean {
  return VOLATILE.test(name) && typeof value !== "object";
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
  /**
   * All that a plan does and what it is made from, as far as it says, in parts: the same for the same plan, whenever it
   * was made.
   */
  public static *ofPlan(plan: TerraformPlan): Generator<string> {
    const { changes, drift, before, after, beforeDrift, configuration, settings } = plan;
    const { variables, providers } = settings;
    yield JSON.stringify([configuration.moduleSources, variables, providers]);
    yield* new ChangedContent({ plan, changes, before, after, isDrift: false }).ofAll();
    yield* new ChangedContent({ plan, changes: drift, before: beforeDrift, after: before, isDrift: true }).ofAll();
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
    const writer = this.writer();
    const place = change === undefined ? null : this.identityOf(change, writer);
    if (content !== undefined) return writer.written([place, writer.of(content)]);
    // Where the resource stays as it is, what changes is elsewhere, and not looked for.
    if (change === undefined || isUnchanged(change)) writer.miss();
    return writer.written([place, change === undefined ? null : this.bodyOf(change, writer)]);
  }

  private *ofAll(): Generator<string> {
    const { plan, changes, isDrift } = this.change;
    const writer = this.writer();
    for (const one of changes) {
      const { address, actions, importId, previousAddress } = one;
      if (actions.every((action) => action === "no-op")) continue;
      const what = [isDrift, address, actions, importId, previousAddress, plan.configuration.sourcesOf(address)];
      yield JSON.stringify([what, this.identityOf(one, writer), this.bodyOf(one, writer)]);
    }
  }

  private writer(): ContentWriter {
    const { plan, after } = this.change;
    return new ContentWriter(after, plan);
  }

  private identityOf({ address, type, before, after }: ResourceChange, writer: ContentWriter): unknown {
    const body = after ?? before ?? {};
    const left = placesLeft(body, address, this.change.plan);
    if (left.includes(undefined)) writer.miss();
    const project = isAbsent(body.project) ? this.change.plan.providerProject(address) : body.project;
    const was = before === undefined || after === undefined ? {} : replaced(before, after);
    return [
      type,
      writer.of(project),
      ...left,
      writer.of(picked(body, isIdentity)),
      writer.of(picked(was, isIdentity), false),
    ];
  }

  /** What the configuration says, and what changes: what Google fills in by itself is no content. */
  private bodyOf({ address, before = {}, after }: ResourceChange, writer: ContentWriter): unknown {
    if (after === undefined)
      return {
        gone: writer.of(
          picked(before, (key) => !isVolatile(key, before[key])),
          false,
        ),
      };
    const { configuration } = this.change.plan;
    const isSaid = (key: string): boolean => configuration.mentions(address, key) || before[key] !== after[key];
    return [writer.of(picked(after, isSaid)), writer.of(replaced(before, after), false)];
  }
}

/** Where a resource is by its provider alone, as it leaves to that: undefined for what is not known of it. */
function placesLeft(body: TerraformFields, address: string, plan: TerraformPlan): readonly (string | undefined)[] {
  const isLeft = (name: string): boolean => name in body && isAbsent(body[name]);
  const of = (name: "region" | "zone"): string | undefined => plan.providerPlace(address, name);
  return [
    ...(isLeft("project") ? [plan.providerProject(address)] : []),
    ...(isLeft("region") ? [of("region")] : []),
    ...(isLeft("zone") ? [of("zone")] : []),
    // Some take the zone as their location, where the provider has one.
    ...(isLeft("location") ? [of("region") ?? of("zone"), of("zone") ?? ""] : []),
  ];
}

/** The values of before in whose place others come, but for those that Google alone chooses, then and now. */
function replaced(before: TerraformFields, after: TerraformFields): TerraformFields {
  const isChosen = (value: unknown): boolean => value instanceof HiddenValue && !value.isSensitive && !value.isWritten;
  return picked(before, (key) => before[key] !== after[key] && !isChosen(after[key]));
}

function isUnchanged({ actions }: ResourceChange): boolean {
  return actions.every((action) => action === "no-op" || action === "read");
}

/** Writes values in one way, whatever the order of their fields, and notes what it does not see. */
class ContentWriter {
  private isSeen = true;

  /** The resources whose names are being written: a forged plan may lead from one to another and back. */
  private readonly entered = new Set<string>();

  public constructor(
    private readonly world: TerraformResources,
    private readonly plan: TerraformPlan,
  ) {}

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
    const identity = picked(block.body, (key) => isIdentity(key) && !isAbsent(block.body[key]));
    const isNamed = Object.entries(identity).some(([key, one]) => NAMES.test(key) && typeof one === "string");
    if (!isNamed || this.entered.has(address)) return undefined;
    const project = isAbsent(block.body.project) ? this.plan.providerProject(address) : undefined;
    const places = placesLeft(block.body, address, this.plan);
    if (places.includes(undefined)) this.miss();
    this.entered.add(address);
    const written = { [REFERENCE]: [block.type, attribute, project, ...places, this.of(identity)] };
    this.entered.delete(address);
    return written;
  }
}

/** No value of Terraform's has such a name. */
const [UNSEEN, REFERENCE] = ["\0unseen", "\0reference"];
