import { isOnlyAsWritten } from "../../lib/terraform/blocks-as-written";
import { providerAttributes } from "../support/provider-types";

test("what Google fills in is no block that is only as written, and most blocks are such", () => {
  const top = providerAttributes().filter(({ block }) => block === undefined);
  const computed = top.filter(({ isComputed }) => isComputed);
  expect(computed.length).toBeGreaterThan(1500);
  expect(computed.filter(({ type, name }) => isOnlyAsWritten(type, name))).toEqual([]);
  const blocks = top.filter(({ isBlock, name }) => isBlock && name !== "timeouts");
  const filledIn = blocks.filter(({ type, name }) => !isOnlyAsWritten(type, name));
  expect(filledIn.length / blocks.length).toBeLessThan(0.2);
});

test("by the type, where the name of a block is that of something else in another one", () => {
  expect(isOnlyAsWritten("google_compute_firewall_policy_with_rules", "rule")).toBe(true);
  expect(isOnlyAsWritten("google_compute_security_policy", "rule")).toBe(false);
  expect(isOnlyAsWritten("google_storage_bucket_iam_member", "condition")).toBe(true);
});
