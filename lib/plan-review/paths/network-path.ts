import { isSame, valueAt } from "../../terraform/resource-values";
import { own, phrase } from "../../text/phrase";
import { type Look, type LookedAt, step, type Step } from "./path-step";

const ENFORCEMENT = "network_firewall_policy_enforcement_order";

const FIELDS = [
  "delete_default_routes_on_create",
  "auto_create_subnetworks",
  ENFORCEMENT,
  "routing_mode",
  "enable_ula_internal_ipv6",
  "network_profile",
];

export const NETWORK_PATH: Look = { fields: FIELDS, steps };

function steps({ before, after, name }: LookedAt): readonly Step[] {
  if (after === undefined) {
    return [step("narrowed", "gone", phrase`network ${name} is gone, with all that is on it`)];
  }
  if (before === undefined) {
    const deleted = valueAt(after, "delete_default_routes_on_create") ?? false;
    if (deleted === true) return [];
    const summary = phrase`network ${name} is new, with a default route to the internet`;
    return [step(deleted === false ? "widened" : "unknown", "new with default route", summary)];
  }
  const isChanged = (field: string): boolean =>
    valueAt(after, field) !== undefined && !isSame(before[field], after[field]);
  const changed = FIELDS.filter(isChanged);
  if (changed.length === 0) return [];
  const summary = phrase`network ${name} changes (${own(changed.join(", "))}):
    what its hosts reach by that cannot be seen`;
  // Policies of the organization, or of another plan, may be on the network too.
  return [{ ...step("unknown", `changed ${changed.join(" ")}`, summary), isOpaque: changed.includes(ENFORCEMENT) }];
}
