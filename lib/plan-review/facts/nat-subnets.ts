import type { TerraformFields } from "../../terraform";
import { blocksAt, isSame, textAt, textsAt } from "../../terraform/resource-values";

/** The attributes that say which hosts a Cloud NAT serves. */
export const NAT_SUBNETS = [
  "source_subnetwork_ip_ranges_to_nat",
  "subnetwork",
  "source_subnetwork_ip_ranges_to_nat64",
  "nat64_subnetwork",
];

/** How many more or fewer addresses are served. */
type ServedChange = "more" | "less" | "same" | "unknown";

/** Which addresses of a subnet are served, as `PRIMARY_IP_RANGE`, or the name of a secondary range. */
type Served = ReadonlyMap<string, readonly string[]>;

const ALL = "ALL_IP_RANGES";
const PRIMARY = "PRIMARY_IP_RANGE";
const EACH = "each subnet";

/** @see https://cloud.google.com/nat/docs/ports-and-addresses#subnet-ranges */
const WHOLE: ReadonlyMap<string, Served> = new Map([
  ["ALL_SUBNETWORKS_ALL_IP_RANGES", new Map([[EACH, [ALL]]])],
  ["ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES", new Map([[EACH, [PRIMARY]]])],
]);

/** Compares whom two Cloud NATs serve. */
export function compareServed(before: TerraformFields, after: TerraformFields): ServedChange {
  const nat64 = ["source_subnetwork_ip_ranges_to_nat64", "nat64_subnetwork"];
  if (nat64.some((field) => !isSame(before[field], after[field]))) return "unknown";
  const [was, is] = [servedBy(before), servedBy(after)];
  if (was === undefined || is === undefined) return "unknown";
  const [isMore, isLess] = [isWithin(was, is), isWithin(is, was)];
  if (isMore && isLess) return "same";
  if (isMore) return "more";
  return isLess ? "less" : "unknown";
}

/** Undefined where it cannot be seen. */
function servedBy(body: TerraformFields): Served | undefined {
  const which = textAt(body, "source_subnetwork_ip_ranges_to_nat");
  if (which !== "LIST_OF_SUBNETWORKS") return WHOLE.get(which ?? "");
  const served = new Map<string, readonly string[]>();
  for (const block of blocksAt(body, "subnetwork") ?? [undefined]) {
    const name = block === undefined ? undefined : textAt(block, "name");
    const ranges = block === undefined ? undefined : rangesOf(block);
    if (name === undefined || ranges === undefined) return undefined;
    served.set(name.slice(name.lastIndexOf("/") + 1), ranges);
  }
  return served;
}

function rangesOf(block: TerraformFields): readonly string[] | undefined {
  const [kinds, names] = [textsAt(block, "source_ip_ranges_to_nat"), textsAt(block, "secondary_ip_range_names")];
  if (kinds === undefined || names === undefined) return undefined;
  const ranges = [...kinds.filter((one) => one !== "LIST_OF_SECONDARY_IP_RANGES"), ...names];
  return ranges.length === 0 ? ["what is not said"] : ranges;
}

function isWithin(some: Served, others: Served): boolean {
  return [...some].every(([subnet, ranges]) => {
    const served = [...(others.get(EACH) ?? []), ...(others.get(subnet) ?? [])];
    return served.includes(ALL) || ranges.every((one) => served.includes(one));
  });
}
