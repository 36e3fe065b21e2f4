// Prints what the plan review does not know of resource types: npx ts-node -T scripts/unread.ts google_storage_bucket
// google_compute_*
import { PROVIDER_TYPES } from "../__tests__/support/provider-types";
import { unreadOf } from "./tables/coverage";

for (const pattern of process.argv.slice(2)) {
  const isMatch = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
  for (const type of PROVIDER_TYPES.filter((one) => isMatch.test(one))) {
    const unread = unreadOf(type);
    console.log(`${type}${unread.length === 0 ? ": all is known" : `\n  ${unread.join("\n  ")}`}`);
  }
}
