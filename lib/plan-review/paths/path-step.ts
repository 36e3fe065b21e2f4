import type { ResourceChange, TerraformFields } from "../../terraform";
import { isSameOrLeft } from "../../terraform/changed-attributes";
import type { Phrase } from "../../text/phrase";
import type { Effect } from "../finding";

/** What one resource does to the ways of a network, looked at by itself. */
export interface Step {
  readonly effect: Effect;
  readonly substance: string;
  readonly summary: Phrase;

  /** Whether the model of the network cannot see what lies behind it, such as an appliance. */
  readonly isOpaque?: boolean;
}

/** A change of a resource, with what it is now, or was. */
export interface LookedAt extends ResourceChange {
  readonly body: TerraformFields;
  readonly name: string;
}

/** How a type is looked at by itself, and the attributes that count. */
export interface Look {
  readonly fields: readonly string[];
  readonly steps: (change: LookedAt) => readonly Step[];
}

export function step(effect: Effect, substance: string, summary: Phrase): Step {
  return { effect, substance, summary };
}

/** Whether none of the fields changes. */
export function areSame(fields: readonly string[], before: TerraformFields, after: TerraformFields): boolean {
  return fields.every((field) => isSameOrLeft(before[field], after[field]));
}
