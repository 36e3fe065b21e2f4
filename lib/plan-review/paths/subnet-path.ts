import type { TerraformFields } from "../../terraform";
import { isSameOrLeft } from "../../terraform/changed-attributes";
import { isSame, textAt, valueAt } from "../../terraform/resource-values";
import { own, phrase } from "../../text/phrase";
import { type Look, type LookedAt, step, type Step } from "./path-step";

const GOOGLE_ACCESS = "private_ip_google_access";
const OTHER_FIELDS = [
  "ip_cidr_range",
  "secondary_ip_range",
  "stack_type",
  "ipv6_access_type",
  "purpose",
  "role",
  "network",
];

export const SUBNET_PATH: Look = { fields: [GOOGLE_ACCESS, ...OTHER_FIELDS], steps };

function steps({ before, after, name }: LookedAt): readonly Step[] {
  if (before === undefined) {
    if (after !== undefined && hasExternal(after))
      return [
        step("widened", "new, external", phrase`subnet ${name} is new: hosts on it can get external IPv6 addresses`),
      ];
    return [step("changed", "new", phrase`subnet ${name} is new: hosts on it reach what the network lets them`)];
  }
  if (after === undefined) return [step("narrowed", "gone", phrase`subnet ${name} is gone`)];
  return [...googleAccess(before, after, name), ...otherFields(before, after, name)];
}

function googleAccess(before: TerraformFields, after: TerraformFields, name: string): readonly Step[] {
  const [was, is] = [before, after].map((body): unknown => valueAt(body, GOOGLE_ACCESS) ?? false);
  if (isSame(was, is)) return [];
  const hosts = phrase`hosts on subnet ${name} without an external address`;
  if (is === true) {
    const summary = phrase`${hosts} now reach Google's APIs (Private Google Access is on)`;
    return [step("widened", "google access on", summary)];
  }
  if (is === false) {
    const summary = phrase`${hosts} no longer reach Google's APIs, Artifact Registry among them
      (Private Google Access is off)`;
    return [step("narrowed", "google access off", summary)];
  }
  const summary = phrase`whether hosts on subnet ${name} reach Google's APIs cannot be seen before the apply`;
  return [step("unknown", "google access unknown", summary)];
}

function otherFields(before: TerraformFields, after: TerraformFields, name: string): readonly Step[] {
  const changed = OTHER_FIELDS.filter((field) => !isSameOrLeft(before[field], after[field]));
  if (changed.length === 0) return [];
  const substance = `changed ${changed.join(" ")}`;
  if (hasExternal(after) && !hasExternal(before)) {
    return [step("widened", substance, phrase`hosts on subnet ${name} get external IPv6 addresses`)];
  }
  const summary = phrase`subnet ${name} changes (${own(changed.join(", "))}):
    what its hosts reach by that cannot be seen`;
  return [step("unknown", substance, summary)];
}

function hasExternal(body: TerraformFields): boolean {
  return textAt(body, "ipv6_access_type") === "EXTERNAL";
}
