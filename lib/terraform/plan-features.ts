import { itemsOf } from "../text/json-document";
import { HiddenValue } from "./hidden-value";
import { maskedValues } from "./masked-values";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** An action of a provider that the apply runs, beside what it does to resources: since Terraform 1.14. */
export interface InvokedAction {
  /** Such as `action.google_x.y`. */
  readonly address: string;
  readonly type: string;

  /** The address of the resource whose change runs it; undefined when a person asked for it. */
  readonly trigger: string | undefined;

  /** What it is given, and when it runs; a secret is a `HiddenValue`. */
  readonly content: TerraformFields;
}

/** A condition of the configuration's own that does not hold. */
export interface FailedCheck {
  readonly address: string;

  /** `fail`, or `error` where it cannot be worked out. */
  readonly status: string;

  /** What its author wrote for this case. */
  readonly messages: readonly string[];
}

/** The actions of a plan, those that are put off among them. */
export function invokedActions(...lists: readonly unknown[]): readonly InvokedAction[] {
  return lists.flatMap((list) =>
    [...(itemsOf(list) ?? [])].map((item) => {
      const entry = fieldsOf(item);
      const action = "action_invocation" in entry ? fieldsOf(entry.action_invocation) : entry;
      const lifecycle = fieldsOf(action.lifecycle_action_trigger);
      const { triggering_resource_address: trigger, action_trigger_event: event } = lifecycle;
      const { config_values: values, config_unknown: unknown, config_sensitive: sensitive } = action;
      return {
        address: textOr(action.address, "an action without an address"),
        type: textOr(action.type, "a type that is not known"),
        trigger: typeof trigger === "string" ? trigger : undefined,
        content: { event, given: maskedValues(values, unknown, sensitive, () => HiddenValue.unknown()) },
      };
    }),
  );
}

/** The checks of a plan that fail already; what is not known before the apply is none of them. */
export function failedChecks(list: unknown): readonly FailedCheck[] {
  return [...(itemsOf(list) ?? [])].map(fieldsOf).flatMap((check): readonly FailedCheck[] => {
    const { address, status } = check;
    const shown = textOr(fieldsOf(address).to_display, "a check");
    return status === "fail" || status === "error" ? [{ address: shown, status, messages: messagesOf(check) }] : [];
  });
}

function messagesOf({ instances }: TerraformFields): readonly string[] {
  const problems = [...(itemsOf(instances) ?? [])].flatMap((one) => [...(itemsOf(fieldsOf(one).problems) ?? [])]);
  const messages = problems.map((one) => textOr(fieldsOf(one).message, "").trim());
  return [...new Set(messages)].filter((message) => message !== "");
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
