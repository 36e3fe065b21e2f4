import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** What is said of one resource, as `effect: summary`. */
function saidOf(resource: PlannedResource): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources: [resource] }));
  return reviewPlans([{ name: "x", plan }]).plans.flatMap(({ findings }) =>
    findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`),
  );
}

describe("lists of who is let in", () => {
  const [address, networks] = ["google_container_cluster.C", "master_authorized_networks_config"];
  const listed = { name: "c", [networks]: [{ cidr_blocks: [{ cidr_block: "10.0.0.0/8" }] }] };
  const filter = (ranges: readonly string[]): object => ({
    name: "b",
    ip_filter: [{ mode: "Enabled", public_network_source: [{ allowed_ip_cidr_ranges: ranges }] }],
  });

  test("without the block that keeps others out nobody is kept out, so that the list says nothing", () => {
    expect(saidOf({ address, before: listed, after: { name: "c" } })).toEqual([
      'widened: container cluster "c": its control plane answers everybody who reaches it',
    ]);
    expect(saidOf({ address, before: { name: "c" }, after: listed })).toEqual([
      'narrowed: container cluster "c": its control plane answers listed networks only',
    ]);
    expect(
      saidOf({ address: "google_storage_bucket.B", before: filter(["1.2.3.0/24"]), after: { name: "b" } }),
    ).toEqual(['widened: storage bucket "b": no network is kept from it']);
  });

  test("one that is not known before the apply may hold anybody", () => {
    const after = { name: "c", [networks]: [{ cidr_blocks: [{}] }] };
    const unknown = { [networks]: [{ cidr_blocks: [{ cidr_block: true }] }] };
    expect(saidOf({ address, before: listed, after, unknown })).toEqual([
      'unknown: container cluster "c": who can reach its control plane cannot be seen before the apply',
    ]);
  });

  test("a secret one that stays is no change", () => {
    const body = filter(["1.2.3.0/24"]);
    expect(
      saidOf({ address: "google_storage_bucket.B", before: body, after: body, sensitive: { ip_filter: true } }),
    ).toEqual([]);
  });
});

describe("of a policy that is not known before the apply it cannot be seen whether it guards more or less", () => {
  const old = { org_id: "1", constraint: "c", list_policy: [{ allow: [{ values: ["a"] }] }] };
  const deny = (rule: object): object => ({
    name: "d",
    parent: "p",
    rules: [{ deny_rule: [{ denied_principals: ["a"], denied_permissions: ["x"], ...rule }] }],
  });
  const boundary = { name: "b", organization: "1", location: "global" };
  const details = [{ rules: [{ resources: ["a"], effect: "ALLOW" }] }];

  test.each<[string, PlannedResource]>([
    [
      "rules",
      {
        address: "google_iam_deny_policy.D",
        before: deny({}),
        after: deny({ denied_permissions: null }),
        unknown: { rules: [{ deny_rule: [{ denied_permissions: true }] }] },
      },
    ],
    [
      "details",
      {
        address: "google_iam_principal_access_boundary_policy.B",
        before: { ...boundary, details },
        after: { ...boundary, details: null },
        unknown: { details: true },
      },
    ],
    [
      "list_policy",
      {
        address: "google_organization_policy.O",
        before: old,
        after: { ...old, list_policy: null },
        unknown: { list_policy: true },
      },
    ],
  ])("%s", (field, resource) => {
    expect(saidOf(resource)).toEqual([
      expect.stringMatching(new RegExp(`^unknown: .* changes \\(${field}\\): whether it does so more or less cannot`)),
    ]);
  });
});
