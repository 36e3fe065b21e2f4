import type { TerraformFields } from "../../terraform";
import { textAt } from "../../terraform/resource-values";
import { own, phrase } from "../../text/phrase";
import { areSame, type Look, type LookedAt, step, type Step } from "./path-step";

const FIELDS = [
  "source_subnetwork_ip_ranges_to_nat",
  "subnetwork",
  "source_subnetwork_ip_ranges_to_nat64",
  "nat64_subnetwork",
  "type",
  "router",
  "rules",
];

export const NAT_PATH: Look = { fields: FIELDS, steps };

const EVERY = "every subnet of its region";
const LISTED = "listed subnets";

function steps({ before, after, body, name }: LookedAt): readonly Step[] {
  if (textAt(body, "type") === "PRIVATE") return [];
  const served = servedBy(body);
  const who = own(served === "unknown" ? "subnets that cannot be seen" : served);
  if (before === undefined) {
    const summary = phrase`Cloud NAT ${name} is new: through it hosts in ${who} get a way to the internet`;
    return [step("widened", `new ${served}`, summary)];
  }
  if (after === undefined) {
    const summary = phrase`Cloud NAT ${name} is gone: hosts in ${who} lose that way to the internet`;
    return [step("narrowed", "gone", summary)];
  }
  return areSame(FIELDS, before, after) ? [] : [changed(servedBy(before), servedBy(after), name)];
}

function changed(was: string, is: string, name: string): Step {
  if (was === LISTED && is === EVERY) {
    return step("widened", "all", phrase`Cloud NAT ${name} now serves every subnet of its region`);
  }
  if (was === EVERY && is === LISTED) {
    return step("narrowed", "listed", phrase`Cloud NAT ${name} now serves listed subnets only`);
  }
  const summary = phrase`Cloud NAT ${name} changes whom it serves: whether that is more cannot be seen`;
  return step("unknown", "changed", summary);
}

function servedBy(body: TerraformFields): string {
  const which = textAt(body, "source_subnetwork_ip_ranges_to_nat");
  if (which === undefined || which === "unknown") return "unknown";
  return which === "LIST_OF_SUBNETWORKS" ? LISTED : EVERY;
}
