import { itemsOf } from "../text/json-document";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** An action of a provider that the apply runs, beside what it does to resources: since Terraform 1.14. */
export interface InvokedAction {
  /** Such as `action.google_x.y`. */
  readonly address: string;
  readonly type: string;

  /** The address of the resource whose change runs it; undefined when a person asked for it. */
  readonly trigger: string | undefined;
}

/** A condition of the configuration's own that does not hold. */
export interface FailedCheck {
  readonly address: string;

  /** `fail`, or `error` where it cannot be worked out. */
  readonly status: string;
}

/** The actions of a plan, those that are put off among them. */
export function invokedActions(...lists: readonly unknown[]): readonly InvokedAction[] {
  return lists.flatMap((list) =>
    [...(itemsOf(list) ?? [])].map((item) => {
      const entry = fieldsOf(item);
      const action = "action_invocation" in entry ? fieldsOf(entry.action_invocation) : entry;
      const trigger = fieldsOf(action.lifecycle_action_trigger).triggering_resource_address;
      return {
        address: textOr(action.address, "an action without an address"),
        type: textOr(action.type, "a type that is not known"),
        trigger: typeof trigger === "string" ? trigger : undefined,
      };
    }),
  );
}

/** The checks of a plan that fail already; what is not known before the apply is none of them. */
export function failedChecks(list: unknown): readonly FailedCheck[] {
  return [...(itemsOf(list) ?? [])].map(fieldsOf).flatMap(({ address, status }): readonly FailedCheck[] => {
    const shown = textOr(fieldsOf(address).to_display, "a check");
    return status === "fail" || status === "error" ? [{ address: shown, status }] : [];
  });
}

/** The outputs that were secret and are shown from the apply on. */
export function revealedOutputs(before: unknown, after: unknown): readonly string[] {
  const outputs: TerraformFields = fieldsOf(before);
  return Object.entries(fieldsOf(after)).flatMap(([name, output]) => {
    const wasSecret = fieldsOf(outputs[name]).sensitive === true;
    return wasSecret && fieldsOf(output).sensitive !== true ? [name] : [];
  });
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
