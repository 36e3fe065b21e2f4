import { createHash } from "node:crypto";
import { itemsOf } from "../text/json-document";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** Something in a plan that nobody knew of when this was written. */
export interface UnknownPart {
  /** The field, or the word in it: `resource_changes.change.hooks`, `resource_changes.mode: list`. */
  readonly name: string;

  /** The first resource that has it; undefined where the plan itself does. */
  readonly address: string | undefined;

  /** How many have it. */
  readonly count: number;

  /** Stands for what it says. */
  readonly digest: string;
}

/**
 * The fields of a plan of format 1, with those that HCP Terraform puts beside them.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/command/jsonplan/plan.go
 * @see https://github.com/opentofu/opentofu/blob/main/internal/command/jsonplan/plan.go
 */
const OF_PLAN = words(`format_version terraform_version variables planned_values proposed_unknown resource_drift
  resource_changes deferred_changes deferred_action_invocations output_changes action_invocations prior_state
  configuration relevant_attributes checks timestamp applyable complete errored provider_format_version
  provider_schemas`);

const OF_RESOURCE = words(`address previous_address module_address mode type name index index_unknown provider_name
  deposed change action_reason`);

const OF_CHANGE = words(`actions before after after_unknown before_sensitive after_sensitive replace_paths importing
  generated_config before_identity after_identity`);

const ACTIONS = words("no-op create read update delete forget");
const MODES = words("managed data ephemeral");

/** What a plan says that this version does not know, as newer versions of Terraform and OpenTofu may write it. */
export class UnknownParts {
  private readonly found = new Map<string, UnknownPart>();

  public get all(): readonly UnknownPart[] {
    return [...this.found.values()];
  }

  public notePlan(fields: TerraformFields): void {
    for (const name of Object.keys(fields)) if (!OF_PLAN.has(name)) this.note(name, undefined, fields[name]);
  }

  /** @param list which list of the plan it stands in */
  public noteChange(list: string, entry: TerraformFields): void {
    const address = typeof entry.address === "string" ? entry.address : undefined;
    for (const name in entry) if (!OF_RESOURCE.has(name)) this.note(`${list}.${name}`, address, entry[name]);
    const change = fieldsOf(entry.change);
    for (const name in change) if (!OF_CHANGE.has(name)) this.note(`${list}.change.${name}`, address, change[name]);
    for (const action of itemsOf(change.actions) ?? [])
      if (!ACTIONS.has(String(action))) this.note(`${list}.change.actions: ${String(action)}`, address, action);
    const { mode } = entry;
    if (typeof mode === "string" && !MODES.has(mode)) this.note(`${list}.mode: ${mode}`, address, mode);
  }

  private note(name: string, address: string | undefined, value: unknown): void {
    if (isEmpty(value)) return;
    const { count = 0, digest = "", address: first = address } = this.found.get(name) ?? {};
    const text = JSON.stringify([digest, address, itemsOf(value) === undefined ? value : [...(itemsOf(value) ?? [])]]);
    this.found.set(name, {
      name,
      address: first,
      count: count + 1,
      digest: createHash("sha256").update(text).digest("hex"),
    });
  }
}

/** Says nothing, whatever the field means. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  const items = itemsOf(value);
  if (items !== undefined) return [...items].length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
