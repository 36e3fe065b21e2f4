import type { ResourceChange, TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { textAt, valueAt } from "../../terraform/resource-values";
import { pathNamed } from "../../terraform/same-names";
import { uncovered } from "./address-lists";

/** What routes must share beside their ranges for one to stand for another. */
const SHARED = [
  "network",
  "project",
  "priority",
  "tags",
  "next_hop_gateway",
  "next_hop_ilb",
  "next_hop_instance",
  "next_hop_instance_zone",
  "next_hop_vpn_tunnel",
  "next_hop_ip",
];

/**
 * Routes that come and go and together lead to the same addresses as before through the same hop, by other ranges:
 * `10.0.0.0/8` as two `/9`. They are not the same for sure, since of all routes to an address that with the longest
 * range wins.
 */
export function rewrittenRoutes(changes: readonly ResourceChange[]): readonly (readonly ResourceChange[])[] {
  const alike = new Map<string, ResourceChange[]>();
  for (const one of changes.filter(({ type, isData }) => type === "google_compute_route" && !isData)) {
    const key = keyOf(one);
    if (key !== undefined) alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].filter(leadToTheSame);
}

/** Undefined where something of it cannot be seen, and where a route gets another hop. */
function keyOf({ before, after }: ResourceChange): string | undefined {
  const keys = [before, after].flatMap((body) => (body === undefined ? [] : [sharedBy(body)]));
  return keys.every((one) => one === keys[0]) ? keys[0] : undefined;
}

function sharedBy(body: TerraformFields): string | undefined {
  const project = textAt(body, "project");
  const values = SHARED.map((field): unknown => {
    const value = valueAt(body, field);
    return typeof value === "string" ? (pathNamed(field, value, project) ?? value) : value;
  });
  const isHidden = values.flat().some((value) => value instanceof HiddenValue);
  return isHidden || textAt(body, "network") === undefined ? undefined : JSON.stringify(values);
}

function leadToTheSame(routes: readonly ResourceChange[]): boolean {
  const [before = [], after = []] = [rangesOf(routes, "before"), rangesOf(routes, "after")];
  if (before.length === 0 || after.length === 0) return false;
  return [uncovered(before, after), uncovered(after, before)].every((rest) => rest?.length === 0);
}

/** Undefined where one cannot be seen. */
function rangesOf(routes: readonly ResourceChange[], side: "before" | "after"): readonly string[] | undefined {
  const bodies = routes.map((one) => one[side]).filter((body) => body !== undefined);
  const ranges = bodies.flatMap((body) => textAt(body, "dest_range") ?? []);
  return ranges.length === bodies.length ? ranges : undefined;
}
