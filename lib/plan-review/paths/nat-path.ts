import type { TerraformFields } from "../../terraform";
import { textAt } from "../../terraform/resource-values";
import { own, phrase } from "../../text/phrase";
import { compareServed, NAT_SUBNETS } from "../facts/nat-subnets";
import { areSame, type Look, type LookedAt, step, type Step } from "./path-step";

const FIELDS = [...NAT_SUBNETS, "type", "router"];

/** Addresses of the sender are chosen by rules; with private NAT they decide which packets are changed. */
const PRIVATE_FIELDS = [...FIELDS, "rules"];

export const NAT_PATH: Look = { fields: PRIVATE_FIELDS, steps };

const EVERY = "every subnet of its region";
const LISTED = "listed subnets";

function steps(change: LookedAt): readonly Step[] {
  const isPrivate = textAt(change.body, "type") === "PRIVATE";
  // The model of a network does not look into hubs and hybrid links, to which private NAT leads.
  return isPrivate ? privateSteps(change).map((one) => ({ ...one, isOpaque: true })) : publicSteps(change);
}

function publicSteps({ before, after, body, name }: LookedAt): readonly Step[] {
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
  return [...addresses(before, after, name), ...(areSame(FIELDS, before, after) ? [] : changed(before, after, name))];
}

/** Others may let in whoever comes from the addresses that a rule chooses, as no model of a network can see. */
function addresses(before: TerraformFields, after: TerraformFields, name: string): readonly Step[] {
  if (areSame(["rules"], before, after)) return [];
  const summary = phrase`Cloud NAT ${name} has other rules: from which addresses hosts come to whom they reach changes`;
  return [{ ...step("unknown", "rules", summary), isOpaque: true }];
}

function privateSteps({ before, after, name }: LookedAt): readonly Step[] {
  const where = own("the networks that a hub or a hybrid link leads to");
  if (before === undefined)
    return [step("widened", "new private", phrase`private NAT ${name} is new: through it hosts reach ${where}`)];
  if (after === undefined)
    return [step("narrowed", "gone", phrase`private NAT ${name} is gone: through it hosts no longer reach ${where}`)];
  return areSame(PRIVATE_FIELDS, before, after) ? [] : changed(before, after, name);
}

function changed(before: TerraformFields, after: TerraformFields, name: string): readonly Step[] {
  const [was, is] = [servedBy(before), servedBy(after)];
  const others = (textAt(after, "type") === "PRIVATE" ? ["type", "router", "rules"] : ["type", "router"]).filter(
    (field) => !areSame([field], before, after),
  );
  const turn = others.length > 0 ? "unknown" : compareServed(before, after);
  switch (turn) {
    case "same":
      return [];
    case "more":
      return was === LISTED && is === EVERY
        ? [step("widened", "all", phrase`Cloud NAT ${name} now serves every subnet of its region`)]
        : [step("widened", "more", phrase`Cloud NAT ${name} now serves more subnets, or more of their addresses`)];
    case "less":
      return was === EVERY && is === LISTED
        ? [step("narrowed", "listed", phrase`Cloud NAT ${name} now serves listed subnets only`)]
        : [step("narrowed", "fewer", phrase`Cloud NAT ${name} now serves fewer subnets, or fewer of their addresses`)];
    case "unknown": {
      const summary = phrase`Cloud NAT ${name} changes whom it serves: whether that is more cannot be seen`;
      return [step("unknown", "changed", summary)];
    }
  }
}

function servedBy(body: TerraformFields): string {
  const which = textAt(body, "source_subnetwork_ip_ranges_to_nat");
  if (which === undefined || which === "unknown") return "unknown";
  return which === "LIST_OF_SUBNETWORKS" ? LISTED : EVERY;
}
