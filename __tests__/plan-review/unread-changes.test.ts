import { reviewPlans, type PlanReview } from "../../lib/plan-review";
import { Approvals, approvalKey } from "../../lib/plan-review/report/approvals";
import { FailOn } from "../../lib/plan-review/report/fail-on";
import { formatText } from "../../lib/plan-review/report/terminal-text";
import { TerraformPlan } from "../../lib/terraform";
import { type PlannedResource, planOf, type PlanParts } from "./plan-builder";

function reviewOf(parts: PlanParts): PlanReview {
  const [review] = reviewPlans([{ name: "x", plan: TerraformPlan.read(planOf(parts)) }]).plans;
  if (review === undefined) throw new Error("no review");
  return review;
}

function unread(...resources: readonly PlannedResource[]): readonly string[] {
  return reviewOf({ resources }).unread.map(({ action, type, attributes }) => [action, type, ...attributes].join(" "));
}

test("a type that nobody knows is unread when it comes, changes or goes, by the names of its attributes", () => {
  const address = "google_made_up_thing.X";
  expect(unread({ address, after: { name: "x", size: 1 } })).toEqual(["new google_made_up_thing name size"]);
  expect(unread({ address, before: { name: "x" }, after: { name: "y" } })).toEqual([
    "changed google_made_up_thing name",
  ]);
  expect(unread({ address, before: { name: "x", size: 1 } })).toEqual(["gone google_made_up_thing"]);
  expect(unread({ address, before: { size: 1 }, after: { size: 1 } })).toEqual([]);
});

test("what is made anew comes and goes, though nothing of it changes: in its place, and at another address", () => {
  const [address, after] = ["google_made_up_thing.X", { name: "x", size: 1 }];
  const replaced = { address, before: after, after, actions: ["delete", "create"] };
  expect(unread(replaced)).toEqual(["replaced google_made_up_thing"]);
  expect(reviewOf({ resources: [replaced] }).findings[0]?.summary.toString()).toBe(
    'made up thing "x" is destroyed and made anew, and no rule reads what that means',
  );
  expect(unread({ ...replaced, actions: ["create", "delete"], after: { name: "x", size: 2 } })).toEqual([
    "replaced google_made_up_thing size",
  ]);
  expect(unread({ address, before: after }, { address: "google_made_up_thing.Y", after })).toEqual([
    "replaced google_made_up_thing",
  ]);
  const read = { address: "google_pubsub_topic.T", before: { name: "t" }, after: { name: "t" } };
  expect(unread({ ...read, actions: ["delete", "create"] })).toEqual([]);
});

test("of a type with a card the attributes that it does not name are unread, through blocks", () => {
  const address = "google_storage_bucket.X";
  const before = { name: "x", made_up: [{ inner: "a", same: 1 }], versioning: [{ enabled: true }] };
  const after = { name: "x", made_up: [{ inner: "b", same: 1 }], versioning: [{ enabled: false }] };
  expect(unread({ address, before, after })).toEqual(["changed google_storage_bucket made_up.inner"]);
  expect(reviewOf({ resources: [{ address, before, after }] }).verdict).toBe("widened");
});

test("labels, descriptions and timeouts are harmless in all of Google's types, and in no other place", () => {
  const address = "google_compute_firewall.X";
  const change = (field: string): readonly string[] =>
    unread({ address, before: { name: "x", [field]: "a" }, after: { name: "x", [field]: "b" } });
  for (const field of ["labels", "description", "timeouts"]) expect(change(field)).toEqual([]);
  const block = (field: string): readonly string[] =>
    unread({ address, before: { made_up: [{ [field]: "a" }] }, after: { made_up: [{ [field]: "b" }] } });
  expect(block("labels")).toEqual(["changed google_compute_firewall made_up.labels"]);
  expect(block("description")).toEqual([]);
});

test("labels and descriptions of other providers' types may mean anything: who is let in, at some", () => {
  for (const address of ["hcloud_server.X", "kubernetes_labels.X"])
    for (const field of ["labels", "description"])
      expect(unread({ address, before: { name: "x", [field]: "a" }, after: { name: "x", [field]: "b" } })).toEqual([
        `changed ${address.replace(".X", "")} ${field}`,
      ]);
});

test("what nobody wrote, and Google or a newer provider fills in where nothing was, is no change", () => {
  const address = "google_storage_bucket.X";
  const plan = planOf({
    resources: [{ address, before: { name: "x", made_up: null }, after: { name: "x", made_up: "a" } }],
  });
  const configuration = plan.configuration as {
    root_module: { resources: { expressions: Record<string, unknown> }[] };
  };
  const said = (): readonly string[] =>
    reviewPlans([{ name: "x", plan: TerraformPlan.read(plan) }]).plans.flatMap((one) =>
      one.unread.flatMap(({ attributes }) => attributes),
    );
  expect(said()).toEqual(["made_up"]);
  delete configuration.root_module.resources[0]?.expressions.made_up;
  expect(said()).toEqual([]);
  expect(unread({ address, before: { made_up: "a" }, after: {}, computed: ["made_up"] })).toEqual([]);
});

test("a new name is another resource, and as known as that one comes and one goes", () => {
  const rename = (type: string): readonly string[] =>
    unread({ address: `${type}.X`, before: { name: "a" }, after: { name: "b" }, actions: ["delete", "create"] });
  expect(rename("google_compute_firewall")).toEqual([]);
  expect(rename("google_made_up_thing")).toEqual(["replaced google_made_up_thing name"]);
});

test("data sources, and what Terraform forgets, change nothing", () => {
  expect(unread({ address: "data.google_made_up_thing.X", after: { name: "x" } })).toEqual([]);
  const forgotten = { address: "google_made_up_thing.X", before: { name: "x" }, actions: ["forget"] };
  expect(unread(forgotten)).toEqual([]);
});

test("the verdict is unread when nothing graver is found, and the headline counts what no rule reads", () => {
  const thing = { address: "google_made_up_thing.X", after: { name: "x" } };
  const grant = {
    address: "google_project_iam_member.X",
    before: { project: "p", role: "roles/viewer", member: "user:ada@example.com" },
  };
  expect(reviewOf({ resources: [thing] }).verdict).toBe("unread");
  expect(reviewOf({ resources: [thing, grant] }).verdict).toBe("unread");
  const review = reviewPlans([{ name: "x", plan: TerraformPlan.read(planOf({ resources: [thing] })) }]);
  const text = formatText(review, { approvals: Approvals.none(), isColoured: false });
  expect(text).toMatch(/^unread: 1 change that no rule reads\n/);
  expect(text).not.toContain("nothing becomes possible");
});

test("an approval holds for plans that do the same, and for no other", () => {
  const thing = (size: number): PlannedResource => ({ address: "google_made_up_thing.X", after: { name: "x", size } });
  const keyOf = (parts: PlanParts): string => reviewOf(parts).findings.map(approvalKey).join("\n");
  const key = keyOf({ resources: [thing(1)] });
  expect(keyOf({ resources: [thing(1)] })).toBe(key);
  expect(keyOf({ resources: [thing(2)] })).not.toBe(key);
  expect(
    keyOf({ resources: [thing(1), { address: "google_dns_record_set.X", before: { ttl: 1 }, after: { ttl: 2 } }] }),
  ).not.toBe(key);
  const review = reviewPlans([{ name: "x", plan: TerraformPlan.read(planOf({ resources: [thing(1)] })) }]);
  const failOn = FailOn.parse(["unread"]);
  expect(failOn.reasons(review, Approvals.none())).toEqual([`unread: ${key}`]);
  expect(failOn.reasons(review, Approvals.parse(key, "file"))).toEqual([]);
});

test("no value of an unread attribute is shown, secret or not", () => {
  const review = reviewPlans([
    {
      name: "x",
      plan: TerraformPlan.read(
        planOf({
          resources: [{ address: "google_made_up_thing.X", before: { pin: "1234" }, after: { pin: "98765" } }],
        }),
      ),
    },
  ]);
  const text = formatText(review, { approvals: Approvals.none(), isColoured: false });
  expect(text).toContain("pin");
  expect(text).not.toMatch(/1234|98765/);
});

test("a host that is replaced, with what Google fills in known only afterwards, is unchanged", () => {
  const network = { subnetwork: "s", network: "n", network_ip: "10.0.0.2", stack_type: "IPV4_ONLY", access_config: [] };
  const disk = { source: "d", device_name: "x", initialize_params: [{ image: "debian", size: 10 }] };
  const before = { name: "x", machine_type: "e2-small", network_interface: [network], boot_disk: [disk] };
  const resource = {
    address: "google_compute_instance.X",
    before,
    after: { ...before, machine_type: "e2-medium" },
    unknown: {
      network_interface: [{ network: true, network_ip: true, stack_type: true }],
      boot_disk: [{ source: true, device_name: true }],
    },
    computed: ["instance_id", "self_link"],
    actions: ["delete", "create"],
  };
  const plan = planOf({ resources: [resource] });
  const configuration = plan.configuration as { root_module: { resources: { expressions: object }[] } };
  const [configured] = configuration.root_module.resources;
  if (configured === undefined) throw new Error("no configuration");
  const literal = (value: unknown): object => ({ constant_value: value });
  configured.expressions = {
    name: literal("x"),
    machine_type: literal("e2-medium"),
    network_interface: [{ subnetwork: literal("s") }],
    boot_disk: [{ initialize_params: [{ image: literal("debian"), size: literal(10) }] }],
  };
  const [review] = reviewPlans([{ name: "x", plan: TerraformPlan.read(plan) }]).plans;
  expect(review?.findings.map(({ kind, summary }) => `${kind}: ${summary.toString()}`)).toEqual([
    'loss: compute instance "x" is replaced: with it go what is on its boot disk',
  ]);
  expect(review?.verdict).toBe("unchanged");
});
