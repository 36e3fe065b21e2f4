import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type PlanReview, reviewPlans } from "../../lib/plan-review";
import { TerraformPlan } from "../../lib/terraform";

/** Of a plan as Terraform prints it, what a test changes. */
interface PlanText {
  readonly resource_changes: readonly { readonly address: string; readonly change: { after: object } }[];
}

/**
 * Plans of Terraform 1.11.4 and provider 7.45.0 of public modules (`terraform-google-modules`): cloud-storage
 * (simple_bucket), network (subnets, firewall-rules, routes) and pubsub. Calls of modules are renamed with `moved`
 * blocks; labels, and the words of a firewall rule, change.
 */
function planOf(module: string): PlanText {
  return JSON.parse(readFileSync(join(__dirname, "refactorings", `${module}.json`), "utf8")) as PlanText;
}

function reviewOf(plan: PlanText): PlanReview {
  const [review] = reviewPlans([{ name: "p", plan: TerraformPlan.read(plan) }]).plans;
  if (review === undefined) throw new Error("no review");
  return review;
}

test.each([
  ["cloud-storage", 2, 1],
  ["network", 6, 2],
  ["pubsub", 4, 1],
])("a refactoring of %s changes nothing that lets anybody in", (module, moved, changed) => {
  const { verdict, findings, unread, notes } = reviewOf(planOf(module));
  expect({ verdict, findings, unread, notes: notes.map(String) }).toEqual({
    verdict: "unchanged",
    findings: [],
    unread: [],
    notes: [`${moved} resources moved to another address, and ${changed} of them changed there`],
  });
});

test.each([
  ["cloud-storage", "google_storage_bucket.bucket", { uniform_bucket_level_access: false }],
  ["cloud-storage", 'members["0"]', { member: "allUsers" }],
  ["network", 'rules_ingress_egress["allow-internal"]', { source_ranges: ["0.0.0.0/0"] }],
  ["network", 'rules_ingress_egress["deny-all"]', { destination_ranges: ["10.0.0.0/8"] }],
  ["pubsub", 'pull_subscription_sa_binding_subscriber["reader"]', { member: "allUsers" }],
])("one of %s hides nothing else: %s", (module, address, value) => {
  const plan = planOf(module);
  const change = plan.resource_changes.find((one) => one.address.endsWith(address))?.change;
  if (change === undefined) throw new Error("no such resource");
  change.after = { ...change.after, ...value };
  expect(reviewOf(plan).verdict).toBe("widened");
});
